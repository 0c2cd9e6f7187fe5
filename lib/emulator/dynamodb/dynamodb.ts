import type { VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import type { Random } from '../random';
import { isRecord } from '../records';
import { AwsError, notEmulated, type Account, type EmulatedService, type Operation } from '../service';
import { connectDynalite } from './dynalite-connection';
import { corrected, type TableFacts } from './tables';

type Input = Readonly<Record<string, unknown>>;

/** Operations that go to dynalite as they are. */
const ITEM_OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchWriteItem'] as const;

/** Members of CreateTable that dynalite does not know and that change nothing that can be seen here. */
const TABLE_SETTINGS: ReadonlySet<string> = new Set([
  'DeletionProtectionEnabled',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'Tags',
]);

/** What a DynamoDB needs. */
export interface DynamoDbProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
}

/**
 * DynamoDB: dynalite, which virtual time waits for. Tables cannot be deleted, and there are no transactions, streams
 * or backups.
 */
export function createDynamoDb({ clock, random, account }: DynamoDbProps): EmulatedService {
  const ask = connectDynalite();
  const tables = new Map<string, TableFacts>();
  const held = (operation: string, input: Input): Promise<Input> => clock.hold(() => ask(operation, input));

  const item =
    (operation: string): Operation =>
    (input: Input) => {
      const returnOnFailure = input['ReturnValuesOnConditionCheckFailure'];
      // dynalite would pass over it in silence, and the loser of a condition would miss the item it asked for.
      if (returnOnFailure !== undefined && returnOnFailure !== 'NONE') {
        throw notEmulated(`DynamoDB.${operation} with ReturnValuesOnConditionCheckFailure`);
      }
      return held(operation, input);
    };

  const factsOf = (input: Input): TableFacts => {
    const name = String(input['TableName']);
    const facts = tables.get(name);
    if (facts !== undefined) return facts;
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  };

  return {
    operations: {
      ...Object.fromEntries(ITEM_OPERATIONS.map((operation) => [operation, item(operation)])),
      ListTables: (input: Input) => held('ListTables', input),
      async CreateTable(input: Input) {
        const name = String(input['TableName']);
        if (isRecord(input['StreamSpecification']) && input['StreamSpecification']['StreamEnabled'] === true) {
          throw notEmulated('DynamoDB Streams');
        }
        const known = Object.entries(input).filter(([member]) => !TABLE_SETTINGS.has(member));
        const { accountId, region, partition = 'aws' } = account;
        return clock.hold(async () => {
          const { TableDescription: description } = await ask('CreateTable', Object.fromEntries(known));
          const facts: TableFacts = {
            arn: `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`,
            id: seededUuid(random),
            createdAt: clock.now() / 1000,
            deletionProtected: input['DeletionProtectionEnabled'] === true,
          };
          tables.set(name, facts);
          await untilActive(ask, name);
          return { TableDescription: corrected(description, facts) };
        });
      },
      async DescribeTable(input: Input) {
        const { Table: table } = await held('DescribeTable', input);
        return { Table: corrected(table, factsOf(input)) };
      },
      DescribeTimeToLive(input: Input) {
        factsOf(input);
        return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
      },
    },
  };
}

/** dynalite makes a table active a moment of real time later, which nobody in virtual time could wait for. */
async function untilActive(ask: ReturnType<typeof connectDynalite>, name: string): Promise<void> {
  for (;;) {
    const { Table: table } = await ask('DescribeTable', { TableName: name });
    if (isRecord(table) && table['TableStatus'] === 'ACTIVE') return;
  }
}
