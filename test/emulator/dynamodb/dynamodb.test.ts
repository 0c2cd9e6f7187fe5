import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { newAccount, outsideConfig } from '../support/account';

const TABLE = {
  TableName: 'releases',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-due',
      KeySchema: [
        { AttributeName: 'sk', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} as const;

async function withTable() {
  const account = newAccount();
  const client = new DynamoDBClient(outsideConfig(account));
  await client.send(
    new CreateTableCommand({
      ...TABLE,
      AttributeDefinitions: [...TABLE.AttributeDefinitions],
      KeySchema: [...TABLE.KeySchema],
      GlobalSecondaryIndexes: TABLE.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        KeySchema: [...index.KeySchema],
      })),
      DeletionProtectionEnabled: true,
    }),
  );
  const put = (pk: string, sk: string, due: number) =>
    client.send(
      new PutItemCommand({ TableName: 'releases', Item: { pk: { S: pk }, sk: { S: sk }, due: { N: `${due}` } } }),
    );
  return { account, client, put };
}

describe('DynamoDB', () => {
  it('shows a table that is active at once, and nothing of the real time or of chance', async () => {
    const first = await withTable();
    const second = await withTable();
    const [one, two] = await Promise.all(
      [first, second].map(({ client }) => client.send(new DescribeTableCommand({ TableName: 'releases' }))),
    );
    expect(one?.Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/releases',
      CreationDateTime: new Date('2026-11-20T08:00:00Z'),
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [{ IndexArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/releases/index/by-due' }],
    });
    expect(one?.Table).toEqual(two?.Table);
  });

  it('lets one of two conditional writers win', async () => {
    const { client } = await withTable();
    const claim = () =>
      client.send(
        new PutItemCommand({
          TableName: 'releases',
          Item: { pk: { S: 'fraud' }, sk: { S: 'live' } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    const results = await Promise.allSettled([claim(), claim()]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({
      reason: { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' },
    });
  });

  it('counts an epoch up from nothing', async () => {
    const { client } = await withTable();
    const raise = () =>
      client.send(
        new UpdateItemCommand({
          TableName: 'releases',
          Key: { pk: { S: 'fraud' }, sk: { S: 'live' } },
          UpdateExpression: 'ADD epoch :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );
    expect((await raise()).Attributes?.['epoch']).toEqual({ N: '1' });
    expect((await raise()).Attributes?.['epoch']).toEqual({ N: '2' });
  });

  it('queries by sort key, newest first, page by page', async () => {
    const { client, put } = await withTable();
    for (const sk of ['ended#1', 'ended#2', 'ended#3', 'live']) await put('fraud', sk, 0);
    await put('fraud-eu', 'ended#9', 0);
    const query = (ExclusiveStartKey?: QueryCommand['input']['ExclusiveStartKey']) =>
      client.send(
        new QueryCommand({
          TableName: 'releases',
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': { S: 'fraud' }, ':prefix': { S: 'ended#' } },
          ScanIndexForward: false,
          Limit: 2,
          ExclusiveStartKey,
        }),
      );
    const first = await query();
    expect(first.Items?.map(({ sk }) => sk?.S)).toEqual(['ended#3', 'ended#2']);
    const second = await query(first.LastEvaluatedKey);
    expect(second.Items?.map(({ sk }) => sk?.S)).toEqual(['ended#1']);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  it('queries an index', async () => {
    const { client, put } = await withTable();
    await put('a', 'live', 30);
    await put('b', 'live', 10);
    await put('c', 'ended', 5);
    const { Items: items } = await client.send(
      new QueryCommand({
        TableName: 'releases',
        IndexName: 'by-due',
        KeyConditionExpression: 'sk = :live AND due < :now',
        ExpressionAttributeValues: { ':live': { S: 'live' }, ':now': { N: '20' } },
      }),
    );
    expect(items?.map(({ pk }) => pk?.S)).toEqual(['b']);
  });

  it('serves state machines by the same items', async () => {
    const { account, client, put } = await withTable();
    await put('fraud', 'live', 1);
    expect(
      await account.call(
        'DynamoDB',
        'GetItem',
        { TableName: 'releases', Key: { pk: { S: 'fraud' }, sk: { S: 'live' } } },
        {},
      ),
    ).toEqual({ Item: { pk: { S: 'fraud' }, sk: { S: 'live' }, due: { N: '1' } } });
    await expect(
      client.send(new GetItemCommand({ TableName: 'nowhere', Key: { pk: { S: 'a' } } })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    {
      title: 'the item of a failed condition',
      ask: (client: DynamoDBClient) =>
        client.send(
          new PutItemCommand({
            TableName: 'releases',
            Item: { pk: { S: 'a' }, sk: { S: 'b' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
    },
    {
      title: 'transactions',
      ask: (client: DynamoDBClient) => client.send(new TransactWriteItemsCommand({ TransactItems: [] })),
    },
  ])('says that it has no $title', async ({ ask }) => {
    const { account, client } = await withTable();
    await expect(ask(client)).rejects.toThrow('not emulated: DynamoDB.');
    expect(account.problems).toHaveLength(1);
  });

  it('keeps virtual time still while it works', async () => {
    const { account, put } = await withTable();
    let written = 0;
    void put('a', 'b', 1).then(() => written++);
    await account.clock.run(() => false, account.clock.now() + 1);
    expect(written).toBe(1);
  });
});
