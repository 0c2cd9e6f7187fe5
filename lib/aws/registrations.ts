import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Registration } from '../domain/blueprint/registry';
import { REGISTRATION } from '../domain/release/table';
import { clientSettings, type Connection } from './connection';

/** The blueprints registered for model package groups, in the single table. */
export interface Registrations {
  find(group: string): Promise<Registration | undefined>;
  put(registration: Registration): Promise<void>;
  remove(group: string): Promise<void>;
}

/** Registrations, by DynamoDB. */
export function registrations(table: string, connection: Connection): Registrations {
  const client = new DynamoDBClient(clientSettings(connection));
  const keyOf = (group: string) => ({
    pk: { S: `${REGISTRATION.prefix}${group}` },
    sk: { S: REGISTRATION.sortKey },
  });
  return {
    find: async (group) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(group), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : unmarshall(Item)['registration'];
    },
    put: async (registration) => {
      const item = marshall({ registration }, { removeUndefinedValues: true });
      await client.send(new PutItemCommand({ TableName: table, Item: { ...keyOf(registration.group), ...item } }));
    },
    remove: async (group) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(group) }));
    },
  };
}
