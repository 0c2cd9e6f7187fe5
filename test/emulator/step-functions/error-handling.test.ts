import * as fc from 'fast-check';
import { matchesError, retryDelay } from '../../../lib/emulator/step-functions/interpreter/error-handling';
import { StateError } from '../../../lib/emulator/step-functions/state-error';
import { FUNCTION_ARN, createWorld, runStates, typesOf } from './harness';

const retrier = {
  errorEquals: ['States.ALL'],
  intervalSeconds: 1,
  maxAttempts: 3,
  backoffRate: 2,
  maxDelaySeconds: undefined,
  hasFullJitter: false,
};

/** A function that fails `times` times and then answers. */
function failingWorld(times: number, errorType = 'Busy') {
  let failures = 0;
  return createWorld({
    invokeLambda: (_name, payload) =>
      Promise.resolve(failures++ < times ? { error: { errorType, errorMessage: `no ${failures}` } } : { payload }),
  });
}

const task = (more: object) => ({ Type: 'Task', Resource: FUNCTION_ARN, End: true, ...more });

describe('which errors a name matches', () => {
  const ordinary = new StateError('Busy', 'c');
  const timeout = new StateError('States.Timeout', undefined);
  const nameless = new StateError(undefined, undefined);
  const terminal = new StateError('States.DataLimitExceeded', 'c', { reach: 'terminal' });
  const fatal = new StateError('States.Runtime', 'c', { reach: 'fatal' });
  it.each([
    ['Busy', ordinary, true],
    ['Bus', ordinary, false],
    ['States.ALL', ordinary, true],
    ['States.ALL', timeout, true],
    ['States.ALL', nameless, true],
    ['States.TaskFailed', ordinary, true],
    ['States.TaskFailed', timeout, false],
    ['States.Timeout', timeout, true],
    ['States.ALL', terminal, false],
    ['States.DataLimitExceeded', terminal, true],
    ['States.ALL', fatal, false],
    ['States.Runtime', fatal, false],
    ['State.ALL', ordinary, false],
  ])('%s and %s: %s', (name, failure, isMatch) => {
    expect(matchesError(['Other', name], failure)).toBe(isMatch);
  });
});

describe('the delay before a retry', () => {
  it.each([
    [{}, [1, 2, 4, 8]],
    [{ intervalSeconds: 3, backoffRate: 1 }, [3, 3, 3, 3]],
    [{ intervalSeconds: 3, backoffRate: 2, maxDelaySeconds: 5 }, [3, 5, 5, 5]],
    [{ backoffRate: 1.5 }, [1, 1.5, 2.25, 3.375]],
  ])('with %j is %j seconds', (changes, seconds) => {
    const delays = seconds.map((_, attempt) => retryDelay({ ...retrier, ...changes }, attempt, () => 0.5) / 1000);
    expect(delays).toEqual(seconds);
  });

  it('with full jitter is anywhere between nothing and the whole delay', () => {
    fc.assert(
      fc.property(
        fc.nat(6),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, intervalSeconds, draw) => {
          const whole = retryDelay({ ...retrier, intervalSeconds }, attempt, () => draw);
          const jittered = retryDelay({ ...retrier, intervalSeconds, hasFullJitter: true }, attempt, () => draw);
          expect(Math.abs(jittered - whole * draw)).toBeLessThanOrEqual(0.5);
          expect(jittered).toBeLessThanOrEqual(whole);
        },
      ),
    );
  });
});

describe('Retry', () => {
  it('makes further attempts without entering the state again, each a transition', async () => {
    const world = failingWorld(2);
    const run = await runStates({ T: task({ Retry: [{ ErrorEquals: ['Busy'] }] }) }, { world });
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 3 });
    expect(typesOf(run.events).filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
    expect(typesOf(run.events).filter((type) => type === 'LambdaFunctionScheduled')).toHaveLength(3);
    expect(world.stepFunctions.transitions(run.stateMachineArn)).toBe(3);
  });

  it('counts for each retrier, and lets the first that matches decide', async () => {
    const world = failingWorld(9);
    const Retry = [
      { ErrorEquals: ['Other'], MaxAttempts: 9 },
      { ErrorEquals: ['Busy'], MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 9 },
    ];
    const run = await runStates({ T: task({ Retry }) }, { world });
    expect(run).toMatchObject({ status: 'FAILED', error: 'Busy', cause: '{"errorType":"Busy","errorMessage":"no 3"}' });
  });

  it('shows the attempt in the context', async () => {
    const world = failingWorld(2);
    const seen = task({
      Retry: [{ ErrorEquals: ['Busy'] }],
      Arguments: '{% $states.context.State.RetryCount %}',
    });
    expect((await runStates({ T: seen }, { world })).result).toBe(2);
  });
});

describe('Catch', () => {
  it('takes over when the retries are used up, with Assign and Output of its own', async () => {
    const T = task({
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['Other'], Next: 'C' },
        {
          ErrorEquals: ['Busy'],
          Assign: { why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
          Output: '{% [$states.input, $states.errorOutput.Error] %}',
          Next: 'C',
        },
      ],
    });
    const run = await runStates(
      { T, C: { Type: 'Pass', Output: '{% $append($states.input, $why) %}', End: true } },
      { world: failingWorld(9), input: 'in' },
    );
    expect(run.result).toEqual(['in', 'Busy', 'no 2']);
  });

  it('whose own expression fails fails the state', async () => {
    const T = task({ Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.none %}', Next: 'C' }] });
    const run = await runStates({ T, C: { Type: 'Succeed' } }, { world: failingWorld(1) });
    expect(run.error).toBe('States.QueryEvaluationError');
    expect(run.cause).toContain("specified for the field 'Catch[0]/Output'");
  });
});
