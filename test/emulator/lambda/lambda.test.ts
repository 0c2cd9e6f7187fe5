import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deployFunction, elapsed, inTime, newAccount } from '../support/account';

const TIMING = { lambda: { coldStart: 100, warmStart: 10 } };

function quickAccount() {
  return newAccount({ lambda: { coldStart: 0, warmStart: 0 } });
}

/** Waits in virtual time the only way a handler can: by calling. */
function waiting(config: ConstructorParameters<typeof SageMakerClient>[0] & object, calls: number) {
  const client = new SageMakerClient(config);
  return async () => {
    for (let call = 0; call < calls; call++) {
      await client.send(new DescribeEndpointCommand({ EndpointName: 'fraud' }));
    }
    return 'done';
  };
}

describe('a container', () => {
  it('is started once and kept for the next invocation, with what its module made', async () => {
    const account = newAccount(TIMING);
    let loads = 0;
    account.lambda.deploy({
      name: 'count',
      load: () => {
        loads++;
        let invocations = 0;
        return async () => ++invocations;
      },
    });
    expect(await inTime(account, account.lambda.invoke('count', {}))).toEqual({ payload: 1 });
    expect(elapsed(account)).toBe(110);
    expect(await inTime(account, account.lambda.invoke('count', {}))).toEqual({ payload: 2 });
    expect(elapsed(account)).toBe(120);
    expect(loads).toBe(1);
    expect(account.lambda.usage()['count']).toMatchObject({ invocations: 2, coldStarts: 1, milliseconds: 20 });
  });

  it('handles one invocation at a time', async () => {
    const account = quickAccount();
    let loads = 0;
    deployFunction(account, 'slow', (config) => {
      loads++;
      return waiting(config, 1);
    });
    await inTime(account, Promise.all([account.lambda.invoke('slow', {}), account.lambda.invoke('slow', {})]));
    expect(loads).toBe(2);
    expect(elapsed(account)).toBe(20);
  });

  it('is thrown away after ten idle minutes', async () => {
    const account = quickAccount();
    account.lambda.deploy({ name: 'idle', load: () => async () => null });
    await inTime(account, account.lambda.invoke('idle', {}));
    await account.clock.run(() => false, account.clock.now() + 10 * 60_000);
    await inTime(account, account.lambda.invoke('idle', {}));
    expect(account.lambda.usage()['idle']?.coldStarts).toBe(2);
  });

  it('gets the environment of its function and of the runtime', async () => {
    const account = quickAccount();
    account.lambda.deploy({ name: 'env', environment: { TABLE: 't' }, load: (environment) => async () => environment });
    expect(await inTime(account, account.lambda.invoke('env', {}))).toEqual({
      payload: {
        TABLE: 't',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'env',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      },
    });
  });
});

describe('an invocation', () => {
  it('passes JSON and nothing else', async () => {
    const account = quickAccount();
    const event = { at: new Date(0), gone: undefined };
    account.lambda.deploy({ name: 'echo', load: () => async (given) => ({ given, same: given === event }) });
    expect(await inTime(account, account.lambda.invoke('echo', event))).toEqual({
      payload: { given: { at: '1970-01-01T00:00:00.000Z' }, same: false },
    });
  });

  it('tells the handler how much virtual time is left', async () => {
    const account = newAccount(TIMING);
    account.lambda.deploy({
      name: 'left',
      timeoutSeconds: 5,
      load: () => async (_event, context) => [context.getRemainingTimeInMillis(), context.functionName],
    });
    expect(await inTime(account, account.lambda.invoke('left', {}))).toEqual({ payload: [4990, 'left'] });
  });

  it.each([
    {
      thrown: Object.assign(new Error('no'), { name: 'Refused' }),
      error: { errorType: 'Refused', errorMessage: 'no', trace: ['Refused: no'] },
    },
    { thrown: 'just text', error: { errorType: 'string', errorMessage: 'just text', trace: [] } },
  ])('reports $error.errorType as the runtime does', async ({ thrown, error }) => {
    const account = quickAccount();
    account.lambda.deploy({
      name: 'throws',
      load: () => () => Promise.reject(thrown),
    });
    expect(await inTime(account, account.lambda.invoke('throws', {}))).toEqual({ functionError: error });
    expect(account.lambda.usage()['throws']).toMatchObject({ errors: 1 });
  });

  it.each([
    { title: 'a cycle', make: () => Object.assign<object, object>({}, {}), error: 'Runtime.MarshalError' },
    { title: 'more than 6 MB', make: () => 'x'.repeat(6_300_000), error: 'Function.ResponseSizeTooLarge' },
  ])('fails with $error when the answer is $title', async ({ title, make, error }) => {
    const account = quickAccount();
    account.lambda.deploy({
      name: 'answer',
      load: () => async () => {
        const answer: Record<string, unknown> = { value: make() };
        if (title === 'a cycle') answer['self'] = answer;
        return answer;
      },
    });
    expect(await inTime(account, account.lambda.invoke('answer', {}))).toMatchObject({
      functionError: { errorType: error },
    });
  });

  it('ends at its timeout, and nothing the handler would have done later happens', async () => {
    const account = quickAccount();
    deployFunction(account, 'late', (config) => waiting(config, 100), { timeoutSeconds: 1 });
    expect(await inTime(account, account.lambda.invoke('late', {}))).toMatchObject({
      functionError: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
      },
    });
    expect(elapsed(account)).toBe(1000);
    const calls = account.calls.length;
    await account.clock.run(() => false, account.clock.now() + 60_000);
    expect(account.calls).toHaveLength(calls);
    expect(account.lambda.usage()['late']).toMatchObject({ timeouts: 1, errors: 1 });
  });

  it('that times out does not take back a call on its way, and its container is not used again', async () => {
    const account = quickAccount();
    await account.direct('DynamoDB', 'CreateTable', {
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    account.intercept(async (call, next) => {
      await call.sleep(2000);
      return next();
    });
    deployFunction(
      account,
      'write',
      (config) => async () => {
        await new DynamoDBClient(config).send(new PutItemCommand({ TableName: 'ledger', Item: { id: { S: 'a' } } }));
        return 'written';
      },
      { timeoutSeconds: 1 },
    );
    const first = await inTime(account, account.lambda.invoke('write', {}));
    expect(first).toHaveProperty('functionError');
    await account.clock.run(() => false, account.clock.now() + 5000);
    expect(await account.direct('DynamoDB', 'Scan', { TableName: 'ledger' })).toMatchObject({ Count: 1 });
    await inTime(account, account.lambda.invoke('write', {}));
    expect(account.lambda.usage()['write']).toMatchObject({ coldStarts: 2 });
  });

  it('can time out the old way, without a type', async () => {
    const account = newAccount({ lambda: { coldStart: 0, warmStart: 0, timeoutForm: 'untyped' } });
    deployFunction(account, 'late', (config) => waiting(config, 100), { timeoutSeconds: 1 });
    const result = await inTime(account, account.lambda.invoke('late', {}));
    expect(result).toMatchObject({
      functionError: { errorMessage: expect.stringMatching(/^2026-11-20T08:00:01\.000Z .* Task timed out/) },
    });
    expect(result).not.toHaveProperty('functionError.errorType');
  });

  it('of a function that does not exist is refused', async () => {
    const account = quickAccount();
    await expect(account.lambda.invoke('nobody', {})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody',
    });
  });

  it('beyond the reserved concurrency is throttled', async () => {
    const account = quickAccount();
    deployFunction(account, 'one', (config) => waiting(config, 1), { reservedConcurrency: 1 });
    const first = account.lambda.invoke('one', {});
    await expect(account.lambda.invoke('one', {})).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    expect(await inTime(account, first)).toEqual({ payload: 'done' });
  });
});

describe('an asynchronous invocation', () => {
  it('is tried again a minute and two minutes later, then given up', async () => {
    const account = quickAccount();
    const at: number[] = [];
    account.lambda.deploy({
      name: 'fails',
      load: () => () => {
        at.push(elapsed(account));
        return Promise.reject(new Error('no'));
      },
    });
    account.lambda.invokeAsync('fails', { n: 1 });
    await account.clock.run(() => false, account.clock.now() + 600_000);
    expect(at).toEqual([0, 60_000, 180_000]);
    expect(account.lambda.dropped).toEqual([{ functionName: 'fails', event: { n: 1 }, condition: 'RetriesExhausted' }]);
  });

  it('ends in the dead-letter queue of its function', async () => {
    const account = quickAccount();
    await account.direct('SQS', 'CreateQueue', { QueueName: 'dead' });
    account.lambda.deploy({
      name: 'fails',
      asyncRetries: 0,
      deadLetterArn: 'arn:aws:sqs:eu-west-1:123456789012:dead',
      load: () => () => Promise.reject(new Error('no')),
    });
    await inTime(
      account,
      account.call('Lambda', 'Invoke', { FunctionName: 'fails', InvocationType: 'Event', Payload: '{"n":1}' }, {}),
    );
    await account.clock.run(() => false, account.clock.now() + 1000);
    expect(account.sqs.messages('dead')).toMatchObject([
      { body: '{"n":1}', attributes: { ErrorMessage: { StringValue: 'RetriesExhausted' } } },
    ]);
  });

  it('waits while the function is throttled', async () => {
    const account = quickAccount();
    const answers: number[] = [];
    deployFunction(
      account,
      'one',
      (config) => {
        const wait = waiting(config, 100);
        return async () => {
          await wait();
          answers.push(elapsed(account));
          return null;
        };
      },
      { reservedConcurrency: 1, timeoutSeconds: 30 },
    );
    account.lambda.invokeAsync('one', {});
    account.lambda.invokeAsync('one', {});
    await account.clock.run(() => false, account.clock.now() + 60_000);
    // Throttled at 0 s and 1 s, run from 3 s.
    expect(answers).toEqual([2000, 5000]);
  });
});

describe('Invoke', () => {
  it('tells a failed invocation by FunctionError and not by an error', async () => {
    const account = quickAccount();
    account.lambda.deploy({ name: 'fails', load: () => () => Promise.reject(new TypeError('bad')) });
    expect(await inTime(account, account.call('Lambda', 'Invoke', { FunctionName: 'fails' }, {}))).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      FunctionError: 'Unhandled',
      Payload: '{"errorType":"TypeError","errorMessage":"bad","trace":["TypeError: bad"]}',
    });
  });

  it('refuses a payload that is not JSON', async () => {
    const account = quickAccount();
    account.lambda.deploy({ name: 'echo', load: () => async (event) => event });
    await expect(account.call('Lambda', 'Invoke', { FunctionName: 'echo', Payload: '{' }, {})).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    });
  });
});
