import type { Weighted } from './samples';

/** A range of ranks (percent) or of values; open ends are infinite. Values: low excluded, high included. */
export interface Bounds {
  readonly by: 'share' | 'value';
  readonly low: number;
  readonly high: number;
}

type Sorted = readonly Weighted[];

function total(sorted: Sorted): number {
  return sorted.reduce((sum, [, count]) => sum + count, 0);
}

/** The smallest value that at least `share` percent of the values do not exceed. */
export function percentile(sorted: Sorted, share: number): number | undefined {
  // The tolerance keeps 99 % of 100 values at rank 99 in spite of binary fractions.
  const rank = Math.max(1, Math.ceil((share / 100) * total(sorted) - 1e-9));
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return sorted.at(-1)?.[0];
}

interface Part {
  readonly count: number;
  readonly sum: number;
}

/** Count and sum of the values inside the bounds. A count can be a fraction: a share may cut through a value. */
export function trimmed(sorted: Sorted, bounds: Bounds): Part {
  const weights = bounds.by === 'value' ? weightsByValue(sorted, bounds) : weightsByShare(sorted, bounds);
  let count = 0;
  let sum = 0;
  sorted.forEach(([value], index) => {
    const weight = weights[index] ?? 0;
    count += weight;
    sum += value * weight;
  });
  return { count, sum };
}

function weightsByValue(sorted: Sorted, { low, high }: Bounds): readonly number[] {
  return sorted.map(([value, count]) => (value > low && value <= high ? count : 0));
}

function weightsByShare(sorted: Sorted, bounds: Bounds): readonly number[] {
  const { from, to } = ranks(total(sorted), bounds);
  let seen = 0;
  return sorted.map(([, count]) => {
    const start = seen;
    seen += count;
    return Math.max(0, Math.min(seen, to) - Math.max(start, from));
  });
}

function ranks(count: number, { low, high }: Bounds): { from: number; to: number } {
  return { from: (count * Math.max(0, low)) / 100, to: (count * Math.min(100, high)) / 100 };
}

/** The mean with the values outside the bounds moved to the nearer bound. */
export function winsorizedMean(sorted: Sorted, bounds: Bounds): number {
  const count = total(sorted);
  if (bounds.by === 'value') {
    const moved = sorted.map(([value, times]) => Math.min(Math.max(value, bounds.low), bounds.high) * times);
    return moved.reduce((sum, each) => sum + each, 0) / count;
  }
  const { from, to } = ranks(count, bounds);
  const low = percentile(sorted, (100 * from) / count) ?? 0;
  const high = percentile(sorted, (100 * to) / count) ?? 0;
  return (trimmed(sorted, bounds).sum + low * from + high * (count - to)) / count;
}

/** Percent of the values inside the bounds. */
export function percentileRank(sorted: Sorted, bounds: Bounds): number {
  return (100 * trimmed(sorted, bounds).count) / total(sorted);
}
