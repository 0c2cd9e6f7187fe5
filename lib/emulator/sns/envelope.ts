import type { PublishedMessage } from './sns';

/** A message as a subscribed queue gets it. */
export function envelope(message: PublishedMessage) {
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: message.message,
    Timestamp: new Date(message.at).toISOString(),
    ...(Object.keys(message.attributes).length === 0 ? {} : { MessageAttributes: attributesOf(message) }),
  };
}

/** A message as a subscribed function gets it. */
export function lambdaEvent(message: PublishedMessage, subscriptionArn: string) {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: { Subject: null, ...envelope(message), MessageAttributes: attributesOf(message) },
      },
    ],
  };
}

function attributesOf(message: PublishedMessage) {
  return Object.fromEntries(
    Object.entries(message.attributes).map(([name, attribute]) => [
      name,
      { Type: attribute.DataType, Value: attribute.StringValue },
    ]),
  );
}
