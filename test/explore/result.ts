import type { Violation } from './invariants';
import type { Point } from './points';
import type { Ran } from './run-once';

/** A run to do: a flow and what goes wrong in it. */
export interface Job extends Omit<Point, 'place' | 'like' | 'brief'> {
  readonly flow: string;
  /** Of a ride that is to be done: the points that it may strike, as indexes of the flow's. */
  readonly open?: readonly number[];
  /** The two points of a pair, or all that a ride has struck. */
  readonly parts?: readonly Omit<Point, 'place' | 'like' | 'brief'>[];
}

/** What came of it, as the journal keeps it. */
export interface RunResult {
  readonly job: Job;
  readonly outcome: string;
  readonly violations: readonly Violation[];
  /** Of a ride: the points that it has struck, as indexes of the flow's. */
  readonly struck?: readonly number[];
  /** The one fault of several that is enough to break the same rule. */
  readonly enough?: Job;
  /** From the first breach on record to verified traffic, seconds. */
  readonly toSafety?: number;
  /** Virtual seconds from the start to rest. */
  readonly seconds: number;
}

/** A job's identity in the journal. */
export function keyOf({ flow, faults }: Job): string {
  return `${flow} ${JSON.stringify(faults)}`;
}

export function summarize(job: Job, ran: Ran, violations: readonly Violation[]): RunResult {
  const { release, last } = ran.record ?? {};
  const breachAt = release?.breach?.at ?? last?.breach?.at;
  const restoredAt = release?.restoredAt ?? last?.restoredAt;
  return {
    job,
    outcome: release === undefined ? (last?.outcome ?? 'never opened') : release.stage,
    violations,
    ...(breachAt !== undefined && restoredAt !== undefined && { toSafety: Math.round((restoredAt - breachAt) / 1000) }),
    seconds: Math.round(((ran.restedAt ?? ran.stage.emulator.clock.now()) - ran.startedAt) / 1000),
  };
}
