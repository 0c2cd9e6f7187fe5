import { snsMessenger } from '../lib/aws/sns-messenger';
import { ENVIRONMENT } from '../lib/domain/environment';
import type { EVENT_SOURCE, EventDetail } from '../lib/domain/release/events';
import { type Audience, type ExecutionEnded, type Message, messageFor, refusalMessage } from '../lib/domain/messages';
import { entry, type Compose, type Handler } from './runtime/entry';
import { requireSetting } from './runtime/settings';

/** An event of ours as the bus delivers it, or the end of a start that was refused. */
export type NotifyInput =
  | { readonly source: typeof EVENT_SOURCE; readonly 'detail-type': string; readonly detail: EventDetail }
  | { readonly source: 'aws.states'; readonly detail: ExecutionEnded };

export interface NotifyOutput {
  readonly told: Audience | 'nobody';
}

interface Ports {
  readonly messenger: { send(topic: string, message: Message): Promise<void> };
  readonly topics: Readonly<Record<Audience, string>>;
  readonly stack: string;
}

/** Tells people what has happened: those on call what went back or failed, the team the rest. */
export function createHandler({ messenger, topics, stack }: Ports): Handler<NotifyInput, NotifyOutput> {
  return async (event) => {
    const message =
      event.source === 'aws.states'
        ? refusalMessage(event.detail, stack)
        : messageFor(event['detail-type'], event.detail, stack);
    if (message === undefined) return { told: 'nobody' };
    await messenger.send(topics[message.audience], message);
    return { told: message.audience };
  };
}

export const compose: Compose<NotifyInput, NotifyOutput> = (environment, connection) =>
  createHandler({
    messenger: snsMessenger(connection),
    topics: {
      incident: requireSetting(environment, ENVIRONMENT.incidentTopic),
      team: requireSetting(environment, ENVIRONMENT.teamTopic),
    },
    stack: requireSetting(environment, ENVIRONMENT.stack),
  });

export const handler = entry(compose);
