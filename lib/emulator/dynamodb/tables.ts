import { isRecord } from '../records';

/** What dynalite leaves to chance or to the real clock, as the emulator tells it. */
export interface TableFacts {
  readonly arn: string;
  readonly id: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly deletionProtected: boolean;
}

/** A table's description with the facts put right. */
export function corrected(description: unknown, facts: TableFacts): Record<string, unknown> {
  const table = isRecord(description) ? description : {};
  return {
    ...table,
    TableArn: facts.arn,
    TableId: facts.id,
    CreationDateTime: facts.createdAt,
    DeletionProtectionEnabled: facts.deletionProtected,
    ...billing(table['BillingModeSummary'], facts),
    ...indexes('GlobalSecondaryIndexes', table, facts),
    ...indexes('LocalSecondaryIndexes', table, facts),
  };
}

function billing(summary: unknown, facts: TableFacts): Record<string, unknown> {
  if (!isRecord(summary)) return {};
  return { BillingModeSummary: { ...summary, LastUpdateToPayPerRequestDateTime: facts.createdAt } };
}

function indexes(member: string, table: Readonly<Record<string, unknown>>, facts: TableFacts): Record<string, unknown> {
  const list = table[member];
  if (!Array.isArray(list)) return {};
  return {
    [member]: list.filter(isRecord).map((index) => ({
      ...index,
      IndexArn: `${facts.arn}/index/${String(index['IndexName'])}`,
    })),
  };
}
