import { failureRate } from '../../../lib/domain/evidence/counts';
import type { Rule } from './rules';

/** Quantile of the two-sided 98 % confidence interval. */
const Z_98 = 2.3263478740408408;
const FEWEST_POINTS = 5;
/** The interval must clear this fraction of the estimated shift. */
const BOUND = 0.25;

/**
 * The Mann-Whitney judge of Kayenta (NetflixACAJudge with its defaults, direction `increase`), asked again each minute
 * about all minutes so far; every minute's failure rate is one sample. Its intervals are roots of a step
 * function; here they are read from the sorted differences, where its steps are, instead of by a root finder's tolerance.
 */
export const KAYENTA: Rule = {
  name: 'Kayenta each look',
  start: () => {
    const candidate: number[] = [];
    const baseline: number[] = [];
    let differences: number[] = [];
    return (minute) => {
      const rates = { candidate: failureRate(minute.candidate), baseline: failureRate(minute.baseline) };
      const added: number[] = [];
      if (rates.candidate !== undefined) {
        for (const rate of baseline) added.push(rates.candidate - rate);
        candidate.push(rates.candidate);
      }
      if (rates.baseline !== undefined) {
        for (const rate of candidate) added.push(rate - rates.baseline);
        baseline.push(rates.baseline);
      }
      differences = merge(
        differences,
        added.toSorted((a, b) => a - b),
      );
      return isHigh(candidate, baseline, differences);
    };
  },
};

function isHigh(candidate: readonly number[], baseline: readonly number[], differences: readonly number[]): boolean {
  if (candidate.length < FEWEST_POINTS || baseline.length < FEWEST_POINTS) return false;
  if (candidate.every((rate, index) => rate === baseline[index])) return false;
  // A mean ratio below 1 is no increase worth naming.
  if (mean(candidate) < mean(baseline)) return false;
  const { lower, estimate } = shift(candidate, baseline, differences);
  return lower > BOUND * Math.abs(estimate);
}

/**
 * Lower end of the interval and estimate of the shift: where the standardized rank sum, with continuity correction and
 * variance corrected for ties, equals the quantile and 0. Away from the differences themselves only values of the
 * same sample are tied.
 */
export function shift(
  candidate: readonly number[],
  baseline: readonly number[],
  differences: readonly number[],
): { readonly lower: number; readonly estimate: number } {
  const [n, m] = [candidate.length, baseline.length];
  const ties = (tieTerm(candidate) + tieTerm(baseline)) / ((n + m) * (n + m - 1));
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties));
  // Both variants constant: Kayenta adds noise of a relative 1e-5, which orders them by their means.
  const above = Math.ceil((n * m) / 2 + 0.5 + Z_98 * deviation);
  const lowest = differences[0] ?? 0;
  return {
    lower: differences[differences.length - above] ?? lowest,
    estimate: differences[Math.floor((differences.length - 1) / 2)] ?? 0,
  };
}

function tieTerm(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function merge(sorted: readonly number[], added: readonly number[]): number[] {
  const merged: number[] = [];
  let next = 0;
  for (const value of sorted) {
    for (let candidate = added[next]; candidate !== undefined && candidate < value; candidate = added[next]) {
      merged.push(candidate);
      next++;
    }
    merged.push(value);
  }
  merged.push(...added.slice(next));
  return merged;
}
