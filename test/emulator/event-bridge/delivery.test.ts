import type { EmulatorSettings } from '../../../lib/emulator/emulator';
import { AwsError } from '../../../lib/emulator/service';
import { elapsed, metricValues, newAccount } from '../support/account';

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:inbox';
const DEAD = 'arn:aws:sqs:eu-west-1:123456789012:dead';
const ROLE = 'arn:aws:iam::123456789012:role/r';

function busArn(name: string): string {
  return `arn:aws:events:eu-west-1:123456789012:event-bus/${name}`;
}

function throttle(): Promise<never> {
  return Promise.reject(new AwsError('ThrottlingException', 'Rate exceeded'));
}

/** An account whose rule sends events of the shop to a target; an inbox queue unless another is given. */
async function shop(target: object = {}, settings: EmulatorSettings = {}) {
  const account = newAccount(settings);
  await account.direct('SQS', 'CreateQueue', { QueueName: 'inbox' });
  await account.direct('SQS', 'CreateQueue', { QueueName: 'dead' });
  await account.direct('EventBridge', 'PutRule', { Name: 'shop', EventPattern: '{"source":["shop"]}' });
  await account.direct('EventBridge', 'PutTargets', { Rule: 'shop', Targets: [{ Id: 't', Arn: QUEUE, ...target }] });
  const order = (n: number) =>
    account.direct('EventBridge', 'PutEvents', {
      Entries: [{ Source: 'shop', DetailType: 'order', Detail: JSON.stringify({ n }) }],
    });
  const pass = (seconds: number) => account.clock.run(() => false, account.clock.now() + seconds * 1000);
  const received = () => account.sqs.messages('inbox').map(({ body }) => JSON.parse(body).detail.n);
  return { account, order, pass, received };
}

describe('a delivery', () => {
  it('brings an event to a queue half a second later', async () => {
    const { account, order, pass } = await shop();
    await order(1);
    await pass(0.4);
    expect(account.sqs.messages('inbox')).toHaveLength(0);
    await pass(0.1);
    expect(JSON.parse(account.sqs.messages('inbox')[0]?.body ?? '')).toMatchObject({
      source: 'shop',
      detail: { n: 1 },
    });
    expect(account.calls.at(-1)).toMatchObject({ caller: 'rule/shop', operation: 'SendMessage' });
  });

  it('is under way until it has arrived, whatever is tried meanwhile', async () => {
    const { account, order, pass } = await shop();
    const onWay = () => account.eventBridge.underWay().map(({ event }) => event['detail-type']);
    let isRefused = true;
    account.intercept((call, next) => (call.operation === 'SendMessage' && isRefused ? throttle() : next()));
    account.eventBridge.setDeliveryFaults(() => ({ duplicates: [10_000] }));
    await order(1);
    expect(onWay()).toEqual(['order', 'order']);
    await pass(60);
    expect(onWay()).toEqual(['order', 'order']);
    isRefused = false;
    await pass(600);
    expect(onWay()).toEqual([]);
    account.eventBridge.setDeliveryFaults(() => ({ drop: true }));
    await order(2);
    expect(onWay()).toEqual([]);
  });

  it('is under way no more once it was given up', async () => {
    const { account, order, pass } = await shop({ RetryPolicy: { MaximumRetryAttempts: 1 } });
    account.intercept((call, next) => (call.operation === 'SendMessage' ? throttle() : next()));
    await order(1);
    await pass(60);
    expect(account.eventBridge.underWay()).toEqual([]);
  });

  it('does not happen for a disabled rule or another source', async () => {
    const { account, order, pass, received } = await shop();
    await account.direct('EventBridge', 'PutEvents', { Entries: [{ Source: 'other', DetailType: 'd', Detail: '{}' }] });
    await account.direct('EventBridge', 'DisableRule', { Name: 'shop' });
    await order(1);
    await pass(60);
    expect(received()).toEqual([]);
    await account.direct('EventBridge', 'EnableRule', { Name: 'shop' });
    await order(2);
    await pass(1);
    expect(received()).toEqual([2]);
  });

  it('starts an execution with the event as its input', async () => {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
    const { account, order, pass } = await shop({ Arn: machine, RoleArn: ROLE });
    account.stepFunctions.deploy({
      name: 'm',
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'End',
        States: { End: { Type: 'Succeed', Output: '{% $states.input.detail.n %}' } },
      },
    });
    await order(7);
    await pass(1);
    expect(account.stepFunctions.executions()).toMatchObject([{ status: 'SUCCEEDED', output: '7' }]);
  });

  it('invokes a function, with the retries of asynchronous invocations', async () => {
    const { account, order, pass } = await shop({ Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' });
    const seen: unknown[] = [];
    account.lambda.deploy({
      name: 'f',
      load: () => async (event) => {
        seen.push(event);
        if (seen.length === 1) throw new Error('not yet');
        return null;
      },
    });
    await order(1);
    await pass(90);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ detail: { n: 1 } });
  });

  it('reaches topics and other buses, but makes no second hop from bus to bus', async () => {
    const { account, order, pass, received } = await shop({ Arn: busArn('b'), RoleArn: ROLE });
    for (const [name, next] of [
      ['b', busArn('c')],
      ['c', QUEUE],
    ] as const) {
      await account.direct('EventBridge', 'CreateEventBus', { Name: name });
      await account.direct('EventBridge', 'PutRule', {
        Name: name,
        EventBusName: name,
        EventPattern: '{"source":["shop"]}',
      });
      await account.direct('EventBridge', 'PutTargets', {
        Rule: name,
        EventBusName: name,
        Targets: [
          { Id: 'next', Arn: next, RoleArn: ROLE },
          { Id: 'topic', Arn: 'arn:aws:sns:eu-west-1:123456789012:pages' },
        ],
      });
    }
    await account.direct('SNS', 'CreateTopic', { Name: 'pages' });
    await order(1);
    await pass(5);
    expect(account.sns.messages('pages')).toHaveLength(1);
    expect(received()).toEqual([]);
  });

  it('starts a second execution for a duplicate, or none, as it is set', async () => {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
    const definition = { StartAt: 'End', States: { End: { Type: 'Succeed' } } };
    for (const [executionNames, expected] of [
      ['unique', 2],
      ['event-id', 1],
    ] as const) {
      const { account, order, pass } = await shop({ Arn: machine, RoleArn: ROLE }, { eventBridge: { executionNames } });
      account.stepFunctions.deploy({ name: 'm', definition });
      account.eventBridge.setDeliveryFaults(() => ({ duplicates: [5000] }));
      await order(1);
      await pass(10);
      expect(account.stepFunctions.executions()).toHaveLength(expected);
    }
  });
});

describe('delivery faults', () => {
  it('lose, delay and repeat events', async () => {
    const { account, order, pass, received } = await shop();
    account.eventBridge.setDeliveryFaults(({ event }) => {
      if (event.detail['n'] === 1) return { drop: true };
      if (event.detail['n'] === 2) return { delay: 10_000 };
      return event.detail['n'] === 3 ? { duplicates: [1000, 2000] } : undefined;
    });
    for (const n of [1, 2, 3, 4]) await order(n);
    await pass(60);
    expect(received()).toEqual([3, 4, 3, 3, 2]);
    account.eventBridge.setDeliveryFaults(undefined);
    await order(1);
    await pass(1);
    expect(received().at(-1)).toBe(1);
  });
});

describe('a target that fails', () => {
  it('is tried again, ever later', async () => {
    const { account, order, pass, received } = await shop();
    const tries: number[] = [];
    account.intercept((call, next) => {
      if (call.operation !== 'SendMessage') return next();
      tries.push(elapsed(account));
      return tries.length < 5 ? throttle() : next();
    });
    await order(1);
    await pass(120);
    expect(received()).toEqual([1]);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** index);
    }
  });

  it('gets a dead letter with the reason after the last try', async () => {
    const { account, order, pass } = await shop({
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: DEAD },
    });
    account.intercept((call, next) =>
      JSON.stringify(call.input).includes(`"QueueUrl":"${QUEUE}"`) ? throttle() : next(),
    );
    await order(1);
    await pass(60);
    const [letter] = account.sqs.messages('dead');
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({ detail: { n: 1 } });
    const attributes = Object.entries(letter?.attributes ?? {}).map(([name, { StringValue: value }]) => [name, value]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: 'arn:aws:events:eu-west-1:123456789012:rule/shop',
      TARGET_ARN: QUEUE,
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Rate exceeded',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    });
  });

  it('gets a dead letter at once if it does not exist', async () => {
    const { account, order, pass } = await shop({
      Arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:gone',
      RoleArn: ROLE,
      DeadLetterConfig: { Arn: DEAD },
    });
    await order(1);
    await pass(1);
    expect(account.sqs.messages('dead')).toMatchObject([
      { attributes: { ERROR_CODE: { StringValue: 'RESOURCE_NOT_FOUND' } } },
    ]);
  });

  it('gets nothing that is older than its policy allows', async () => {
    const { account, order, pass, received } = await shop({
      RetryPolicy: { MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: DEAD },
    });
    account.eventBridge.setDeliveryFaults(() => ({ delay: 61_000 }));
    await order(1);
    await pass(120);
    expect(received()).toEqual([]);
    expect(account.sqs.messages('dead')).toMatchObject([
      { attributes: { EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumEventAgeInSeconds' } } },
    ]);
  });

  it('loses the event where there is no queue for dead letters', async () => {
    const { account, order, pass } = await shop({ RetryPolicy: { MaximumRetryAttempts: 0 } });
    account.intercept((call, next) => (call.operation === 'SendMessage' ? throttle() : next()));
    await order(1);
    await pass(120);
    const lost = { namespace: 'AWS/Events', name: 'FailedInvocations', dimensions: { RuleName: 'shop' } };
    expect(await metricValues(account, lost, 'Sum')).toEqual([1]);
  });
});

describe('a scheduled rule', () => {
  it('fires every minute until it is disabled', async () => {
    const { account, pass } = await shop();
    await account.direct('EventBridge', 'PutRule', { Name: 'tick', ScheduleExpression: 'rate(1 minute)' });
    await account.direct('EventBridge', 'PutTargets', { Rule: 'tick', Targets: [{ Id: 't', Arn: QUEUE }] });
    await pass(181);
    await account.direct('EventBridge', 'DisableRule', { Name: 'tick' });
    await pass(600);
    const events = account.sqs.messages('inbox').map(({ body }) => JSON.parse(body));
    expect(events.map(({ time }) => time)).toEqual([
      '2026-11-20T08:01:00Z',
      '2026-11-20T08:02:00Z',
      '2026-11-20T08:03:00Z',
    ]);
    expect(events[0]).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: ['arn:aws:events:eu-west-1:123456789012:rule/tick'],
      detail: {},
    });
  });
});

describe('the events of AWS services', () => {
  it('arrive on the default bus, and a replayed one says so', async () => {
    const { account, pass } = await shop();
    await account.direct('EventBridge', 'PutRule', {
      Name: 'alarms',
      EventPattern: JSON.stringify({ source: ['aws.cloudwatch'], 'replay-name': [{ exists: false }] }),
    });
    await account.direct('EventBridge', 'PutTargets', { Rule: 'alarms', Targets: [{ Id: 't', Arn: QUEUE }] });
    const emitted = { source: 'aws.cloudwatch', detailType: 'Test', resources: [], detail: { n: 5 } };
    account.eventBridge.onEvent((bus, event) => {
      if (event['replay-name'] === undefined && event.source === 'aws.cloudwatch')
        account.eventBridge.replay(bus, event, 'again');
    });
    account.eventBridge.emit(emitted);
    await pass(5);
    expect(account.sqs.messages('inbox').map(({ body }) => JSON.parse(body))).toMatchObject([{ detail: { n: 5 } }]);
  });
});
