import { endOf } from './ends';
import type { Violation } from './invariants';
import type { Point, Told } from './points';
import type { Ran } from './run-once';

/** A run to do: a flow and what goes wrong in it. */
export interface Job extends Told {
  readonly flow: string;
  /** Of the first fault of pairs: every other one is to strike while it is felt. */
  readonly first?: Pick<Point, 'at' | 'brief' | 'place'>;
  /** Of the same: only those whose class contains this text. @default all */
  readonly second?: string;
  /** Of a ride that is to be done: the points that it may strike, as indexes of the flow's. */
  readonly open?: readonly number[];
  /** What a ride has struck, or the pairs of which a second one is struck while the first is felt. */
  readonly parts?: readonly Told[];
}

/** What came of it, as the journal keeps it. */
export interface RunResult {
  readonly job: Job;
  readonly outcome: string;
  readonly violations: readonly Violation[];
  /** Of a ride: the points that it has struck, as indexes of the flow's. */
  readonly struck?: readonly number[];
  /** Of a first fault of pairs. */
  readonly followers?: Followers;
  /** The one fault of several that is enough to break the same rule. */
  readonly enough?: Job;
  /** From the first breach on record to verified traffic, seconds. */
  readonly toSafety?: number;
  /** Virtual seconds from the start to rest. */
  readonly seconds: number;
  /** How many of its runs ended where it was known how they go on. @default 0 */
  readonly short?: number;
}

/** What was done with a first fault of pairs. */
export interface Followers {
  /** How many classes of second ones can strike while it is felt. */
  readonly classes: number;
  /** How many of them were struck; the others had been, in a place that is alike, or as the same pair of classes in another flow. */
  readonly struck: number;
  readonly runs: number;
  /** What broke a rule that two faults did not break, in a run in which more of them lasted. */
  readonly tooMany: readonly string[];
  /** Keys of the places at which second ones were struck, and of the pairs of classes: they need not be again. */
  readonly known: readonly string[];
}

/** A job's identity in the journal. */
export function keyOf({ flow, faults, first, second = '' }: Job): string {
  return `${flow} ${JSON.stringify(faults)}${first === undefined ? '' : ` first ${second}`}`;
}

export function summarize(job: Job, ran: Ran, violations: readonly Violation[]): RunResult {
  const { release, last } = ran.record ?? {};
  const breachAt = release?.breach?.at ?? last?.breach?.at;
  const { outcome, restedAt, restoredAt } = endOf(ran);
  return {
    job,
    outcome,
    violations,
    ...(breachAt !== undefined && restoredAt !== undefined && { toSafety: Math.round((restoredAt - breachAt) / 1000) }),
    seconds: Math.round((restedAt - ran.startedAt) / 1000),
    ...(ran.known !== undefined && { short: 1 }),
  };
}
