import type { Random } from '../../random';
import type { LatencyProfile } from '../workload';

/** Values in whole microseconds with how often each occurred. */
export type Histogram = (readonly [value: number, count: number])[];

/** Standard normal quantile of 0.99. */
const Z99 = 2.3263478740408408;

/** Up to here every request gets a value of its own. */
const EXACT_UP_TO = 60;

/** Expected occurrences from which the normal approximation of a binomial is good enough for a bucket. */
const NORMAL_FROM = 16;

/** Buckets of probability: coarse in the middle, finer towards the tail so that p99 falls on an edge. */
const FINE_BUCKETS = buckets([
  [0, 0.9, 24],
  [0.9, 0.99, 6],
  [0.99, 1, 4],
]);

/** For metrics of which nobody reads percentiles. */
export const COARSE_BUCKETS = buckets([
  [0, 0.9, 3],
  [0.9, 1, 2],
]);

interface Bucket {
  readonly from: number;
  readonly width: number;
  /** Chance of falling into this bucket for a request that is in none of those before. */
  readonly chance: number;
}

function buckets(parts: readonly (readonly [from: number, to: number, count: number])[]): readonly Bucket[] {
  return parts.flatMap(([from, to, count]) =>
    Array.from({ length: count }, (_, index) => {
      const width = (to - from) / count;
      const start = from + index * width;
      return { from: start, width, chance: Math.min(1, width / (1 - start)) };
    }),
  );
}

/** One latency, in seconds. */
export function drawLatency(random: Random, profile: LatencyProfile): number {
  return profile.p50 * Math.exp(spread(profile) * random.normal());
}

/**
 * `n` latencies from the log-normal distribution through p50 and p99. A large `n` costs no more than the buckets:
 * how many requests fall into each bucket is drawn, and one value stands for all of them.
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
  for (const { from, width, chance } of into) {
    const count = chance === 1 ? left : drawCount(random, left, chance);
    if (count === 0) continue;
    left -= count;
    const z = normalQuantile(from + width * (1 - random.next()) * (1 - 1e-9));
    histogram.push([micros(profile.p50 * Math.exp(sigma * z)), count]);
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

const NEAR = 0.02425;

/** Quantile of the standard normal distribution, by rational approximation (relative error below 1.2e-9). */
export function normalQuantile(p: number): number {
  if (p < NEAR) return tail(p);
  if (p > 1 - NEAR) return -tail(1 - p);
  const q = p - 0.5;
  const r = q * q;
  const numerator = polynomial(
    r,
    [
      -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
      2.506628277459239,
    ],
  );
  const denominator = polynomial(
    r,
    [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
  );
  return (q * numerator) / denominator;
}

function tail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  const numerator = polynomial(
    q,
    [
      -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
  );
  const denominator = polynomial(
    q,
    [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
  );
  return numerator / denominator;
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
