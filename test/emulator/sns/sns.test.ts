import { newAccount, textMember } from '../support/account';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pages';

async function topic() {
  const account = newAccount();
  const call = (operation: string, input: object) => account.call('SNS', operation, input, {});
  await call('CreateTopic', { Name: 'pages' });
  const pass = () => account.clock.run(() => false, account.clock.now() + 1000);
  return { account, call, pass };
}

describe('a topic', () => {
  it('keeps what was published for reading', async () => {
    const { account, call } = await topic();
    await call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'on-call@example.com' });
    await call('Publish', { TopicArn: TOPIC, Subject: 'rolled back', Message: 'fraud' });
    expect(account.sns.messages(TOPIC)).toMatchObject([{ subject: 'rolled back', message: 'fraud' }]);
  });

  it.each([
    { raw: 'false', expected: expect.stringContaining('"Message":"fraud"') },
    { raw: 'true', expected: 'fraud' },
  ])('sends to a queue (raw: $raw)', async ({ raw, expected }) => {
    const { account, call, pass } = await topic();
    await account.direct('SQS', 'CreateQueue', { QueueName: 'q' });
    await call('Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:q',
      Attributes: { RawMessageDelivery: raw },
    });
    await call('Publish', { TopicArn: TOPIC, Message: 'fraud' });
    await pass();
    expect(account.sqs.messages('q').map(({ body }) => body)).toEqual([expected]);
  });

  it('sends to a function', async () => {
    const { account, call, pass } = await topic();
    const seen: unknown[] = [];
    account.lambda.deploy({
      name: 'f',
      load: () => async (event) => {
        seen.push(event);
        return null;
      },
    });
    await call('Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'lambda',
      Endpoint: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
    });
    await call('Publish', { TopicArn: TOPIC, Message: 'fraud' });
    await pass();
    expect(seen).toMatchObject([{ Records: [{ Sns: { Message: 'fraud', TopicArn: TOPIC } }] }]);
  });

  it('sends nothing to a subscriber that is gone', async () => {
    const { account, call, pass } = await topic();
    await account.direct('SQS', 'CreateQueue', { QueueName: 'q' });
    const answer = await call('Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:q',
    });
    const SubscriptionArn = textMember(answer, 'SubscriptionArn');
    expect(await call('ListSubscriptionsByTopic', { TopicArn: TOPIC })).toMatchObject({
      Subscriptions: [{ SubscriptionArn }],
    });
    await call('Unsubscribe', { SubscriptionArn });
    await call('Publish', { TopicArn: TOPIC, Message: 'fraud' });
    await pass();
    expect(account.sqs.messages('q')).toEqual([]);
  });

  it.each([
    { operation: 'Publish', input: { TopicArn: TOPIC, Message: '' }, message: 'Empty message' },
    { operation: 'Publish', input: { TopicArn: `${TOPIC}-gone`, Message: 'x' }, message: 'Topic does not exist' },
    {
      operation: 'Publish',
      input: { PhoneNumber: '+49', Message: 'x' },
      message: 'not emulated: SNS.Publish to a phone',
    },
    {
      operation: 'Subscribe',
      input: { TopicArn: TOPIC, Protocol: 'firehose' },
      message: 'not emulated: SNS subscription',
    },
    {
      operation: 'Subscribe',
      input: { TopicArn: TOPIC, Protocol: 'sqs', Attributes: { FilterPolicy: '{}' } },
      message: 'not emulated: SNS filter policies',
    },
  ])('refuses: $message', async ({ operation, input, message }) => {
    const { call } = await topic();
    await expect(call(operation, input)).rejects.toThrow(message);
  });
});
