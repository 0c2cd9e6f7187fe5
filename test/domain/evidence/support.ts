import type { PairedCounts } from '../../../lib/domain/evidence/counts';
import { LIFT_PRIOR } from '../../../lib/domain/evidence/likelihood';
import { newMixture, openLook, type Mixture } from '../../../lib/domain/evidence/mixture';

/** `pair('12/480', '38/47500')`: failures/requests of the candidate and of the baseline. */
export function pair(candidate: string, baseline: string): PairedCounts {
  return { candidate: counts(candidate), baseline: counts(baseline) };
}

function counts(text: string): PairedCounts['candidate'] {
  const [failures, requests] = text.split('/').map(Number);
  return { requests: requests!, failures: failures! };
}

/** A harm process at its first look. */
export function freshHarm(): Mixture {
  return openLook(newMixture(LIFT_PRIOR), LIFT_PRIOR);
}

/** Natural logarithm of n over k. */
export function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** Chance of k successes in n trials of probability p. */
export function binomial(n: number, p: number, k: number): number {
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
