import { metricValues, newAccount, textMember } from '../support/account';

async function queue(attributes: Record<string, string> = {}) {
  const account = newAccount();
  const call = (operation: string, input: object) => account.call('SQS', operation, input, {});
  const url = textMember(await call('CreateQueue', { QueueName: 'q', Attributes: attributes }), 'QueueUrl');
  const send = (body: string) => call('SendMessage', { QueueUrl: url, MessageBody: body });
  const receive = async (max = 10): Promise<readonly unknown[]> => {
    const answer = await call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: max });
    return answer !== null && typeof answer === 'object' && 'Messages' in answer && Array.isArray(answer.Messages)
      ? answer.Messages
      : [];
  };
  const pass = (seconds: number) => account.clock.run(() => false, account.clock.now() + seconds * 1000);
  return { account, call, url, send, receive, pass };
}

describe('a queue', () => {
  it('hides a received message for its visibility timeout and forgets a deleted one', async () => {
    const { call, url, send, receive, pass } = await queue();
    await send('a');
    const [first] = await receive();
    expect(first).toMatchObject({ Body: 'a' });
    expect(await receive()).toEqual([]);
    await pass(30);
    const [again] = await receive();
    expect(again).toMatchObject({ Body: 'a' });
    await call('DeleteMessage', { QueueUrl: url, ReceiptHandle: textMember(again, 'ReceiptHandle') });
    await pass(60);
    expect(await receive()).toEqual([]);
  });

  it('counts its messages', async () => {
    const { call, url, send, receive } = await queue();
    await send('a');
    await send('b');
    await receive(1);
    expect(await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })).toMatchObject({
      Attributes: {
        QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:q',
        ApproximateNumberOfMessages: '1',
        ApproximateNumberOfMessagesNotVisible: '1',
      },
    });
  });

  it('moves what was received too often to its dead-letter queue', async () => {
    const { account, call, send, receive, pass } = await queue({
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead',
        maxReceiveCount: 2,
      }),
    });
    await call('CreateQueue', { QueueName: 'dead' });
    await send('a');
    for (let round = 0; round < 3; round++) {
      await receive();
      await pass(31);
    }
    expect(account.sqs.messages('q')).toEqual([]);
    expect(account.sqs.messages('dead')).toMatchObject([{ body: 'a' }]);
  });

  it('publishes how many messages wait, but only while any do', async () => {
    const { account, call, url, send, pass } = await queue();
    await pass(120);
    await send('a');
    await pass(150);
    await call('PurgeQueue', { QueueUrl: url });
    await pass(300);
    const waiting = {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'q' },
    };
    expect(await metricValues(account, waiting, 'Maximum')).toEqual([1, 1, 0]);
  });

  it('is refused where it is unknown or first-in, first-out', async () => {
    const { call } = await queue();
    await expect(call('SendMessage', { QueueUrl: 'x/gone', MessageBody: 'a' })).rejects.toMatchObject({
      code: 'QueueDoesNotExist',
    });
    await expect(call('CreateQueue', { QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } })).rejects.toThrow(
      'not emulated: FIFO queues',
    );
  });
});
