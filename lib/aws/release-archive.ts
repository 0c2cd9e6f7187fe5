import { DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../domain/release/audit';
import type { ReleaseHistory } from '../domain/ports';
import type { EndpointRecord } from '../domain/release/release';
import { auditKey, IDLE, LIVE, LIVE_INDEX, SORT_KEY } from '../domain/release/table';
import { clientSettings, type Connection } from './connection';
import { dateOf, type OnDate } from './date-header';
import { releaseHistory } from './release-history';
import { readRecord } from './release-table';

/** The table for whoever only reads it: what has happened, to which endpoint. */
export interface ReleaseArchive extends ReleaseHistory {
  /** The record of an endpoint, strongly consistent; `undefined` where it never had a release. */
  read(endpoint: string): Promise<EndpointRecord | undefined>;
  /** Every endpoint that has ever had a release, the live ones first. */
  endpoints(): Promise<readonly { readonly endpoint: string; readonly isLive: boolean }[]>;
  /** Entries of the audit chain from a sequence number on, in their order. */
  chain(endpoint: string, from?: number): Promise<readonly AuditEntry[]>;
}

/** Reads the single table. */
export function releaseArchive(table: string, connection: Connection, onDate?: OnDate): ReleaseArchive {
  const client = new DynamoDBClient(clientSettings(connection));
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const at = dateOf(result.response);
      if (at !== undefined) onDate?.(at);
      return result;
    },
    { step: 'deserialize', name: 'readDate', priority: 'low' },
  );

  async function* query(input: Omit<QueryCommandInput, 'TableName'>) {
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(new QueryCommand({ TableName: table, ...input, ExclusiveStartKey: start }));
      for (const item of page.Items ?? []) yield unmarshall(item);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  const names = async (partition: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { pk } of query({
      IndexName: LIVE_INDEX,
      KeyConditionExpression: 'live = :partition',
      ExpressionAttributeValues: { ':partition': { S: partition } },
    })) {
      found.push(String(pk));
    }
    return found.toSorted();
  };

  return {
    read: (endpoint) => readRecord(client, table, endpoint),
    endpoints: async () => [
      ...(await names(LIVE)).map((endpoint) => ({ endpoint, isLive: true })),
      ...(await names(IDLE)).map((endpoint) => ({ endpoint, isLive: false })),
    ],
    ...releaseHistory(table, connection, client),
    chain: async (endpoint, from = 1) => {
      const found: AuditEntry[] = [];
      for await (const { entry } of query({
        KeyConditionExpression: 'pk = :endpoint AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':endpoint': { S: endpoint },
          ':from': { S: auditKey(from) },
          ':to': { S: `${SORT_KEY.audit}~` },
        },
        ConsistentRead: true,
      })) {
        found.push(entry);
      }
      return found;
    },
  };
}
