import { createHash } from 'node:crypto';
import { append, prune } from '../../lib/domain/release/audit';
import { claimOf, numberIn, toldOf } from '../../lib/domain/release/claims';
import { Fenced, RecordContended, TrailIncomplete } from '../../lib/domain/errors';
import { toEvent } from '../../lib/domain/release/events';
import type { Note } from '../../lib/domain/release/notes';
import type { Claim, EndpointRecord, Release, Step } from '../../lib/domain/release/release';
import { countWaiting } from '../../lib/domain/release/waiting';
import type { LedgerPorts, RecordPorts } from './ports';

/** Attempts to write a record that others write too; each lost race means that somebody else got through. */
const ATTEMPTS = 5;

/** What a step carries in: its claim, and who it is. */
export interface StepInput {
  readonly claim: Claim;
  readonly step: Step;
}

/** What a step hands on: its claim, renewed, where to go, and how long to wait there (seconds). */
export interface StepOutput<Next extends string> {
  readonly claim: Claim;
  readonly next: Next;
  readonly wait: number;
}

/** A change of the live release, and what the audit trail says of it. */
export interface Change {
  readonly release: Release;
  readonly notes?: readonly Note[];
}

/** The record after a step has renewed its claim. */
export interface Renewed {
  readonly claim: Claim;
  readonly record: EndpointRecord;
  readonly release: Release;
}

/**
 * The fence: one conditional write that proves that the claim is current, applies a change and writes what is about
 * to be done into the audit trail. `change` may run more than once and sees the record as it is then.
 * `known` saves the read where the caller has just been given the record.
 */
export async function renew(
  { store, clock }: RecordPorts,
  { claim, step }: StepInput,
  change: (release: Release, now: number, record: EndpointRecord) => Change,
  known?: EndpointRecord,
): Promise<Renewed> {
  let record = known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    record ??= await store.read(claim.endpoint);
    const owned = requireOwned(record, claim);
    const now = clock();
    const { release: changed, notes = [] } = change(owned.release, now, owned.record);
    const release = countWaiting(owned.release, changed, now);
    // A hold whose step has ended has no token any more.
    const { holdToken: _, ...rest } = owned.record;
    const pruned = { ...rest, audit: prune(rest.audit, toldOf(claim)), release };
    const next = annotate(pruned, step, now, notes);
    if (await store.swap(next, owned.record.revision)) {
      const written = { ...next, revision: owned.record.revision + 1 };
      return { claim: claimOf(written, toldOf(claim)), record: written, release };
    }
    record = undefined;
  }
  throw new RecordContended(claim.endpoint, ATTEMPTS);
}

/** The record and its live release, if the claim is current; else `Fenced`. */
export function requireOwned(
  record: EndpointRecord | undefined,
  claim: Claim,
): { readonly record: EndpointRecord; readonly release: Release } {
  const release = record?.release;
  if (record === undefined || release === undefined || record.epoch !== claim.epoch) {
    throw new Fenced(claim.endpoint, claim.epoch, record?.epoch ?? 0);
  }
  return { record, release };
}

/** Which visit of which state this is; the same for every attempt at it. */
export function visitOf({ execution, name, enteredAt }: Step): string {
  return `${execution} ${name} ${enteredAt}`;
}

/** The record with entries of a step in its audit trail; a repeated step adds none. */
export function annotate(record: EndpointRecord, step: Step, at: number, notes: readonly Note[]): EndpointRecord {
  const audit = notes.reduce(
    (trail, { action, event, detail, actor }) =>
      append(
        trail,
        {
          at,
          release: numberIn(record),
          epoch: record.epoch,
          actor: actor ?? step.execution,
          action,
          detail,
          key: `${visitOf(step)} ${action}`,
          ...(event !== undefined && { event }),
        },
        sha256,
      ),
    record.audit,
  );
  return { ...record, audit };
}

/**
 * Keeps the last end in the history, where that may not have been done yet: the record has it until the next release ends, and
 * whoever wrote it down may not come back before a next one begins.
 */
export async function keepLast(
  { store }: Pick<RecordPorts, 'store'>,
  { endpoint, last, telling }: EndpointRecord,
): Promise<void> {
  if (last !== undefined && telling !== undefined) await store.addToHistory(endpoint, last);
}

/** Events that one step sends: what one call takes. A backlog leaves by and by, and no step waits for a bus that is deaf. */
const EVENTS_A_STEP = 10;

/**
 * Brings the audit entries that wait in the record to the chain, and their events to the bus. What cannot be delivered
 * now waits for the next step; so a bus or a table that refuses for a while holds up no release and loses nothing.
 */
export async function flush(
  { store, events }: Pick<LedgerPorts, 'store' | 'events'>,
  claim: Claim,
  record: EndpointRecord,
): Promise<Claim> {
  const { outbox, sequence: newest } = record.audit;
  const { chained, flushed } = toldOf(claim);
  const unsent = outbox.filter(({ sequence, event }) => sequence > flushed && event !== undefined);
  const due = unsent.slice(0, EVENTS_A_STEP);
  let told = claim;
  try {
    const unchained = outbox.filter(({ sequence }) => sequence > chained);
    if (unchained.length > 0) await store.addToChain(claim.endpoint, unchained);
    told = { ...claim, chained: newest };
    const lost =
      due.length === 0 ? [] : await events.emit(due.flatMap((entry) => toEvent(claim.endpoint, entry) ?? []));
    if (lost.length > 0) return told;
  } catch (error) {
    console.warn(JSON.stringify({ message: 'the audit trail waits for the next step', error: String(error) }));
    return told;
  }
  return { ...told, flushed: due.length < unsent.length ? (due.at(-1)?.sequence ?? flushed) : newest };
}

/**
 * The same where no later step of the release follows: all of it, and what cannot be delivered is thrown, so that the step is tried
 * again. From `until` on it is left in the record for the next release: a bus that is deaf for so long is no failure of this one.
 */
export async function flushLast(
  ports: Pick<LedgerPorts, 'store' | 'events' | 'clock'>,
  claim: Claim,
  { record, until }: { readonly record: EndpointRecord; readonly until: number },
): Promise<Claim> {
  let before = claim;
  let told = await flush(ports, claim, record);
  while (told.flushed > before.flushed && told.flushed < record.audit.sequence) {
    before = told;
    told = await flush(ports, told, record);
  }
  if (told.flushed < record.audit.sequence && ports.clock() < until) throw new TrailIncomplete(claim.endpoint);
  return told;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
