import type { EventType } from './events';

/** One line of the audit trail: what was about to be done or was found, by whom and why. */
export interface AuditEntry {
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly release: number;
  readonly epoch: number;
  /** Execution ARN, or the person as reported. */
  readonly actor: string;
  /** Set when the entry is also an event on the bus. */
  readonly event?: EventType;
  /** What happened, in a word or two, e.g. `shift traffic`. */
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Identity of the step that wrote it; a retry finds its own entry and adds none. */
  readonly key: string;
  readonly previousHash: string;
  /** SHA-256 of `previousHash` and the canonical JSON of everything else. */
  readonly hash: string;
}

/** The end of the chain, kept with the record so that two writers cannot fork it. */
export interface AuditTrail {
  /** Hash and sequence of the newest entry. */
  readonly head: string;
  readonly sequence: number;
  /** Entries that may not be in the chain yet, oldest first. */
  readonly outbox: readonly AuditEntry[];
}

/** SHA-256 of a text in UTF-8, as lower-case hexadecimal. */
export type Digest = (text: string) => string;

export const EMPTY_TRAIL: AuditTrail = { head: '', sequence: 0, outbox: [] };

/** JSON with sorted keys and no white space, so that equal values have equal texts; `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export type NewEntry = Omit<AuditEntry, 'sequence' | 'previousHash' | 'hash'>;

/** The trail with one more entry; unchanged if the newest entries already hold one with this key. */
export function append(trail: AuditTrail, entry: NewEntry, digest: Digest): AuditTrail {
  if (trail.outbox.some(({ key }) => key === entry.key)) return trail;
  const sequence = trail.sequence + 1;
  const body = { ...entry, sequence, previousHash: trail.head };
  const hash = digest(trail.head + canonicalJson(body));
  return { head: hash, sequence, outbox: [...trail.outbox, { ...body, hash }] };
}

/** Most entries that wait in a record for a bus that refuses their events: an item of the table may have 400 kB. */
export const OUTBOX = 50;

/** How far a trail has been told. */
export interface Told {
  /** Entries up to this sequence are in the chain. */
  readonly chained: number;
  /** Events of the entries up to this sequence are out. */
  readonly flushed: number;
}

/**
 * The trail without what need not wait any more: it is in the chain, and is no event or its event is out. Of events that nobody takes
 * the oldest are given up, once they are in the chain; an entry that is not is kept, whatever its number.
 */
export function prune(trail: AuditTrail, { chained, flushed }: Told): AuditTrail {
  const waiting = trail.outbox.filter(
    ({ sequence, event }) => sequence > chained || (event !== undefined && sequence > flushed),
  );
  const surplus = waiting.length - OUTBOX;
  return { ...trail, outbox: waiting.filter(({ sequence }, index) => index >= surplus || sequence > chained) };
}

/**
 * Checks a chain from its first entry; `head` is the record's, without which a cut-off end cannot be seen.
 * Returns the first fault found, or `undefined` for an unbroken chain.
 */
export function findFault(
  entries: readonly AuditEntry[],
  digest: Digest,
  head?: Pick<AuditTrail, 'head' | 'sequence'>,
): string | undefined {
  let previousHash = '';
  let expected = 1;
  for (const { hash, ...body } of entries) {
    if (body.sequence !== expected) return `entry ${expected} is missing or out of order: found entry ${body.sequence}`;
    if (body.previousHash !== previousHash) return `entry ${expected} does not follow from the entry before it`;
    if (digest(previousHash + canonicalJson(body)) !== hash) return `entry ${expected} was altered`;
    previousHash = hash;
    expected++;
  }
  if (head !== undefined && (head.sequence !== expected - 1 || head.head !== previousHash)) {
    return `the chain ends at entry ${expected - 1}, but ${head.sequence} were written`;
  }
  return undefined;
}
