import { DynamoDBClient, GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReleaseHistory } from '../domain/ports';
import type { EndedRelease } from '../domain/release/release';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';
import { historyKey, SORT_KEY } from '../domain/release/table';

/** The results of ended releases in the single table. */
export function releaseHistory(
  table: string,
  connection: Connection,
  client = lean(new DynamoDBClient(clientSettings(connection)), connection),
): ReleaseHistory {
  return {
    ended: async (endpoint, number) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: { S: endpoint }, sk: { S: historyKey(number) } },
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : unmarshall(Item)['ended'];
    },
    history: async (endpoint, limit = Number.POSITIVE_INFINITY) => {
      const found: EndedRelease[] = [];
      let from: QueryCommandInput['ExclusiveStartKey'];
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :endpoint AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':endpoint': { S: endpoint }, ':prefix': { S: SORT_KEY.release } },
            ScanIndexForward: false,
            ExclusiveStartKey: from,
            ...(Number.isFinite(limit) && { Limit: limit }),
          }),
        );
        found.push(...(page.Items ?? []).map((item) => unmarshall(item)['ended']));
        from = page.LastEvaluatedKey;
      } while (from !== undefined && found.length < limit);
      return found.slice(0, limit);
    },
  };
}
