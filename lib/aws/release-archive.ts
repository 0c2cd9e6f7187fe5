import { DynamoDBClient, GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../domain/release/audit';
import type { EndedRelease, EndpointRecord } from '../domain/release/release';
import { IDLE, LIVE, LIVE_INDEX, SORT_KEY } from '../domain/release/table';
import { clientSettings, type Connection } from './connection';
import { dateOf, type OnDate } from './date-header';
import { readRecord } from './release-table';

/** The table for whoever only reads it: what has happened, to which endpoint. */
export interface ReleaseArchive {
  /** The record of an endpoint, strongly consistent; `undefined` where it never had a release. */
  read(endpoint: string): Promise<EndpointRecord | undefined>;
  /** Every endpoint that has ever had a release, the live ones first. */
  endpoints(): Promise<readonly { readonly endpoint: string; readonly isLive: boolean }[]>;
  /** Ended releases, the newest first. */
  history(endpoint: string, limit?: number): Promise<readonly EndedRelease[]>;
  ended(endpoint: string, number: number): Promise<EndedRelease | undefined>;
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
    history: async (endpoint, limit = Number.POSITIVE_INFINITY) => {
      const found: EndedRelease[] = [];
      for await (const { ended } of query({
        KeyConditionExpression: 'pk = :endpoint AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':endpoint': { S: endpoint }, ':prefix': { S: SORT_KEY.release } },
        ScanIndexForward: false,
        ...(Number.isFinite(limit) && { Limit: limit }),
      })) {
        found.push(ended);
        if (found.length >= limit) break;
      }
      return found;
    },
    ended: async (endpoint, number) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: endpoint }, sk: { S: historyKey(number) } } }),
      );
      return Item === undefined ? undefined : unmarshall(Item)['ended'];
    },
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

/** Sort key of an ended release. */
function historyKey(number: number): string {
  return `${SORT_KEY.release}${String(number).padStart(6, '0')}`;
}

/** Sort key of an entry of the audit chain. */
function auditKey(sequence: number): string {
  return `${SORT_KEY.audit}${String(sequence).padStart(10, '0')}`;
}
