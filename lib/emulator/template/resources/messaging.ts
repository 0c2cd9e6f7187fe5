import { plainText } from '../../records';
import { listOf, pick, textOf } from '../properties';
import { arnOf, type Properties, type ResourceType } from '../resource-type';

/** Properties of a queue that are not attributes of it. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(['QueueName', 'Tags']);

/** `AWS::SQS::Queue` */
export const queue: ResourceType = {
  nameProperty: 'QueueName',
  maxNameLength: 80,
  identify(name, account) {
    const url = `https://sqs.${account.region}.amazonaws.com/${account.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arnOf(account, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  async create({ emulator, name, properties }) {
    await emulator.direct('SQS', 'CreateQueue', { QueueName: name, Attributes: attributesOf(properties) });
  },
};

function attributesOf(properties: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !NO_ATTRIBUTES.has(name))
      .map(([name, value]) => [name, plainText(value)]),
  );
}

/** `AWS::SNS::Topic` with the subscriptions it lists. */
export const topic: ResourceType = {
  nameProperty: 'TopicName',
  identify(name, account) {
    const arn = arnOf(account, 'sns', name);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  async create({ emulator, name, identity, properties }) {
    await emulator.direct('SNS', 'CreateTopic', { Name: name });
    for (const subscriptionOf of listOf(properties, 'Subscription')) {
      const input = { TopicArn: identity.ref, ...pick(subscriptionOf, ['Protocol', 'Endpoint']) };
      await emulator.direct('SNS', 'Subscribe', input);
    }
  },
};

/** `AWS::SNS::Subscription` */
export const subscription: ResourceType = {
  identify: (name, _account, properties) => ({
    ref: `${textOf(properties, 'TopicArn') ?? ''}:${name}`,
    attributes: {},
  }),
  async create({ emulator, properties }) {
    const filter = properties['FilterPolicy'];
    await emulator.direct('SNS', 'Subscribe', {
      ...pick(properties, ['TopicArn', 'Protocol', 'Endpoint']),
      Attributes: {
        RawMessageDelivery: plainText(properties['RawMessageDelivery'] ?? false),
        ...(filter === undefined ? {} : { FilterPolicy: JSON.stringify(filter) }),
      },
    });
  },
};
