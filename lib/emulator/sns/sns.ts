import type {
  CreateTopicInput,
  DeleteTopicInput,
  GetTopicAttributesInput,
  ListSubscriptionsByTopicInput,
  ListTopicsInput,
  MessageAttributeValue,
  PublishInput,
  SubscribeInput,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import type { CallService } from '../calls/call';
import type { VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import type { Random } from '../random';
import { AwsError, notEmulated, type Account, type EmulatedService, type Wire } from '../service';
import { envelope, lambdaEvent } from './envelope';

/** What an SNS needs. */
export interface SnsProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** The way to subscribed queues and functions. */
  readonly call: CallService;
}

/** A message that was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  /** For protocols without a text of their own. */
  readonly message: string;
  /** Texts by protocol, where the publisher gave some. */
  readonly byProtocol?: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, Wire<MessageAttributeValue>>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** SNS with as much as notifications need. */
export interface SnsService extends EmulatedService {
  /** What was published to a topic (by name or ARN), oldest first: what its subscribers got to read. */
  messages(topicNameOrArn: string): readonly PublishedMessage[];
}

interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
}

interface Topic {
  readonly arn: string;
  readonly messages: PublishedMessage[];
  readonly subscriptions: Subscription[];
}

/** Protocols whose messages end with a person or an outside system: they are kept for reading, not sent. */
const OUTSIDE_PROTOCOLS: ReadonlySet<string> = new Set(['email', 'email-json', 'sms', 'http', 'https']);

const MAX_MESSAGE_BYTES = 262_144;

/** Makes an SNS. */
export function createSns({ clock, random, account, call }: SnsProps): SnsService {
  const topics = new Map<string, Topic>();
  const { accountId, region, partition = 'aws' } = account;

  const find = (arnOrName: string | undefined): Topic => {
    const topic = topics.get(arnOrName?.split(':').at(-1) ?? '');
    if (topic !== undefined) return topic;
    throw new AwsError('NotFoundException', 'Topic does not exist', 404);
  };

  const send = async (subscription: Subscription, published: PublishedMessage): Promise<void> => {
    const message = { ...published, message: published.byProtocol?.[subscription.protocol] ?? published.message };
    const caller = { name: `topic/${message.topicArn.split(':').at(-1) ?? ''}` };
    if (subscription.protocol === 'sqs') {
      const body = subscription.raw ? message.message : JSON.stringify(envelope(message));
      await call('SQS', 'SendMessage', { QueueUrl: subscription.endpoint, MessageBody: body }, caller);
    } else if (subscription.protocol === 'lambda') {
      const payload = JSON.stringify(lambdaEvent(message, subscription.arn));
      const input = { FunctionName: subscription.endpoint, InvocationType: 'Event', Payload: payload };
      await call('Lambda', 'Invoke', input, caller);
    }
  };

  return {
    messages: (topicNameOrArn) => find(topicNameOrArn).messages,
    operations: {
      CreateTopic(input: Wire<CreateTopicInput>) {
        const name = input.Name ?? '';
        if (name.endsWith('.fifo')) throw notEmulated('FIFO topics');
        if (!/^[\w-]{1,256}$/.test(name)) {
          throw new AwsError('InvalidParameterException', 'Invalid parameter: Topic Name');
        }
        const arn = `arn:${partition}:sns:${region}:${accountId}:${name}`;
        if (!topics.has(name)) topics.set(name, { arn, messages: [], subscriptions: [] });
        return { TopicArn: arn };
      },
      DeleteTopic(input: Wire<DeleteTopicInput>) {
        topics.delete(input.TopicArn?.split(':').at(-1) ?? '');
        return {};
      },
      ListTopics: (_input: Wire<ListTopicsInput>) => ({
        Topics: [...topics.values()].map(({ arn }) => ({ TopicArn: arn })),
      }),
      GetTopicAttributes(input: Wire<GetTopicAttributesInput>) {
        const topic = find(input.TopicArn);
        return {
          Attributes: {
            TopicArn: topic.arn,
            Owner: accountId,
            SubscriptionsConfirmed: String(topic.subscriptions.length),
          },
        };
      },
      Subscribe(input: Wire<SubscribeInput>) {
        const topic = find(input.TopicArn);
        const { Protocol: protocol = '', Endpoint: endpoint = '' } = input;
        if (!OUTSIDE_PROTOCOLS.has(protocol) && protocol !== 'sqs' && protocol !== 'lambda') {
          throw notEmulated(`SNS subscription by ${protocol}`);
        }
        if (input.Attributes?.['FilterPolicy'] !== undefined) throw notEmulated('SNS filter policies');
        const arn = `${topic.arn}:${seededUuid(random)}`;
        topic.subscriptions.push({ arn, protocol, endpoint, raw: input.Attributes?.['RawMessageDelivery'] === 'true' });
        return { SubscriptionArn: arn };
      },
      Unsubscribe(input: Wire<UnsubscribeInput>) {
        for (const { subscriptions } of topics.values()) {
          const index = subscriptions.findIndex(({ arn }) => arn === input.SubscriptionArn);
          if (index >= 0) subscriptions.splice(index, 1);
        }
        return {};
      },
      ListSubscriptionsByTopic: (input: Wire<ListSubscriptionsByTopicInput>) => {
        const topic = find(input.TopicArn);
        return {
          Subscriptions: topic.subscriptions.map(({ arn, protocol, endpoint }) => ({
            SubscriptionArn: arn,
            Protocol: protocol,
            Endpoint: endpoint,
            TopicArn: topic.arn,
            Owner: accountId,
          })),
        };
      },
      Publish(input: Wire<PublishInput>) {
        if (input.PhoneNumber !== undefined) throw notEmulated('SNS.Publish to a phone number');
        const topic = find(input.TopicArn ?? input.TargetArn);
        const message = input.Message ?? '';
        if (message === '') throw new AwsError('InvalidParameterException', 'Invalid parameter: Empty message');
        if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) {
          throw new AwsError('InvalidParameterException', 'Invalid parameter: Message too long');
        }
        const published: PublishedMessage = {
          id: seededUuid(random),
          topicArn: topic.arn,
          ...textsOf(message, input.MessageStructure),
          attributes: input.MessageAttributes ?? {},
          at: clock.now(),
          ...(input.Subject === undefined ? {} : { subject: input.Subject }),
        };
        topic.messages.push(published);
        for (const subscription of topic.subscriptions) {
          // A subscriber that is gone is no concern of the publisher's.
          clock.schedule(clock.now(), () => void send(subscription, published).catch(() => {}));
        }
        return { MessageId: published.id };
      },
    },
  };
}

/** The text for everybody, and those for single protocols where the message is a JSON object of them. */
function textsOf(message: string, structure: string | undefined): Pick<PublishedMessage, 'message' | 'byProtocol'> {
  if (structure !== 'json') return { message };
  const byProtocol = parseTexts(message);
  const standard = byProtocol?.['default'];
  if (byProtocol === undefined || standard === undefined) {
    const reason =
      byProtocol === undefined ? 'JSON message body failed to parse' : 'No default entry in JSON message body';
    throw new AwsError('InvalidParameterException', `Invalid parameter: Message Structure - ${reason}`);
  }
  return { message: standard, byProtocol };
}

function parseTexts(message: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}
