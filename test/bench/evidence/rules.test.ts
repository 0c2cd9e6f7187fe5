import type { PairedCounts } from '../../../lib/domain/evidence/counts';
import { judge } from './judge';
import { KAYENTA, shift } from './kayenta';
import { alarm, ARGO_LIKE, FLAGGER_LIKE, Z_TEST, type Rule } from './rules';

const BASELINE = { requests: 900, failures: 5 };

/** Minute, from 1, in which a rule rolls back; 0 if it does not. */
function firesAt(rule: Rule, failures: readonly number[], requests = 100): number {
  const watch = rule.start();
  const minutes = failures.map((count): PairedCounts => ({
    candidate: { requests, failures: count },
    baseline: BASELINE,
  }));
  return minutes.findIndex((minute) => watch(minute)) + 1;
}

const always = (failures: number): number[] => Array.from({ length: 30 }, () => failures);
const judged = judge({ burst: 1, history: [] });

describe('the rules on a broken candidate', () => {
  it.each([
    { rule: alarm(1, 1), minute: 1 },
    { rule: alarm(2, 3), minute: 2 },
    { rule: ARGO_LIKE, minute: 4 },
    { rule: FLAGGER_LIKE, minute: 6 },
    { rule: Z_TEST, minute: 1 },
    { rule: KAYENTA, minute: 5 },
    { rule: judged, minute: 1 },
  ])('$rule.name rolls back in minute $minute', ({ rule, minute }) => {
    expect(firesAt(rule, always(50))).toBe(minute);
  });
});

describe('the rules on a candidate without failures', () => {
  it.each([alarm(1, 1), alarm(2, 3), ARGO_LIKE, FLAGGER_LIKE, Z_TEST, KAYENTA, judged])('$name watches on', (rule) => {
    expect(firesAt(rule, always(0))).toBe(0);
  });
});

describe('the rules in detail', () => {
  it('an alarm of 2 in 3 forgets after three minutes', () => {
    expect(firesAt(alarm(2, 3), [5, 0, 0, 5, 0, 0])).toBe(0);
    expect(firesAt(alarm(2, 3), [5, 0, 5])).toBe(3);
  });

  it('the Argo-like rule sees one bad minute for five', () => {
    expect(firesAt(ARGO_LIKE, [6, 0, 0, 0, 0, 0])).toBe(4);
    expect(firesAt(ARGO_LIKE, [4, 0, 0, 0, 0, 0])).toBe(0);
  });

  it('the Flagger-like rule counts minutes without data as failed', () => {
    expect(firesAt(FLAGGER_LIKE, always(0), 0)).toBe(6);
  });
});

describe("Kayenta's confidence interval", () => {
  it('is where the corrected rank sum meets its quantile', () => {
    const candidate = [9, 4, 7, 7, 12, 3, 8, 10, 6];
    const baseline = [5, 2, 2, 6, 1, 4, 3, 5.5];
    const differences = candidate.flatMap((c) => baseline.map((b) => c - b)).toSorted((a, b) => a - b);
    const { lower, estimate } = shift(candidate, baseline, differences);
    const step = 1e-6;
    expect(zAt(lower - step, candidate, baseline)).toBeGreaterThanOrEqual(2.3263);
    expect(zAt(lower + step, candidate, baseline)).toBeLessThan(2.3263);
    expect(Math.abs(zAt(estimate - step, candidate, baseline))).toBeLessThan(0.2);
  });
});

/** The statistic by its definition: ranks of the shifted samples together, average ranks for ties. */
function zAt(mu: number, candidate: readonly number[], baseline: readonly number[]): number {
  const shifted = candidate.map((value) => value - mu);
  const all = [...shifted, ...baseline];
  const rank = (value: number): number =>
    all.filter((other) => other < value).length + (all.filter((other) => other === value).length + 1) / 2;
  const [n, m] = [candidate.length, baseline.length];
  const sum = shifted.reduce((total, value) => total + rank(value), 0) - (n * (n + 1)) / 2 - (n * m) / 2;
  const ties = new Map<number, number>();
  for (const value of all) ties.set(value, (ties.get(value) ?? 0) + 1);
  const tied = [...ties.values()].reduce((total, count) => total + count ** 3 - count, 0);
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - tied / ((n + m) * (n + m - 1))));
  return (sum - 0.5 * Math.sign(sum)) / deviation;
}
