import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../../lib/emulator/service';
import { deployFunction, elapsed, inTime, newAccount, outsideConfig } from '../support/account';

const LOOK = { EndpointName: 'fraud' };

function accountWithLooker() {
  const account = newAccount({ lambda: { coldStart: 0, warmStart: 0 } });
  const answers: string[] = [];
  deployFunction(account, 'look', (config) => {
    const client = new SageMakerClient(config);
    return async () => {
      const { EndpointStatus: status } = await client.send(new DescribeEndpointCommand(LOOK));
      answers.push(status ?? 'none');
      return status;
    };
  });
  return { account, answers };
}

function alarms(account: ReturnType<typeof newAccount>): Promise<unknown> {
  return account.call('CloudWatch', 'DescribeAlarms', {}, {});
}

describe('a call', () => {
  it('of a function takes time, and of an outside client takes none', async () => {
    const { account } = accountWithLooker();
    await new SageMakerClient(outsideConfig(account)).send(new DescribeEndpointCommand(LOOK));
    expect(elapsed(account)).toBe(0);
    await inTime(account, account.lambda.invoke('look', {}));
    expect(elapsed(account)).toBe(20);
  });

  it('is recorded with its caller, its input and the error that came of it', async () => {
    const { account } = accountWithLooker();
    await inTime(account, account.lambda.invoke('look', {}));
    await expect(account.call('SageMaker', 'DescribeEndpoint', { EndpointName: 'gone' }, {})).rejects.toThrow(
      'Could not find endpoint',
    );
    expect(account.calls).toEqual([
      expect.objectContaining({ caller: 'look', service: 'SageMaker', operation: 'DescribeEndpoint', input: LOOK }),
      expect.objectContaining({ caller: undefined, error: 'ValidationException' }),
    ]);
    expect(account.calls[0]).not.toHaveProperty('error');
    expect(account.counts).toEqual({ 'SageMaker.DescribeEndpoint': 2 });
  });

  it('leaves no record when the stage is set', async () => {
    const account = newAccount();
    await account.direct('SageMaker', 'DescribeEndpoint', LOOK);
    expect(account.calls).toEqual([]);
  });

  it('of what is not emulated fails, and is kept as a problem even if the caller swallows it', async () => {
    const account = newAccount();
    await expect(account.call('SageMaker', 'CreateTrial', {}, {})).rejects.toThrow(
      'not emulated: SageMaker.CreateTrial',
    );
    expect(account.problems.map(({ message }) => message)).toEqual([
      'not emulated: SageMaker.CreateTrial (see docs/emulator.md)',
    ]);
  });

  it('that AWS refuses is no problem of the emulator', async () => {
    const account = newAccount();
    await expect(account.call('SageMaker', 'DescribeEndpoint', { EndpointName: 'gone' }, {})).rejects.toThrow(AwsError);
    expect(account.problems).toEqual([]);
  });
});

describe('an interceptor', () => {
  it('can keep a call from arriving', async () => {
    const { account } = accountWithLooker();
    account.intercept(async () => {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    });
    expect(await inTime(account, account.lambda.invoke('look', {}))).toMatchObject({
      functionError: { errorType: 'ThrottlingException', errorMessage: 'Rate exceeded' },
    });
  });

  it('can lose the answer of a call that took effect', async () => {
    const account = newAccount();
    account.intercept(async (call, next) => {
      await next();
      if (call.operation === 'CreateTopic') throw new AwsError('InternalFailure', 'lost', 500);
      return undefined;
    });
    await expect(account.call('SNS', 'CreateTopic', { Name: 'pages' }, {})).rejects.toThrow('lost');
    expect(await account.direct('SNS', 'ListTopics', {})).toEqual({
      Topics: [{ TopicArn: 'arn:aws:sns:eu-west-1:123456789012:pages' }],
    });
  });

  it('can delay a call', async () => {
    const { account } = accountWithLooker();
    account.intercept(async (call, next) => {
      await call.sleep(1500);
      return next();
    });
    await inTime(account, account.lambda.invoke('look', {}));
    expect(elapsed(account)).toBe(1520);
  });

  it('that was added last sees a call first, and sees none after it was taken away', async () => {
    const account = newAccount();
    const seen: string[] = [];
    account.intercept((_call, next) => {
      seen.push('first');
      return next();
    });
    const remove = account.intercept((_call, next) => {
      seen.push('second');
      return next();
    });
    await account.call('SageMaker', 'DescribeEndpoint', LOOK, {});
    remove();
    await account.call('SageMaker', 'DescribeEndpoint', LOOK, {});
    expect(seen).toEqual(['second', 'first', 'first']);
  });

  it('knows the invocation of a call and counts its calls', async () => {
    const { account } = accountWithLooker();
    const seen: unknown[] = [];
    account.intercept((call, next) => {
      seen.push([call.operation, call.invocation?.functionName, call.number]);
      return next();
    });
    await inTime(account, account.call('Lambda', 'Invoke', { FunctionName: 'look' }, {}));
    await inTime(account, account.call('Lambda', 'Invoke', { FunctionName: 'look' }, {}));
    expect(seen).toEqual([
      ['Invoke', undefined, 1],
      ['DescribeEndpoint', 'look', 1],
      ['Invoke', undefined, 2],
      ['DescribeEndpoint', 'look', 1],
    ]);
  });

  it.each([
    { when: 'before the call', kill: 'before', topics: 0 },
    { when: 'after the call', kill: 'after', topics: 1 },
  ])('can kill the caller $when', async ({ kill, topics }) => {
    const account = newAccount();
    const reached: string[] = [];
    account.lambda.deploy({
      name: 'notify',
      load: (_environment, requestHandler) => async () => {
        await requestHandler.handle({
          method: 'POST',
          path: '/',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'Action=CreateTopic&Version=2010-03-31&Name=pages',
        });
        reached.push('the line after the call');
        return null;
      },
    });
    account.intercept(async (call, next) => {
      if (call.operation !== 'CreateTopic') return next();
      if (kill === 'after') await next();
      call.invocation?.kill();
      return undefined;
    });
    expect(await inTime(account, account.lambda.invoke('notify', {}))).toMatchObject({
      functionError: { errorType: 'Runtime.ExitError' },
    });
    await account.clock.run(() => false, account.clock.now() + 60_000);
    expect(reached).toEqual([]);
    expect(await account.direct('SNS', 'ListTopics', {})).toMatchObject({ Topics: { length: topics } });
  });
});

describe('rate limits', () => {
  it('are off unless asked for', async () => {
    const account = newAccount();
    await Promise.all(Array.from({ length: 50 }, () => alarms(account)));
    expect(account.counts['CloudWatch.DescribeAlarms']).toBe(50);
  });

  it('are the documented quotas, with the error name of the service', async () => {
    const account = newAccount({ rateLimits: 'quotas' });
    const results = await Promise.allSettled(Array.from({ length: 11 }, () => alarms(account)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(results[10]).toMatchObject({ reason: { code: 'Throttling', message: 'Rate exceeded' } });
  });

  it('let through more as time goes by', async () => {
    const account = newAccount({ rateLimits: { 'CloudWatch.DescribeAlarms': { perSecond: 2, burst: 1 } } });
    await alarms(account);
    await expect(alarms(account)).rejects.toThrow('Rate exceeded');
    await account.clock.run(() => false, account.clock.now() + 500);
    await alarms(account);
    await expect(alarms(account)).rejects.toThrow('Rate exceeded');
  });
});
