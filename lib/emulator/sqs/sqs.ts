import { createHash } from 'node:crypto';
import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import { isRecord } from '../records';
import { AwsError, notEmulated, type Account, type EmulatedService, type PublishMetrics } from '../service';
import { watchQueue } from './metrics';
import { Queue, type MessageAttribute, type QueuedMessage, type QueueSettings } from './queue';

/** What an SQS needs. */
export interface SqsProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  readonly publish?: PublishMetrics;
}

/** SQS with as much as dead letters and alarms on them need. */
export interface SqsService extends EmulatedService {
  /** The messages of a queue, oldest first, in sight or not. */
  messages(queueNameOrArn: string): readonly QueuedMessage[];
}

/** No client of SQS is part of the project, so its inputs are written down here. */
interface QueueInput {
  readonly QueueUrl: string;
}

interface SendInput extends QueueInput {
  readonly MessageBody: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
}

interface ReceiveInput extends QueueInput {
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly MessageAttributeNames?: readonly string[];
}

const MAX_BODY_BYTES = 1_048_576;
const MAX_RECEIVED = 10;

/** Makes an SQS. */
export function createSqs({ clock, random, account, publish = () => {} }: SqsProps): SqsService {
  const queues = new Map<string, { readonly queue: Queue; readonly watch: () => void }>();

  const find = (urlOrArn: string) => {
    const name = urlOrArn.split(/[/:]/).at(-1) ?? urlOrArn;
    const entry = queues.get(name);
    if (entry !== undefined) return entry;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };

  const create = (name: string, attributes: Readonly<Record<string, string>>): Queue => {
    const { accountId, region, partition = 'aws' } = account;
    const queue = new Queue({
      name,
      arn: `arn:${partition}:sqs:${region}:${accountId}:${name}`,
      url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
      attributes,
      settings: settingsOf(attributes),
      clock,
      random,
    });
    queues.set(name, { queue, watch: watchQueue(queue, clock, publish) });
    return queue;
  };

  const redrive = (queue: Queue): void => {
    const { redrive: policy } = queue.settings;
    if (policy === undefined) return;
    const tooOften = queue.visible().filter((message) => message.receiveCount >= policy.maxReceiveCount);
    if (tooOften.length === 0) return;
    const target = find(policy.deadLetterArn);
    queue.messages = queue.messages.filter((message) => !tooOften.includes(message));
    for (const message of tooOften) target.queue.add(message);
    target.watch();
  };

  return {
    messages: (nameOrArn) => find(nameOrArn).queue.messages,
    operations: {
      CreateQueue(input: { readonly QueueName: string; readonly Attributes?: Readonly<Record<string, string>> }) {
        const existing = queues.get(input.QueueName)?.queue;
        return { QueueUrl: (existing ?? create(input.QueueName, input.Attributes ?? {})).url };
      },
      GetQueueUrl: (input: { readonly QueueName: string }) => ({ QueueUrl: find(input.QueueName).queue.url }),
      ListQueues: (input: { readonly QueueNamePrefix?: string }) => ({
        QueueUrls: [...queues.values()]
          .filter(({ queue }) => queue.name.startsWith(input.QueueNamePrefix ?? ''))
          .map(({ queue }) => queue.url),
      }),
      SendMessage(input: SendInput) {
        const { queue, watch } = find(input.QueueUrl);
        if (Buffer.byteLength(input.MessageBody) > MAX_BODY_BYTES) {
          throw new AwsError(
            'InvalidParameterValue',
            `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BODY_BYTES} bytes.`,
          );
        }
        const message = queue.add(
          {
            body: input.MessageBody,
            attributes: input.MessageAttributes ?? {},
            ...(input.MessageGroupId === undefined ? {} : { groupId: input.MessageGroupId }),
          },
          input.DelaySeconds,
        );
        watch();
        return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
      },
      ReceiveMessage(input: ReceiveInput) {
        const { queue } = find(input.QueueUrl);
        const max = input.MaxNumberOfMessages ?? 1;
        if (max < 1 || max > MAX_RECEIVED) {
          throw new AwsError(
            'InvalidParameterValue',
            `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and ${MAX_RECEIVED}, if provided.`,
          );
        }
        redrive(queue);
        const received = queue.receive(max, input.VisibilityTimeout);
        return received.length === 0 ? {} : { Messages: received.map((message) => view(message, input)) };
      },
      DeleteMessage(input: QueueInput & { readonly ReceiptHandle: string }) {
        find(input.QueueUrl).queue.delete(input.ReceiptHandle);
        return {};
      },
      PurgeQueue(input: QueueInput) {
        find(input.QueueUrl).queue.messages = [];
        return {};
      },
      GetQueueAttributes(input: QueueInput & { readonly AttributeNames?: readonly string[] }) {
        const { queue } = find(input.QueueUrl);
        const all = attributesOf(queue, clock.now());
        const names = input.AttributeNames ?? [];
        if (names.includes('All')) return { Attributes: all };
        return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
      },
    },
  };
}

function settingsOf(attributes: Readonly<Record<string, string>>): QueueSettings {
  if (attributes['FifoQueue'] === 'true') throw notEmulated('FIFO queues');
  const policy: unknown = JSON.parse(attributes['RedrivePolicy'] ?? 'null');
  return {
    visibilitySeconds: Number(attributes['VisibilityTimeout'] ?? 30),
    delaySeconds: Number(attributes['DelaySeconds'] ?? 0),
    ...(isRecord(policy)
      ? {
          redrive: {
            deadLetterArn: String(policy['deadLetterTargetArn']),
            maxReceiveCount: Number(policy['maxReceiveCount']),
          },
        }
      : {}),
  };
}

function attributesOf(queue: Queue, now: number): Record<string, string> {
  const visible = queue.visible().length;
  const delayed = queue.messages.filter((message) => message.receiveCount === 0 && message.visibleAt > now).length;
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(queue.messages.length - visible - delayed),
    VisibilityTimeout: String(queue.settings.visibilitySeconds),
  };
}

function view(message: QueuedMessage, input: ReceiveInput) {
  const wanted = input.MessageAttributeNames ?? [];
  const attributes = Object.entries(message.attributes).filter(
    ([name]) => wanted.includes('All') || wanted.includes('.*') || wanted.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    },
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
