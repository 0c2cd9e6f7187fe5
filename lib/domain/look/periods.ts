import { LATEST_DATA, PERIOD, SILENT_PERIODS } from '../bounds';
import type { Heard, Release } from '../release/release';
import type { Reading } from '../sentinels/readings';
import type { KpiVerdict } from './judge';

const PERIOD_MS = PERIOD * 1000;

/** The complete periods that a look at `now` reads: all that some KPI has not counted yet. */
export function unreadPeriods(release: Release, now: number): { readonly from: number; readonly to: number } {
  return { from: release.judgedUntil ?? firstPeriod(release), to: completeUntil(now) };
}

/**
 * Of what a look has read up to `to`, the periods to count now: those that no look has counted and in which every variant that
 * the KPI is about has data. Of the others data may still be on their way; after a while they are counted as they are. A
 * period is counted once, however often a look is repeated: the release that it is counted into says which ones are.
 */
export function takePeriods(
  release: Release,
  readings: readonly Reading[],
  to: number,
): { readonly release: Release; readonly readings: readonly Reading[] } {
  const kpis = [...new Set(readings.map(({ kpi }) => kpi))];
  if (kpis.length === 0) return { release, readings: [] };
  const taken = kpis.map((name) => {
    const arms = readings.filter(({ kpi }) => kpi === name);
    return { name, arms, ...take(heardOf(release, name), arms, to) };
  });
  const judgedUntil = Math.min(...taken.map(({ heard }) => heard.until));
  const heard = Object.fromEntries(taken.map((kpi) => [kpi.name, kpi.heard]));
  const due = taken.flatMap(({ arms, isDue }) =>
    arms.map((arm) => ({ ...arm, counts: arm.counts.filter(isDue), values: arm.values.filter(isDue) })),
  );
  return { release: { ...release, judgedUntil, heard }, readings: due };
}

/** Verdicts of which none is a pass that rests on data long past: no data is inconclusive, never healthy. */
export function stillHeard(release: Release, verdicts: readonly KpiVerdict[], now: number): readonly KpiVerdict[] {
  return verdicts.map((verdict) => {
    const heard = release.heard?.[verdict.kpi];
    const silent = verdict.verdict === 'pass' && heard !== undefined && describeSilence(release, heard, now);
    return silent ? { ...verdict, verdict: 'inconclusive', reason: `${verdict.reason}; ${silent}` } : verdict;
  });
}

/** That a KPI is silent, where at its pace before too many periods should have had data since. */
function describeSilence(release: Release, { last, periods }: Heard, now: number): string | undefined {
  if (last === undefined) return undefined;
  const before = (last - firstPeriod(release)) / PERIOD_MS;
  const since = (completeUntil(now) - last) / PERIOD_MS;
  const missed = (since * periods) / before;
  if (missed < Math.min(SILENT_PERIODS.enough, Math.max(SILENT_PERIODS.least, periods))) return undefined;
  const at = `${new Date(last).toISOString().slice(0, 16)}Z`;
  return `no data for the last ${since} min (since ${at}), after data in ${periods} of ${before} min`;
}

function take(before: Heard, arms: readonly Reading[], to: number) {
  const [first = [], ...others] = arms.map(({ counts, values }) => [...counts, ...values].map(({ start }) => start));
  const isNew = (start: number) => start >= before.until && start < to && !before.ahead.includes(start);
  const complete = first.filter((start) => isNew(start) && others.every((starts) => starts.includes(start)));
  const givenUp = to - LATEST_DATA * 1000;
  const counted = [...before.ahead, ...complete];
  let until = Math.max(before.until, givenUp);
  while (counted.includes(until)) until += PERIOD_MS;
  const last = Math.max(before.last ?? 0, ...complete.map((start) => start + PERIOD_MS));
  const heard: Heard = {
    until,
    ahead: counted.filter((start) => start > until),
    periods: before.periods + complete.length,
    ...(last > 0 && { last }),
  };
  const isDue = ({ start }: { readonly start: number }) =>
    isNew(start) && (start < givenUp || complete.includes(start));
  return { heard, isDue };
}

function heardOf(release: Release, kpi: string): Heard {
  return release.heard?.[kpi] ?? { until: release.judgedUntil ?? firstPeriod(release), ahead: [], periods: 0 };
}

/** The first full period after the weights were verified. */
function firstPeriod({ bakeFrom = 0 }: Release): number {
  return Math.ceil(bakeFrom / PERIOD_MS) * PERIOD_MS;
}

/** The end of the last period that has had one more for its late data points. */
function completeUntil(now: number): number {
  return Math.floor((now - PERIOD_MS) / PERIOD_MS) * PERIOD_MS;
}
