import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../domain/release/events';
import type { EventEmitter } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';

/** PutEvents takes this many entries a call. */
const ENTRIES_A_CALL = 10;

/** Events on the stack's bus. PutEvents succeeds with failures inside, so each entry's own answer counts. */
export function eventBridgeEmitter(bus: string, connection: Connection): EventEmitter {
  const client = lean(new EventBridgeClient(clientSettings(connection)), connection);
  return {
    emit: async (events) => {
      const lost: string[] = [];
      for (let start = 0; start < events.length; start += ENTRIES_A_CALL) {
        const part = events.slice(start, start + ENTRIES_A_CALL);
        const answer = await client.send(
          new PutEventsCommand({
            Entries: part.map(({ type, detail }) => ({
              EventBusName: bus,
              Source: EVENT_SOURCE,
              DetailType: type,
              Detail: JSON.stringify(detail),
            })),
          }),
        );
        part.forEach(({ detail }, index) => {
          if (answer.Entries?.[index]?.ErrorCode !== undefined) lost.push(detail.id);
        });
      }
      return lost;
    },
  };
}
