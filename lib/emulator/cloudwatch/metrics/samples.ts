/** A value and how often it occurred. */
export type Weighted = readonly [value: number, count: number];

/** What CloudWatch keeps of the values of one period. */
export interface Samples {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Absent for a statistic set: then percentiles and the like cannot be computed. */
  readonly values?: readonly Weighted[];
}

/** Samples of single values; `undefined` if there are none. */
export function samplesOf(values: readonly Weighted[]): Samples | undefined {
  const present = values.filter(([, count]) => count > 0);
  if (present.length === 0) return undefined;
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [value, times] of present) {
    count += times;
    sum += value * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { count, sum, min, max, values: present };
}

/** Both together; single values survive only if both have them. */
export function mergeSamples(left: Samples, right: Samples): Samples {
  const merged = {
    count: left.count + right.count,
    sum: left.sum + right.sum,
    min: Math.min(left.min, right.min),
    max: Math.max(left.max, right.max),
  };
  if (left.values === undefined || right.values === undefined) return merged;
  return { ...merged, values: [...left.values, ...right.values] };
}
