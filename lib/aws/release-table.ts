import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../domain/release/audit';
import { ownershipIn } from '../domain/release/claims';
import type { ReleaseStore } from '../domain/ports';
import type { EndedRelease, EndpointRecord, Outcome } from '../domain/release/release';
import { auditKey, historyKey, IDLE, LIVE, LIVE_INDEX, SORT_KEY } from '../domain/release/table';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';

/** The one outcome after which a release may end again. */
const UNFINISHED: Outcome = 'rollback_failed';

/** The single table: per endpoint one live item, its history and its audit chain. */
export function releaseTable(table: string, connection: Connection): ReleaseStore {
  const client = lean(new DynamoDBClient(clientSettings(connection)), connection);

  /** Writes an item unless it is there already. */
  const putOnce = (item: Record<string, AttributeValue>) =>
    unlessConditionFails(
      client.send(
        new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
      ),
    );

  return {
    read: (endpoint) => readRecord(client, table, endpoint),
    swap: async (next, revision) => {
      const isNew = revision === 0;
      const condition = isNew
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'revision = :revision',
            ExpressionAttributeValues: { ':revision': { N: String(revision) } },
          };
      return unlessConditionFails(
        client.send(
          new PutItemCommand({ TableName: table, Item: toItem({ ...next, revision: revision + 1 }), ...condition }),
        ),
      );
    },
    addToChain: async (endpoint, entries) => {
      for (const entry of entries) await putOnce(toChainItem(endpoint, entry));
    },
    addToHistory: async (endpoint, ended) => {
      // A way back that failed ends once more when somebody has repaired it. What wrote down the failure may be slow, and
      // write it after the repair.
      const onlyFailed = {
        ConditionExpression: 'attribute_not_exists(pk) OR ended.outcome = :failed',
        ExpressionAttributeValues: { ':failed': { S: UNFINISHED } },
      };
      await unlessConditionFails(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: toHistoryItem(endpoint, ended),
            ...(ended.outcome === UNFINISHED && onlyFailed),
          }),
        ),
      );
    },
    live: async () => {
      const found: Record<string, AttributeValue>[] = [];
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: LIVE_INDEX,
            KeyConditionExpression: 'live = :live',
            ExpressionAttributeValues: { ':live': { S: LIVE } },
            ExclusiveStartKey: from,
          }),
        );
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return found.map((item) => {
        const { pk, dueBy, owner } = unmarshall(item);
        return { endpoint: String(pk), dueBy: Number(dueBy), owner: String(owner) };
      });
    },
  };
}

/**
 * Attributes beside `document` are those that conditions, the index and the state machine need. The document is one text:
 * as a map of hundreds of attributes, most of a function's time would go into taking it apart and putting it together.
 */
function toItem(record: EndpointRecord): Record<string, AttributeValue> {
  const { revision, holdToken, ...document } = record;
  const owned = ownershipIn(record);
  return marshall(
    {
      pk: record.endpoint,
      sk: SORT_KEY.live,
      revision,
      document: JSON.stringify(document),
      ...(holdToken !== undefined && { holdToken }),
      ...(owned === undefined
        ? { live: IDLE, dueBy: record.last?.endedAt ?? 0 }
        : { live: LIVE, dueBy: owned.dueBy, owner: owned.owner }),
    },
    { removeUndefinedValues: true },
  );
}

/** The record of an endpoint, strongly consistent. */
export async function readRecord(
  client: DynamoDBClient,
  table: string,
  endpoint: string,
): Promise<EndpointRecord | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: endpoint }, sk: { S: SORT_KEY.live } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : recordOf(Item);
}

/** The record in an endpoint's live item. */
export function recordOf(item: Record<string, AttributeValue>): EndpointRecord {
  const { document, revision, holdToken } = unmarshall(item);
  return { ...JSON.parse(document), revision, ...(holdToken !== undefined && { holdToken }) };
}

function toChainItem(endpoint: string, entry: AuditEntry): Record<string, AttributeValue> {
  return marshall({ pk: endpoint, sk: auditKey(entry.sequence), entry }, { removeUndefinedValues: true });
}

function toHistoryItem(endpoint: string, ended: EndedRelease): Record<string, AttributeValue> {
  return marshall({ pk: endpoint, sk: historyKey(ended.number), ended }, { removeUndefinedValues: true });
}

async function unlessConditionFails(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
