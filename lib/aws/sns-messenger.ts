import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { asChat, asMail, type Message } from '../domain/messages';
import { clientSettings, type Connection } from './connection';

/** Publishes messages: as a mail for most, in the form of chat applications for those that subscribe by HTTPS. */
export function snsMessenger(connection: Connection) {
  const client = new SNSClient(clientSettings(connection));
  return {
    send: async (topic: string, message: Message): Promise<void> => {
      const mail = asMail(message);
      await client.send(
        new PublishCommand({
          TopicArn: topic,
          Subject: message.subject,
          MessageStructure: 'json',
          Message: JSON.stringify({ default: mail, email: mail, https: asChat(message) }),
        }),
      );
    },
  };
}
