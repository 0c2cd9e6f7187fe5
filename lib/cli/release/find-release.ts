import type { EndedRelease, EndpointRecord, Release } from '../../domain/release/release';
import type { Account } from '../account/account';
import { formatReference, type Reference } from './reference';

/** A release that is under way, one that has ended, or one that was refused before it began. */
export type Found =
  | { readonly kind: 'live'; readonly endpoint: string; readonly record: EndpointRecord; readonly release: Release }
  | { readonly kind: 'ended'; readonly endpoint: string; readonly ended: EndedRelease }
  | { readonly kind: 'refused'; readonly endpoint: string; readonly number: number; readonly reason: string };

/** Finds a release; throws where there is none. */
export async function findRelease(
  account: Account,
  { endpoint, number }: Reference,
  known?: EndpointRecord,
): Promise<Found> {
  const record = known ?? (await account.read(endpoint));
  if (record === undefined) {
    throw new Error(
      `${endpoint} has never had a release by stack ${account.stack}; \`rollouts list\` shows those that had`,
    );
  }
  const { release, last } = record;
  if (release !== undefined && (number ?? release.number) === release.number) {
    return { kind: 'live', endpoint, record, release };
  }
  const wanted = number ?? record.number;
  if (last?.number === wanted) return { kind: 'ended', endpoint, ended: last };
  const ended = await account.archive.ended(endpoint, wanted);
  if (ended !== undefined) return { kind: 'ended', endpoint, ended };
  const reason = await refusalOf(account, endpoint, wanted);
  if (reason !== undefined) return { kind: 'refused', endpoint, number: wanted, reason };
  throw new Error(
    `there is no release ${formatReference(endpoint, wanted)}; the newest is ${formatReference(endpoint, record.number)}`,
  );
}

/** A refusal leaves nothing behind but its line in the audit trail. */
async function refusalOf({ archive, read }: Account, endpoint: string, number: number): Promise<string | undefined> {
  const waiting = (await read(endpoint))?.audit.outbox ?? [];
  const entries = [...(await archive.chain(endpoint)), ...waiting];
  const refusal = entries.find(({ release, action }) => release === number && action === 'refuse');
  return refusal === undefined ? undefined : String(refusal.detail['reason']);
}
