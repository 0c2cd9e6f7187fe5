import { EMPTY_TRAIL, type Told } from './audit';
import type { Strategy } from '../blueprint/blueprint';
import { STEP_RETRIES, TELLING } from '../bounds';
import type { Claim, EndedRelease, EndpointRecord, Release, Telling } from './release';

/** Who wants an endpoint, and for what. */
export interface Opening {
  readonly endpoint: string;
  readonly id: string;
  readonly strategy: Strategy;
  /** ARN of the execution. */
  readonly execution: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When the execution was started, epoch milliseconds. */
  readonly askedAt?: number;
}

/** The record with a new release on it, or the release that holds the endpoint already. */
export type ClaimAnswer =
  | { readonly kind: 'claimed' | 'mine'; readonly record: EndpointRecord }
  | { readonly kind: 'taken'; readonly record: EndpointRecord; readonly by: Release }
  /** The release that this visit began has ended already: somebody has taken it back. */
  | { readonly kind: 'over'; readonly ended: EndedRelease };

/** Claims an endpoint. A claim that is ours already (a lost answer) counts as done. `enteredAt` is when the visit began. */
export function claimEndpoint(record: EndpointRecord | undefined, opening: Opening, enteredAt = 0): ClaimAnswer {
  const live = record?.release;
  if (record !== undefined && live !== undefined) {
    return live.owner === opening.execution ? { kind: 'mine', record } : { kind: 'taken', record, by: live };
  }
  const { last } = record ?? {};
  if (last?.execution === opening.execution && last.startedAt >= enteredAt) return { kind: 'over', ended: last };
  const number = (record?.number ?? 0) + 1;
  const { refused: _, ...before } = record ?? { endpoint: opening.endpoint, revision: 0, epoch: 0, audit: EMPTY_TRAIL };
  return {
    kind: 'claimed',
    record: {
      ...before,
      number,
      epoch: (record?.epoch ?? 0) + 1,
      release: newRelease(number, opening),
    },
  };
}

/** A release that has claimed its endpoint and planned nothing yet. */
export function newRelease(number: number, opening: Omit<Opening, 'endpoint'>): Release {
  return {
    number,
    id: opening.id,
    strategy: opening.strategy,
    owner: opening.execution,
    execution: opening.execution,
    startedAt: opening.at,
    ...(opening.askedAt !== undefined && { askedAt: opening.askedAt }),
    dueBy: opening.at + STEP_RETRIES * 1000,
    stage: 'opening',
    phase: -1,
    phases: [],
    evidence: {},
    alarms: [],
    finalizeAttempts: 0,
    rescues: 0,
    remarks: [],
  };
}

/** Number of the release that a record is about: the live one, or else the one that ended last. */
export function numberIn({ release, last, number }: EndpointRecord): number {
  return (release ?? last)?.number ?? number;
}

/**
 * When the next sign of life is due of a release whose way back has failed, once everybody was told: a person goes on. Epoch
 * milliseconds, the last that a date can have.
 */
export const NEVER = 8.64e15;

/** Who has an endpoint in hand: the owner of its live release, or whoever is yet to tell of its last end. */
export function ownershipIn({ release, telling }: EndpointRecord): Telling | undefined {
  return release ?? telling;
}

/** Who is to tell of the last end at a time, epoch milliseconds; what could not be told for a day is left to the next release. */
export function tellingAt({ release, telling, last }: EndpointRecord, now: number): Telling | undefined {
  const isOver = last === undefined || now >= last.endedAt + TELLING * 1000;
  return release !== undefined || isOver ? undefined : telling;
}

/** The claim by which the owner of `record`'s release proves itself. */
export function claimOf(record: EndpointRecord, told: Told = { chained: 0, flushed: 0 }): Claim {
  return {
    endpoint: record.endpoint,
    release: numberIn(record),
    epoch: record.epoch,
    revision: record.revision,
    ...told,
  };
}

/** How far a claim's trail has been told. */
export function toldOf({ flushed, chained = flushed }: Claim): Told {
  return { chained, flushed };
}
