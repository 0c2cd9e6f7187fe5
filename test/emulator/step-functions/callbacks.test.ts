import { AwsError } from '../../../lib/emulator/service';
import { course, createWorld, finished, runStates, typesOf } from './harness';

const HOLD = {
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
  Arguments: { TableName: 't', Token: '{% $states.context.Task.Token %}' },
  End: true,
};

/** A world that keeps the tokens which tasks hand out. */
function tokenWorld() {
  const tokens: string[] = [];
  const world = createWorld({
    call: (_service, _operation, input) => {
      if (typeof input === 'object' && input !== null && 'Token' in input) tokens.push(String(input.Token));
      return Promise.resolve({});
    },
  });
  const start = (states: Record<string, unknown>): string => {
    const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
    return world.stepFunctions.start(world.stepFunctions.deploy({ name: 'machine', definition }));
  };
  const runFor = (seconds: number): Promise<void> => world.clock.run(() => false, world.clock.now() + seconds * 1000);
  return { world, tokens, start, runFor };
}

describe('a task that waits for its token', () => {
  it('goes on with what SendTaskSuccess brings', async () => {
    const { world, tokens, start, runFor } = tokenWorld();
    const execution = start({ H: HOLD });
    await runFor(3600);
    world.call('SendTaskSuccess', { taskToken: tokens[0], output: '{"word":"promote"}' });
    await runFor(1);
    const run = finished(world, execution);
    expect(run).toMatchObject({ status: 'SUCCEEDED', result: { word: 'promote' }, seconds: 3600 });
    expect(course(run.events).slice(2)).toEqual([
      'TaskScheduled 3<2',
      'TaskStarted 4<3',
      'TaskSubmitted 5<4',
      'TaskSucceeded 6<5',
      'TaskStateExited 7<6',
      'ExecutionSucceeded 8<7',
    ]);
  });

  it.each([
    [
      { error: 'E', cause: 'C' },
      { Error: 'E', Cause: 'C' },
    ],
    [{}, { Error: null, Cause: null }],
  ])('fails with %j, which a catcher sees as %j', async (failure, seen) => {
    const { world, tokens, start, runFor } = tokenWorld();
    const execution = start({
      H: { ...HOLD, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] },
      C: { Type: 'Succeed' },
    });
    await runFor(1);
    world.call('SendTaskFailure', { taskToken: tokens[0], ...failure });
    await runFor(1);
    const run = finished(world, execution);
    expect(run.result).toEqual(seen);
    expect(run.events.find(({ type }) => type === 'TaskFailed')?.details).toEqual({
      resource: 'updateItem.waitForTaskToken',
      resourceType: 'aws-sdk:dynamodb',
      ...failure,
    });
  });

  it('takes an answer that is faster than the call that hands the token out', async () => {
    const world: ReturnType<typeof createWorld> = createWorld({
      call: (_service, _operation, input) => {
        const taskToken = typeof input === 'object' && input !== null && 'Token' in input ? input.Token : '';
        world.call('SendTaskSuccess', { taskToken, output: '1' });
        return Promise.resolve({});
      },
    });
    const run = await runStates({ H: HOLD }, { world });
    expect(run.result).toBe(1);
    expect(typesOf(run.events).slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded']);
  });

  it('is kept by heartbeats and lost without them', async () => {
    const { world, tokens, start, runFor } = tokenWorld();
    const execution = start({ H: { ...HOLD, HeartbeatSeconds: 60 } });
    for (let beat = 0; beat < 3; beat++) {
      await runFor(50);
      world.call('SendTaskHeartbeat', { taskToken: tokens[0] });
    }
    await runFor(100);
    expect(finished(world, execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 210 });
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout'])('without heartbeats is caught as %s', async (name) => {
    const { world, start, runFor } = tokenWorld();
    const execution = start({
      H: { ...HOLD, HeartbeatSeconds: 60, Catch: [{ ErrorEquals: [name], Next: 'C' }] },
      C: { Type: 'Succeed' },
    });
    await runFor(61);
    expect(finished(world, execution).result).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  it('has a new token on each attempt, and the old one is late', async () => {
    const { world, tokens, start, runFor } = tokenWorld();
    start({ H: { ...HOLD, TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] } });
    await runFor(15);
    expect(new Set(tokens).size).toBe(2);
    const late = () => world.call('SendTaskSuccess', { taskToken: tokens[0], output: '{}' });
    expect(late).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
  });

  it('fails at once when the call that hands the token out is refused', async () => {
    const world = createWorld({
      call: () => Promise.reject(new AwsError('ConditionalCheckFailedException', 'The conditional request failed')),
    });
    const run = await runStates({ H: HOLD }, { world });
    expect(run.error).toBe('DynamoDb.ConditionalCheckFailedException');
    expect(typesOf(run.events)).not.toContain('TaskSubmitted');
  });

  it('knows its own tokens only', () => {
    const { world } = tokenWorld();
    const send = () => world.call('SendTaskSuccess', { taskToken: 'nobody’s', output: '{}' });
    expect(send).toThrow(expect.objectContaining({ code: 'InvalidToken', message: "Invalid Token: 'Invalid token'" }));
  });
});
