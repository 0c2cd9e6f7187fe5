import type { Random } from '../../random';
import type { LatencyProfile } from '../workload';
import { normalQuantile } from './normal-quantile';

/** Values in whole microseconds with how often each occurred. */
export type Histogram = (readonly [value: number, count: number])[];

/** Standard normal quantile of 0.99. */
const Z99 = 2.3263478740408408;

/** Up to here every request gets a value of its own. */
const EXACT_UP_TO = 60;

/** Expected occurrences from which the normal approximation of a binomial is good enough for a bucket. */
const NORMAL_FROM = 16;

/** Buckets of probability: coarse in the middle, finer towards the tail; p50, p90, p95 and p99 are edges with near neighbours. */
const FINE_BUCKETS = buckets([
  [0, 0.88, 22],
  [0.88, 0.92, 2],
  [0.92, 0.98, 6],
  [0.98, 0.988, 2],
  [0.988, 0.992, 2],
  [0.992, 0.999, 4],
  [0.999, 0.9999, 4],
  [0.9999, 1, 1],
]);

/** For metrics of which nobody reads percentiles. */
export const COARSE_BUCKETS = buckets([
  [0, 0.9, 3],
  [0.9, 1, 2],
]);

interface Bucket {
  /** Standard normal quantile of the bucket's middle. */
  readonly middle: number;
  /** Chance of falling into this bucket for a request that is in none of those before. */
  readonly chance: number;
}

function buckets(parts: readonly (readonly [from: number, to: number, count: number])[]): readonly Bucket[] {
  return parts.flatMap(([from, to, count]) =>
    Array.from({ length: count }, (_, index) => {
      const width = (to - from) / count;
      const start = from + index * width;
      return { middle: normalQuantile(start + width / 2), chance: Math.min(1, width / (1 - start)) };
    }),
  );
}

/** One latency, in seconds. */
export function drawLatency(random: Random, profile: LatencyProfile): number {
  return profile.p50 * Math.exp(spread(profile) * random.normal());
}

/**
 * `n` latencies from the log-normal distribution through p50 and p99. A large `n` costs no more than the buckets:
 * how many requests fall into each bucket is drawn, and its middle stands for all of them. That it is always the same
 * value matters: what is above any limit is then drawn like single requests, not in clumps of a bucket's size.
 */
export function drawLatencies(
  random: Random,
  n: number,
  profile: LatencyProfile,
  into: readonly Bucket[] = FINE_BUCKETS,
): Histogram {
  const sigma = spread(profile);
  if (sigma === 0) return n > 0 ? [[micros(profile.p50), n]] : [];
  if (n <= Math.min(EXACT_UP_TO, 2 * into.length)) {
    return Array.from({ length: n }, () => [micros(drawLatency(random, profile)), 1] as const);
  }
  const histogram: Histogram = [];
  let left = n;
  for (const { middle, chance } of into) {
    const count = chance === 1 ? left : drawCount(random, left, chance);
    if (count === 0) continue;
    left -= count;
    histogram.push([micros(profile.p50 * Math.exp(sigma * middle)), count]);
  }
  return histogram;
}

function spread({ p50, p99 }: LatencyProfile): number {
  return p99 > p50 && p50 > 0 ? Math.log(p99 / p50) / Z99 : 0;
}

function micros(seconds: number): number {
  return Math.round(seconds * 1e6);
}

function drawCount(random: Random, n: number, p: number): number {
  const mean = n * p;
  if (mean < NORMAL_FROM) return random.binomial(n, p);
  return Math.min(n, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - p)) * random.normal())));
}
