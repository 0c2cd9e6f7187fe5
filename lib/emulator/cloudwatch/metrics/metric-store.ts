import { DAY, HOUR, MINUTE, SECOND, floorTo } from '../time';
import { mergeSamples, type Samples } from './samples';

/** What identifies a metric: every combination of dimensions is a metric of its own. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Equal periods one after the other; all times in milliseconds. */
export interface Grid {
  readonly start: number;
  readonly period: number;
  readonly count: number;
  /** Data from here on is left out. @default the end of the last period */
  readonly end?: number;
}

/** Data as it is written. */
export interface Measurement {
  readonly timestamp: number;
  /** Reads before this do not see it. */
  readonly visibleAt: number;
  readonly unit: string;
  readonly storageResolution: 1 | 60;
  readonly samples: Samples;
}

/** The data of one metric on a grid. */
export interface Reading {
  readonly periods: readonly (Samples | undefined)[];
  /** All units found, sorted; only the first one's data is returned. */
  readonly units: readonly string[];
}

interface StoredMetric {
  readonly identity: MetricIdentity;
  /** Sorted by timestamp. */
  readonly entries: Measurement[];
}

/** One text per metric, whatever the order of its dimensions. */
export function metricKey({ namespace, name, dimensions }: MetricIdentity): string {
  const sorted = Object.entries(dimensions).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, ...sorted]);
}

/** All metrics of an account and Region. */
export class MetricStore {
  readonly #metrics = new Map<string, StoredMetric>();

  put(identity: MetricIdentity, measurement: Measurement): void {
    const key = metricKey(identity);
    let metric = this.#metrics.get(key);
    if (metric === undefined) {
      metric = { identity, entries: [] };
      this.#metrics.set(key, metric);
    }
    const resolution = measurement.storageResolution * SECOND;
    const entry = { ...measurement, timestamp: floorTo(measurement.timestamp, resolution) };
    const { entries } = metric;
    const index = firstAtOrAfter(entries, entry.timestamp + 1);
    const before = entries[index - 1];
    if (before !== undefined && belongTogether(before, entry)) {
      entries[index - 1] = { ...before, samples: mergeSamples(before.samples, entry.samples) };
    } else {
      entries.splice(index, 0, entry);
    }
  }

  /** Data of a metric that is visible at `now`; without `unit`, the first unit found. */
  read(key: string, unit: string | undefined, grid: Grid, now: number): Reading {
    const entries = this.#metrics.get(key)?.entries ?? [];
    const end = Math.min(grid.end ?? Number.POSITIVE_INFINITY, grid.start + grid.period * grid.count);
    const from = Math.max(grid.start, now - retention(grid.period));
    const found: Measurement[] = [];
    for (let index = firstAtOrAfter(entries, from); index < entries.length; index++) {
      const entry = entries[index];
      if (entry === undefined || entry.timestamp >= end) break;
      if (entry.visibleAt <= now && (unit === undefined || entry.unit === unit)) found.push(entry);
    }
    const units = [...new Set(found.map((entry) => entry.unit))].toSorted();
    const periods: (Samples | undefined)[] = Array.from({ length: grid.count });
    for (const entry of found) {
      if (entry.unit !== units[0]) continue;
      const index = Math.floor((entry.timestamp - grid.start) / grid.period);
      const before = periods[index];
      periods[index] = before === undefined ? entry.samples : mergeSamples(before, entry.samples);
    }
    return { periods, units };
  }

  /** The metrics with visible data since `since`, in the order of their first data. */
  list(since: number, now: number): readonly MetricIdentity[] {
    return [...this.#metrics.values()]
      .filter(({ entries }) => entries.some((entry) => entry.timestamp >= since && entry.visibleAt <= now))
      .map(({ identity }) => identity);
  }
}

function belongTogether(left: Measurement, right: Measurement): boolean {
  return (
    left.timestamp === right.timestamp &&
    left.unit === right.unit &&
    left.visibleAt === right.visibleAt &&
    left.storageResolution === right.storageResolution
  );
}

/** Index of the first entry at or after `time`. */
function firstAtOrAfter(entries: readonly Measurement[], time: number): number {
  const last = entries.at(-1);
  if (last === undefined || last.timestamp < time) return entries.length;
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.timestamp ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How long data can be read at a period: the older it is, the coarser it is kept. */
function retention(period: number): number {
  if (period < MINUTE) return 3 * HOUR;
  if (period % (5 * MINUTE) !== 0) return 15 * DAY;
  if (period % HOUR !== 0) return 63 * DAY;
  return 455 * DAY;
}
