import { AwsError } from '../../../lib/emulator/service';
import { type Json } from '../../../lib/emulator/step-functions/json';
import { FUNCTION_ARN, course, createWorld, runStates, typesOf } from './harness';

const invoke = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'worker', Payload: '{% $states.input %}' },
  End: true,
  ...more,
});

/** A function that answers after some virtual seconds; `undefined` never. */
function slowWorld(seconds: number | undefined) {
  const world: ReturnType<typeof createWorld> = createWorld({
    invokeLambda: (_name, payload) =>
      new Promise((resolve) => {
        if (seconds === undefined) return;
        world.clock.schedule(world.clock.now() + seconds * 1000, () => {
          resolve({ payload });
        });
      }),
  });
  return world;
}

describe('a task on a function', () => {
  it('named by its ARN has the plain result and events of its own', async () => {
    const run = await runStates({ T: { Type: 'Task', Resource: FUNCTION_ARN, End: true } }, { input: { a: 1 } });
    expect(run.result).toEqual({ a: 1 });
    expect(course(run.events)).toEqual([
      'ExecutionStarted 1<0',
      'TaskStateEntered 2<0',
      'LambdaFunctionScheduled 3<2',
      'LambdaFunctionStarted 4<3',
      'LambdaFunctionSucceeded 5<4',
      'TaskStateExited 6<5',
      'ExecutionSucceeded 7<6',
    ]);
    expect(run.events[2]?.details).toMatchObject({ resource: FUNCTION_ARN, input: '{"a":1}' });
  });

  it('through lambda:invoke has the whole answer', async () => {
    const run = await runStates({ T: invoke() }, { input: { a: 1 } });
    expect(run.result).toMatchObject({ Payload: { a: 1 }, StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(run.events[2]).toMatchObject({
      type: 'TaskScheduled',
      details: { resourceType: 'lambda', resource: 'invoke', region: 'eu-central-1' },
    });
  });

  it.each<[unknown, Json]>([
    [{ FunctionName: 'worker' }, {}],
    [{ FunctionName: 'worker', Payload: '{"a": [1]}' }, { a: [1] }],
    [{ FunctionName: FUNCTION_ARN, Payload: null }, null],
    [{ FunctionName: 'worker:$LATEST', Payload: 0 }, 0],
  ])('with the arguments %j is given %j', async (args, payload) => {
    const seen: unknown[] = [];
    const world = createWorld({
      invokeLambda: (...call) => {
        seen.push(call);
        return Promise.resolve({ payload: undefined });
      },
    });
    const run = await runStates({ T: invoke({ Arguments: args, Output: '{% $states.result.Payload %}' }) }, { world });
    expect(seen).toEqual([['worker', payload, { name: 'machine' }]]);
    expect(run.result).toBeNull();
  });

  it.each([
    [
      { error: { errorType: 'Fenced', errorMessage: 'epoch 7' } },
      'Fenced',
      '{"errorType":"Fenced","errorMessage":"epoch 7"}',
    ],
    [{ error: { errorMessage: 'exit 1' } }, 'Lambda.Unknown', '{"errorMessage":"exit 1"}'],
    [{ timedOutSeconds: 3 }, 'Sandbox.Timedout', expect.stringContaining('Task timed out after 3.00 seconds')],
  ])('that comes out as %j fails as %s', async (result, error, cause) => {
    const world = createWorld({ invokeLambda: () => Promise.resolve(result) });
    expect(await runStates({ T: invoke() }, { world })).toMatchObject({ status: 'FAILED', error, cause });
  });

  it('that Lambda refuses fails under Lambda’s error', async () => {
    const world = createWorld({
      invokeLambda: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)),
    });
    const run = await runStates({ T: invoke() }, { world });
    expect(run.error).toBe('Lambda.TooManyRequestsException');
    expect(run.cause).toMatch(
      /^Rate Exceeded\. \(Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; /,
    );
  });

  it('that answers more than Step Functions carries fails, and States.ALL catches it', async () => {
    const world = createWorld({ invokeLambda: () => Promise.resolve({ payload: 'x'.repeat(262_144) }) });
    const states = { T: invoke({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] }), C: { Type: 'Succeed' } };
    expect((await runStates(states, { world })).result).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('the timeout of a task', () => {
  it.each([5, '{% 2 + 3 %}'])('of %j ends it, and leaves the function running', async (TimeoutSeconds) => {
    const world = slowWorld(60);
    const run = await runStates({ T: invoke({ TimeoutSeconds }) }, { world });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 5 });
    expect(run).not.toHaveProperty('cause');
    expect(course(run.events).slice(4)).toEqual(['TaskTimedOut 5<4', 'ExecutionFailed 6<5']);
    await world.clock.run();
    expect(world.stepFunctions.history(run.arn)).toHaveLength(6);
  });

  it('shows in the schedule', async () => {
    const run = await runStates({ T: invoke({ TimeoutSeconds: 60, HeartbeatSeconds: '{% 30 %}' }) });
    expect(run.events[2]?.details).toMatchObject({ timeoutInSeconds: 60, heartbeatInSeconds: 30 });
  });

  it('does not outlast its task', async () => {
    const run = await runStates({
      T: invoke({ TimeoutSeconds: 5, Next: 'W', End: undefined }),
      W: { Type: 'Wait', Seconds: 60, End: true },
    });
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 60 });
  });

  it('of the machine ends everything, catchers included, with a status of its own', async () => {
    const world = slowWorld(undefined);
    const arn = world.stepFunctions.deploy({
      name: 'machine',
      definition: {
        QueryLanguage: 'JSONata',
        TimeoutSeconds: 30,
        StartAt: 'T',
        States: { T: invoke({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] }), C: { Type: 'Succeed' } },
      },
    });
    const execution = world.stepFunctions.start(arn);
    await world.clock.run(() => world.stepFunctions.describe(execution).status !== 'RUNNING');
    const record = world.stepFunctions.describe(execution);
    expect(record).toMatchObject({ status: 'TIMED_OUT', stopDate: record.startDate + 30_000 });
    expect(record).not.toHaveProperty('error');
    expect(world.stepFunctions.history(execution).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      details: { error: 'States.Timeout' },
    });
  });
});

describe('a task that fails before it starts', () => {
  it('points past the entry into its state', async () => {
    const run = await runStates({
      P: { Type: 'Pass', Next: 'T' },
      T: invoke({ Arguments: { FunctionName: '{% $states.input.none %}' } }),
    });
    expect(course(run.events).slice(3)).toEqual([
      'TaskStateEntered 4<3',
      'EvaluationFailed 5<3',
      'ExecutionFailed 6<5',
    ]);
    expect(run.events[4]?.details).toMatchObject({ location: 'Arguments/FunctionName', state: 'T' });
  });

  it('can be caught', async () => {
    const run = await runStates({
      T: invoke({
        Output: '{% $states.result.none %}',
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: '{% $states.errorOutput.Error %}', Next: 'C' }],
      }),
      C: { Type: 'Succeed' },
    });
    expect(run.result).toBe('States.QueryEvaluationError');
    expect(typesOf(run.events)).toContain('EvaluationFailed');
  });
});

it('names its credentials in the schedule, and ends there: the emulator has one account', async () => {
  const run = await runStates(
    { T: invoke({ Credentials: { RoleArn: "{% 'role/' & $states.input %}" } }) },
    { input: 'r' },
  );
  expect(run.events[2]?.details).toMatchObject({ taskCredentials: { roleArn: 'role/r' } });
  expect(run.error).toBe('NotEmulated');
});

it('ends loudly, past every catcher, where the emulator lacks something', async () => {
  const run = await runStates({
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Arguments: {},
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }],
      End: true,
    },
    C: { Type: 'Succeed' },
  });
  expect(run).toMatchObject({ status: 'FAILED', error: 'NotEmulated' });
  expect(run.cause).toContain("the resource glue:startJobRun.sync of state 'T'");
});
