import { AwsError } from '../../../lib/emulator/service';
import { createWorld, runStates, typesOf } from './harness';

/** Runs one task over a service that answers `answer`, and says what it was called with. */
async function runTask(Resource: string, Arguments: unknown, answer: unknown = {}) {
  const calls: unknown[] = [];
  const world = createWorld({
    call: (...call) => {
      calls.push(call);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const run = await runStates(
    { T: { Type: 'Task', Resource: `arn:aws:states:::${Resource}`, Arguments, End: true } },
    { world },
  );
  return { run, calls };
}

describe('a service integration', () => {
  it.each<[string, unknown, unknown[]]>([
    [
      'aws-sdk:dynamodb:updateItem',
      { TableName: 't' },
      ['DynamoDB', 'UpdateItem', { TableName: 't' }, { name: 'machine' }],
    ],
    ['dynamodb:getItem', { TableName: 't' }, ['DynamoDB', 'GetItem', { TableName: 't' }, { name: 'machine' }]],
    [
      'aws-sdk:sagemaker:describeEndpoint',
      { EndpointName: 'e' },
      ['SageMaker', 'DescribeEndpoint', { EndpointName: 'e' }, { name: 'machine' }],
    ],
    [
      'aws-sdk:sfn:stopExecution',
      { ExecutionArn: 'a', Error: 'E' },
      ['StepFunctions', 'StopExecution', { executionArn: 'a', error: 'E' }, { name: 'machine' }],
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'q', MessageBody: { a: 1 } },
      ['SQS', 'SendMessage', { QueueUrl: 'q', MessageBody: '{"a":1}' }, { name: 'machine' }],
    ],
    [
      'sns:publish',
      { TopicArn: 't', Message: 'm' },
      ['SNS', 'Publish', { TopicArn: 't', Message: 'm' }, { name: 'machine' }],
    ],
  ])('%s calls the service', async (resource, args, call) => {
    const { run, calls } = await runTask(resource, args);
    expect(run.status).toBe('SUCCEEDED');
    expect(calls).toEqual([call]);
  });

  it('events:putEvents takes details as JSON and adds who sends', async () => {
    const { run, calls } = await runTask(
      'events:putEvents',
      { Entries: [{ Source: 's', Detail: { a: 1 }, Resources: ['r'] }] },
      { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] },
    );
    expect(run.result).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
    expect(calls).toMatchObject([
      [
        'EventBridge',
        'PutEvents',
        { Entries: [{ Source: 's', Detail: '{"a":1}', Resources: ['r', run.arn, run.stateMachineArn] }] },
        { name: 'machine' },
      ],
    ]);
  });

  it('events:putEvents fails when an entry failed', async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
    const { run } = await runTask('events:putEvents', { Entries: [{}] }, answer);
    expect(run).toMatchObject({ error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) });
  });

  it('tells an optimized answer with the metadata of the exchange, an SDK answer without', async () => {
    const optimized = await runTask('dynamodb:getItem', {}, { Item: { id: { S: '1' } } });
    expect(optimized.run.result).toMatchObject({ Item: { id: { S: '1' } }, SdkHttpMetadata: { HttpStatusCode: 200 } });
    const sdk = await runTask('aws-sdk:dynamodb:getItem', {}, { Item: { CreationTime: { N: '1' }, count: 2 } });
    expect(sdk.run.result).toEqual({ Item: { CreationTime: { N: '1' }, count: 2 } });
  });

  it('writes the times of an SDK answer in ISO 8601, and names in PascalCase', async () => {
    const answer = { executionArn: 'a', startDate: 1_763_625_600.25, tags: [{ key: 'k' }] };
    const { run } = await runTask('aws-sdk:sfn:startExecution', { StateMachineArn: 'm' }, answer);
    expect(run.result).toEqual({ ExecutionArn: 'a', StartDate: '2025-11-20T08:00:00.250Z', Tags: [{ Key: 'k' }] });
  });

  it.each([
    ['aws-sdk:sagemaker:updateEndpoint', 'ValidationException', 'SageMaker.SageMakerException'],
    ['aws-sdk:sagemaker:updateEndpoint', 'ResourceLimitExceeded', 'SageMaker.ResourceLimitExceededException'],
    ['aws-sdk:dynamodb:putItem', 'ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['aws-sdk:dynamodb:putItem', 'ValidationException', 'DynamoDb.DynamoDbException'],
    ['dynamodb:putItem', 'ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException'],
    ['dynamodb:putItem', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:cloudwatch:getMetricData', 'LimitExceededFault', 'CloudWatch.LimitExceededException'],
    ['aws-sdk:sfn:sendTaskSuccess', 'InvalidToken', 'Sfn.InvalidTokenException'],
    ['states:startExecution', 'StateMachineDoesNotExist', 'StepFunctions.StateMachineDoesNotExistException'],
    ['sns:publish', 'InvalidParameter', 'SNS.InvalidParameterException'],
  ])('%s that is refused with %s fails as %s', async (resource, code, error) => {
    const { run } = await runTask(resource, {}, new AwsError(code, 'no'));
    expect(run.error).toBe(error);
    expect(run.cause).toMatch(/^no \(Service: /);
  });
});

describe('startExecution', () => {
  const childArn = 'arn:aws:states:eu-central-1:111111111111:stateMachine:child';

  function startTask(pattern: string, childState: object, more: object = {}) {
    const world = createWorld();
    world.stepFunctions.deploy({
      name: 'child',
      definition: { QueryLanguage: 'JSONata', StartAt: 'S', States: { S: childState } },
    });
    const task = {
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Arguments: { StateMachineArn: childArn, Name: 'c', Input: '{% $states.input %}' },
      End: true,
      ...more,
    };
    return { world, task };
  }

  it('does not wait for the child', async () => {
    const { world, task } = startTask('', { Type: 'Wait', Seconds: 60, End: true });
    const run = await runStates({ T: task }, { world });
    expect(run).toMatchObject({ seconds: 0, result: { ExecutionArn: expect.stringContaining(':execution:child:c') } });
  });

  it.each([
    ['.sync', '{"a":1}'],
    ['.sync:2', { a: 1 }],
  ])('%s waits for it and has its output as %j', async (pattern, output) => {
    const { world, task } = startTask(pattern, { Type: 'Wait', Seconds: 60, End: true });
    const run = await runStates({ T: task }, { world, input: { a: 1 } });
    expect(run).toMatchObject({ seconds: 60, result: { Status: 'SUCCEEDED', Output: output, Name: 'c' } });
    expect(typesOf(run.events)).toContain('TaskSubmitted');
  });

  it('.sync:2 fails with the child, whatever it failed of', async () => {
    const { world, task } = startTask('.sync:2', { Type: 'Fail', Error: 'RolledBack', Cause: 'too slow' });
    const run = await runStates({ T: task }, { world });
    expect(run.error).toBe('States.TaskFailed');
    expect(JSON.parse(run.cause ?? '')).toMatchObject({
      Error: 'RolledBack',
      Cause: 'too slow',
      Status: 'FAILED',
      Input: {},
    });
  });

  it.each([
    ['its parent is stopped', {}, 5],
    ['the task times out', { TimeoutSeconds: 5 }, 10],
  ])('.sync:2 stops the child when %s', async (_when, more, seconds) => {
    const { world, task } = startTask('.sync:2', { Type: 'Wait', Seconds: 600, End: true }, more);
    const { stepFunctions, clock } = world;
    const definition = { QueryLanguage: 'JSONata', StartAt: 'T', States: { T: task } };
    const parent = stepFunctions.start(stepFunctions.deploy({ name: 'parent', definition }));
    await clock.run(() => false, clock.now() + seconds * 1000);
    world.call('StopExecution', { executionArn: parent });
    const [started] = stepFunctions.executions(childArn);
    expect(started?.status).toBe('ABORTED');
  });
});
