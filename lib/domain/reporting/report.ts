import { type Figures, figuresOf, type Reported } from './figures';

/** The numbers of a window beside those of the window before, overall and by endpoint. Times are RFC 3339. */
export interface Report {
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  readonly overall: Compared;
  readonly endpoints: Readonly<Record<string, Compared>>;
  /** Releases that ended in the window, the oldest first. */
  readonly releases: readonly ReleaseLine[];
}

/** A window and the one of the same length before it. */
export interface Compared {
  readonly now: Figures;
  readonly before: Figures;
}

/** One release of a report. */
export interface ReleaseLine {
  readonly endpoint: string;
  readonly number: number;
  readonly id: string;
  readonly outcome: string;
  readonly reason: string;
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly waitingSeconds: number;
}

/** Reports on the releases that ended in [from, to), epoch milliseconds; `releases` reach back to the window before. */
export function reportOf(releases: readonly Reported[], from: number, to: number): Report {
  const before = from - (to - from);
  const compare = (some: readonly Reported[]): Compared => ({
    now: figuresOf(some, from, to),
    before: figuresOf(some, before, from),
  });
  const names = [...new Set(releases.map(({ endpoint }) => endpoint))].toSorted();
  return {
    version: 1,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    overall: compare(releases),
    endpoints: Object.fromEntries(
      names.map((name) => [name, compare(releases.filter(({ endpoint }) => endpoint === name))]),
    ),
    releases: releases
      .filter(({ endedAt }) => endedAt >= from && endedAt < to)
      .toSorted((a, b) => a.endedAt - b.endedAt)
      .map(lineOf),
  };
}

function lineOf({
  endpoint,
  number,
  id,
  outcome,
  reason,
  startedAt,
  endedAt,
  waitedSeconds = 0,
}: Reported): ReleaseLine {
  return {
    endpoint,
    number,
    id,
    outcome,
    reason,
    endedAt: new Date(endedAt).toISOString(),
    durationSeconds: Math.round((endedAt - startedAt) / 1000),
    waitingSeconds: Math.round(waitedSeconds),
  };
}
