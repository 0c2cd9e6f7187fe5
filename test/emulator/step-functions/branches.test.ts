import * as fc from 'fast-check';
import { FUNCTION_ARN, course, createWorld, runStates, typesOf } from './harness';

const wait = (Seconds: unknown) => ({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds, End: true } } });
const named = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });
const each = (state: object) => ({ ItemProcessor: named('Each', state) });

describe('Parallel', () => {
  it('gives every branch the input and gathers the outputs in their order', async () => {
    const run = await runStates(
      {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input + 1 %}' },
          Branches: [
            named('Slow', { Type: 'Wait', Seconds: 20 }),
            named('Fast', { Type: 'Pass', Output: '{% $states.input.n %}' }),
          ],
          Output: '{% $states.result %}',
          End: true,
        },
      },
      { input: 1 },
    );
    expect(run).toMatchObject({ result: [{ n: 2 }, 2], seconds: 20 });
    expect(course(run.events)).toEqual([
      'ExecutionStarted 1<0',
      'ParallelStateEntered 2<0',
      'ParallelStateStarted 3<2',
      'WaitStateEntered 4<3',
      'PassStateEntered 5<3',
      'PassStateExited 6<5',
      'WaitStateExited 7<4',
      'ParallelStateSucceeded 8<7',
      'ParallelStateExited 9<7',
      'ExecutionSucceeded 10<9',
    ]);
  });

  it('fails with the first branch that fails, and aborts the states of the others', async () => {
    const run = await runStates({
      P: {
        Type: 'Parallel',
        Branches: [
          wait(60),
          {
            StartAt: 'Soon',
            States: { Soon: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Broken' } },
          },
        ],
        Catch: [{ ErrorEquals: ['Broken'], Next: 'C' }],
        End: true,
      },
      C: { Type: 'Succeed' },
    });
    expect(run).toMatchObject({ result: { Error: 'Broken', Cause: null }, seconds: 5 });
    expect(course(run.events).slice(5)).toEqual([
      'WaitStateExited 6<5',
      'FailStateEntered 7<6',
      'WaitStateAborted 8<7',
      'ParallelStateFailed 9<7',
      'ParallelStateExited 10<9',
      'SucceedStateEntered 11<10',
      'SucceedStateExited 12<11',
      'ExecutionSucceeded 13<12',
    ]);
  });

  it('runs all branches again on a retry, without a failure in between', async () => {
    let calls = 0;
    const world = createWorld({
      invokeLambda: () => Promise.resolve(calls++ === 0 ? { error: { errorType: 'Busy' } } : { payload: calls }),
    });
    const run = await runStates(
      {
        P: {
          Type: 'Parallel',
          Branches: [named('T', { Type: 'Task', Resource: FUNCTION_ARN })],
          Retry: [{ ErrorEquals: ['Busy'] }],
          End: true,
        },
      },
      { world },
    );
    expect(run.result).toEqual([2]);
    expect(course(run.events).slice(6, 9)).toEqual([
      'LambdaFunctionFailed 7<6',
      'TaskStateAborted 8<7',
      'ParallelStateStarted 9<7',
    ]);
  });

  it('keeps the variables of a branch to the branch', async () => {
    const run = await runStates({
      A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Set',
            States: {
              Set: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'Get' },
              Get: { Type: 'Pass', Output: '{% $inner %}', End: true },
            },
          },
          named('Other', { Type: 'Pass', Output: '{% $exists($inner) %}' }),
        ],
        Next: 'B',
      },
      B: { Type: 'Pass', Output: '{% $append($states.input, $exists($inner)) %}', End: true },
    });
    expect(run.result).toEqual([2, false, false]);
  });

  it('passes an error of the interpreter by, without a word of its own', async () => {
    const run = await runStates({
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'C',
            States: { C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'D' }] }, D: { Type: 'Succeed' } },
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
        End: true,
      },
      E: { Type: 'Succeed' },
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(course(run.events).slice(3)).toEqual(['ChoiceStateEntered 4<3', 'ExecutionFailed 5<4']);
  });
});

describe('Map', () => {
  it('selects what an iteration gets, and shows it the item', async () => {
    const run = await runStates(
      {
        M: {
          Type: 'Map',
          Items: '{% $states.input.names %}',
          ItemSelector: {
            at: '{% $states.context.Map.Item.Index %}',
            name: '{% $states.context.Map.Item.Value & $states.input.suffix %}',
          },
          ...each({ Type: 'Pass', Output: '{% $states.input.name & $states.input.at %}' }),
          Output: "{% $join($states.result, ',') %}",
          End: true,
        },
      },
      { input: { names: ['a', 'b'], suffix: '!' } },
    );
    expect(run.result).toBe('a!0,b!1');
  });

  it('keeps the order of the items, whatever ends first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(50), { maxLength: 12 }),
        fc.integer({ min: 0, max: 5 }),
        async (items, limit) => {
          const run = await runStates(
            {
              M: {
                Type: 'Map',
                MaxConcurrency: limit,
                ...each({ Type: 'Wait', Seconds: '{% $states.input %}' }),
                End: true,
              },
            },
            { input: items },
          );
          expect(run.result).toEqual(items);
          const iterations = typesOf(run.events).filter((type) => type === 'MapIterationSucceeded');
          expect(iterations).toHaveLength(items.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    [1, 40],
    [2, 20],
    [0, 10],
    ['{% 3 %}', 20],
  ])('with MaxConcurrency %j takes %d seconds for four items of ten', async (MaxConcurrency, seconds) => {
    const run = await runStates(
      { M: { Type: 'Map', MaxConcurrency, ...each({ Type: 'Wait', Seconds: 10 }), End: true } },
      { input: [1, 2, 3, 4] },
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  it('has ended everything of an instant before it fails', async () => {
    const world = createWorld({ invokeLambda: () => new Promise(() => undefined) });
    const T = { Type: 'Task', Resource: FUNCTION_ARN, TimeoutSeconds: 5 };
    const run = await runStates({ M: { Type: 'Map', ...each(T), End: true } }, { input: [1, 2], world });
    expect(run.error).toBe('States.Timeout');
    expect(course(run.events).slice(11)).toEqual([
      'LambdaFunctionTimedOut 12<10',
      'LambdaFunctionTimedOut 13<11',
      'MapIterationFailed 14<12',
      'TaskStateAborted 15<12',
      'MapIterationAborted 16<12',
      'TaskStateAborted 17<12',
      'MapStateFailed 18<12',
      'ExecutionFailed 19<18',
    ]);
  });

  it('starts no further iteration after a failure', async () => {
    const run = await runStates(
      { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: named('F', { Type: 'Fail', End: undefined }), End: true } },
      { input: [1, 2, 3] },
    );
    expect(typesOf(run.events).filter((type) => type === 'MapIterationStarted')).toHaveLength(1);
  });

  it('says which states were aborted in what an outer state cut', async () => {
    const run = await runStates({
      P: {
        Type: 'Parallel',
        Branches: [
          named('M', { Type: 'Map', Items: [1], ...each({ Type: 'Wait', Seconds: 60 }) }),
          { StartAt: 'Soon', States: { Soon: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail' } } },
        ],
        End: true,
      },
    });
    expect(typesOf(run.events).slice(-6)).toEqual([
      'FailStateEntered',
      'MapStateAborted',
      'MapIterationAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('fails with its item selector, as the map', async () => {
    const run = await runStates(
      {
        M: {
          Type: 'Map',
          ItemSelector: { x: '{% $states.input.none %}' },
          ...each({ Type: 'Pass' }),
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'C' }],
          End: true,
        },
        C: { Type: 'Succeed' },
      },
      { input: [1] },
    );
    expect(run.status).toBe('SUCCEEDED');
    expect(run.events.find(({ type }) => type === 'EvaluationFailed')?.details).toMatchObject({
      state: 'M',
      location: 'ItemSelector/x',
    });
  });

  it('refuses to tolerate a failure, which the emulator does not know how to', async () => {
    const run = await runStates(
      {
        M: {
          Type: 'Map',
          ToleratedFailureCount: 1,
          ItemProcessor: named('F', { Type: 'Fail', End: undefined }),
          End: true,
        },
      },
      { input: [1] },
    );
    expect(run.error).toBe('NotEmulated');
  });
});
