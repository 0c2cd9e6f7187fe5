import type { AuditEntry } from '../../domain/release/audit';
import type { EndpointRecord } from '../../domain/release/release';
import type { Account } from '../account/account';

/** The audit entries of an endpoint from a sequence number on: those in the chain, and those on their way there. */
export async function entriesFrom(
  account: Account,
  endpoint: string,
  { from, known }: { readonly from: number; readonly known?: EndpointRecord | undefined },
): Promise<readonly AuditEntry[]> {
  // The record first: what leaves its outbox in between is in the chain by then.
  const record = known ?? (await account.read(endpoint));
  if (record === undefined || record.audit.sequence < from) return [];
  const chain = await account.archive.chain(endpoint, from);
  const last = chain.at(-1)?.sequence ?? from - 1;
  return [...chain, ...record.audit.outbox.filter(({ sequence }) => sequence > last)];
}

/** The entries of one release. */
export async function entriesOf(account: Account, endpoint: string, release: number): Promise<readonly AuditEntry[]> {
  return (await entriesFrom(account, endpoint, { from: 1 })).filter((entry) => entry.release === release);
}

/** ARNs of the executions that have worked for a release, in the order of their first entries. */
export function executionsOf(entries: readonly AuditEntry[]): readonly string[] {
  const actors = entries.map(({ key, actor }) => [key.split(' ')[0] ?? '', actor]).flat();
  return [...new Set(actors.filter((actor) => actor.startsWith('arn:') && actor.includes(':execution:')))];
}
