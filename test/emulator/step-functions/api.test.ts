import { createWorld, runStates } from './harness';

const WAIT = { QueryLanguage: 'JSONata', StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } };
const ROLE = 'arn:aws:iam::111111111111:role/r';

function deployed(definition: unknown = WAIT) {
  const world = createWorld();
  const stateMachineArn = world.stepFunctions.deploy({ name: 'm', definition, roleArn: ROLE });
  const start = (more: object = {}): unknown => world.call('StartExecution', { stateMachineArn, ...more });
  const runFor = (seconds: number) => world.clock.run(() => false, world.clock.now() + seconds * 1000);
  return { ...world, stateMachineArn, start, runFor };
}

const error = (code: string, message?: string) =>
  expect.objectContaining(message === undefined ? { code } : { code, message: expect.stringContaining(message) });

describe('state machines', () => {
  it('are created once, described, changed and deleted', () => {
    const { call } = createWorld();
    const definition = JSON.stringify(WAIT);
    const created = call('CreateStateMachine', { name: 'm', definition, roleArn: ROLE });
    expect(call('CreateStateMachine', { name: 'm', definition, roleArn: ROLE })).toEqual(created);
    expect(() => call('CreateStateMachine', { name: 'm', definition: `${definition} `, roleArn: ROLE })).toThrow(
      error('StateMachineAlreadyExists'),
    );
    const stateMachineArn = 'arn:aws:states:eu-central-1:111111111111:stateMachine:m';
    expect(created).toEqual({ stateMachineArn, creationDate: Date.UTC(2026, 10, 20, 8) / 1000 });
    call('UpdateStateMachine', { stateMachineArn, definition: `${definition} ` });
    expect(call('DescribeStateMachine', { stateMachineArn })).toMatchObject({
      definition: `${definition} `,
      status: 'ACTIVE',
      roleArn: ROLE,
    });
    expect(call('ListStateMachines', {})).toMatchObject({ stateMachines: [{ name: 'm' }] });
    call('DeleteStateMachine', { stateMachineArn });
    expect(() => call('DescribeStateMachine', { stateMachineArn })).toThrow(
      error('StateMachineDoesNotExist', stateMachineArn),
    );
  });

  it('refuse a wrong definition', () => {
    const { call } = createWorld();
    expect(() => call('CreateStateMachine', { name: 'm', definition: '{}', roleArn: ROLE })).toThrow(
      error('InvalidDefinition'),
    );
  });

  it('change for the executions that start later only', async () => {
    const { stepFunctions, start, call, stateMachineArn, runFor } = deployed();
    start({ name: 'before' });
    stepFunctions.deploy({ name: 'm', definition: { StartAt: 'S', States: { S: { Type: 'Succeed' } } } });
    await runFor(61);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:before`;
    expect(stepFunctions.describe(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: Date.UTC(2026, 10, 20, 8, 1),
    });
    expect(call('DescribeStateMachineForExecution', { executionArn })).toMatchObject({
      definition: JSON.stringify(WAIT),
    });
  });
});

describe('StartExecution', () => {
  it('gives the running execution again for the same name and input', async () => {
    const { start, runFor, stepFunctions } = deployed();
    const first = start({ name: 'run', input: '{"a":1}' });
    await runFor(5);
    expect(start({ name: 'run', input: '{"a":1}' })).toEqual(first);
    expect(stepFunctions.executions()).toHaveLength(1);
  });

  it('refuses the name with another input, and after the end for ninety days', async () => {
    const { start, runFor } = deployed();
    start({ name: 'run' });
    const exists = error(
      'ExecutionAlreadyExists',
      "Execution Already Exists: 'arn:aws:states:eu-central-1:111111111111:execution:m:run'",
    );
    expect(() => start({ name: 'run', input: '[]' })).toThrow(exists);
    await runFor(61);
    expect(() => start({ name: 'run' })).toThrow(exists);
    await runFor(90 * 24 * 3600);
    expect(start({ name: 'run' })).toHaveProperty('startDate');
  });

  it.each([
    [{ name: 'a b' }, 'InvalidName'],
    [{ name: 'x'.repeat(81) }, 'InvalidName'],
    [{ name: 'a/b' }, 'InvalidName'],
    [{ input: '{' }, 'InvalidExecutionInput'],
    [{ input: JSON.stringify('x'.repeat(262_143)) }, 'ValidationException'],
    [{ stateMachineArn: 'arn:aws:states:eu-central-1:111111111111:stateMachine:none' }, 'StateMachineDoesNotExist'],
    [{ stateMachineArn: undefined }, 'ValidationException'],
  ])('refuses %j', (request, code) => {
    expect(() => deployed().start(request)).toThrow(error(code));
  });

  it('names an execution after the seed where no name is given', () => {
    const first = deployed().start();
    expect(first).toMatchObject({ executionArn: expect.stringMatching(/:execution:m:[0-9a-f-]{36}$/) });
    expect(deployed().start()).toEqual(first);
  });
});

describe('StopExecution', () => {
  it('ends an execution where it stands, past its catchers', async () => {
    const { start, runFor, call, stepFunctions } = deployed();
    start({ name: 'run' });
    await runFor(3);
    const executionArn = 'arn:aws:states:eu-central-1:111111111111:execution:m:run';
    expect(call('StopExecution', { executionArn, error: 'Manual', cause: 'probe' })).toEqual({
      stopDate: Date.UTC(2026, 10, 20, 8, 0, 3) / 1000,
    });
    await runFor(120);
    expect(stepFunctions.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Manual', cause: 'probe' });
    expect(stepFunctions.history(executionArn).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
  });

  it('leaves an execution alone that has ended', async () => {
    const world = createWorld();
    const run = await runStates({ S: { Type: 'Succeed' } }, { world });
    world.call('StopExecution', { executionArn: run.arn });
    expect(world.stepFunctions.describe(run.arn).status).toBe('SUCCEEDED');
  });
});

describe('GetExecutionHistory', () => {
  it('pages, in both directions', async () => {
    const world = createWorld();
    const { arn: executionArn } = await runStates(
      { A: { Type: 'Pass', Next: 'S' }, S: { Type: 'Succeed' } },
      { world },
    );
    const ids = (more: object) => {
      const page = world.call('GetExecutionHistory', { executionArn, ...more });
      if (typeof page !== 'object' || page === null || !('events' in page) || !Array.isArray(page.events)) return [];
      return page.events.map((event: { id: number }) => event.id);
    };
    expect(ids({ maxResults: 4 })).toEqual([1, 2, 3, 4]);
    expect(ids({ maxResults: 4, nextToken: '4' })).toEqual([5, 6]);
    expect(ids({ maxResults: 2, reverseOrder: true })).toEqual([6, 5]);
    expect(world.call('GetExecutionHistory', { executionArn, maxResults: 4 })).toMatchObject({ nextToken: '4' });
    expect(() => ids({ maxResults: 1001 })).toThrow(error('ValidationException'));
  });

  it('names the details after the type, with times in seconds', async () => {
    const world = createWorld();
    const { arn: executionArn } = await runStates({ A: { Type: 'Pass', End: true } }, { world, input: { a: 1 } });
    expect(world.call('GetExecutionHistory', { executionArn })).toMatchObject({
      events: [
        { timestamp: Date.UTC(2026, 10, 20, 8) / 1000, executionStartedEventDetails: { input: '{"a":1}' } },
        { stateEnteredEventDetails: { name: 'A', inputDetails: { truncated: false } } },
        { stateExitedEventDetails: { name: 'A', output: '{"a":1}' } },
        { executionSucceededEventDetails: { output: '{"a":1}' } },
      ],
    });
    expect(
      JSON.stringify(world.call('GetExecutionHistory', { executionArn, includeExecutionData: false })),
    ).not.toContain('{\\"a\\":1}');
  });

  it('holds 25,000 events, the last of which ends the execution', async () => {
    const run = await runStates({
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'S' }], Default: 'D' },
      D: { Type: 'Pass', Next: 'C' },
      S: { Type: 'Succeed' },
    });
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(run.events).toHaveLength(25_000);
    expect(run.events.at(-1)?.type).toBe('ExecutionFailed');
  });
});

describe('executions', () => {
  it('are described and listed', async () => {
    const { start, runFor, call, stateMachineArn } = deployed();
    start({ name: 'one' });
    await runFor(61);
    start({ name: 'two', input: '[2]' });
    const executionArn = 'arn:aws:states:eu-central-1:111111111111:execution:m:two';
    expect(call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'RUNNING',
      input: '[2]',
      redriveStatus: 'NOT_REDRIVABLE',
    });
    expect(call('ListExecutions', { stateMachineArn })).toMatchObject({
      executions: [{ name: 'two' }, { name: 'one' }],
    });
    expect(call('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' })).toMatchObject({
      executions: [{ name: 'one' }],
    });
    expect(() => call('DescribeExecution', { executionArn: 'arn' })).toThrow(error('ExecutionDoesNotExist'));
  });

  it('tell the bus of each change of status, in milliseconds and with payloads as text', async () => {
    const { start, runFor, emitted, stepFunctions } = deployed();
    const ends: string[] = [];
    stepFunctions.onEnd(({ status }) => ends.push(status));
    start({ name: 'run', input: '{"a":1}' });
    await runFor(61);
    expect(emitted).toEqual([
      {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail: expect.objectContaining({
          status: 'RUNNING',
          startDate: Date.UTC(2026, 10, 20, 8),
          stopDate: null,
          input: '{"a":1}',
          output: null,
        }),
      },
      expect.objectContaining({
        detail: expect.objectContaining({
          status: 'SUCCEEDED',
          stopDate: Date.UTC(2026, 10, 20, 8, 1),
          output: '{"a":1}',
          name: 'run',
        }),
      }),
    ]);
    expect(ends).toEqual(['SUCCEEDED']);
  });

  it('count a transition for each state entered', async () => {
    const world = createWorld();
    const run = await runStates({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } }, { world });
    expect(world.stepFunctions.transitions(run.stateMachineArn)).toBe(2);
  });
});

describe('RedriveExecution', () => {
  it('goes on from the state that failed, with its input and the variables it had', async () => {
    let calls = 0;
    const world = createWorld({
      invokeLambda: () => Promise.resolve(calls++ === 0 ? { error: { errorType: 'Busy' } } : { payload: 'done' }),
    });
    const run = await runStates(
      {
        A: { Type: 'Pass', Assign: { n: 7 }, Output: 'in', Next: 'T' },
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f' },
          Output: '{% [$n, $states.input, $states.result.Payload, $states.context.Execution.RedriveCount] %}',
          End: true,
        },
      },
      { world },
    );
    expect(run.status).toBe('FAILED');
    world.call('RedriveExecution', { executionArn: run.arn });
    expect(world.stepFunctions.describe(run.arn)).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    await world.clock.run();
    expect(world.stepFunctions.describe(run.arn)).toMatchObject({ status: 'SUCCEEDED', output: '[7,"in","done",1]' });
    expect(world.stepFunctions.history(run.arn).map(({ type }) => type)).toContain('ExecutionRedriven');
  });

  it('refuses an execution that succeeded', async () => {
    const world = createWorld();
    const run = await runStates({ S: { Type: 'Succeed' } }, { world });
    expect(() => world.call('RedriveExecution', { executionArn: run.arn })).toThrow(error('ExecutionNotRedrivable'));
  });

  it('refuses a state with branches, which it could not do as AWS', async () => {
    const world = createWorld();
    const branch = { StartAt: 'F', States: { F: { Type: 'Fail' } } };
    const run = await runStates({ P: { Type: 'Parallel', Branches: [branch], End: true } }, { world });
    expect(() => world.call('RedriveExecution', { executionArn: run.arn })).toThrow(error('NotEmulated'));
  });
});
