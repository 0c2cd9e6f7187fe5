import { addCounts, assertCounts, type PairedCounts } from './counts';
import { candidateShareOfFailures, LIFTS, logLikelihoodRatio, type Trials } from './likelihood';
import { multiply, type Mixture } from './mixture';

/** How the candidate is compared with the baseline. */
export interface Comparison {
  /** A candidate that fails this many times as often as the baseline is still fine; at least 1. */
  readonly tolerance: number;
  /** Most failures of one cause that arrive together on one variant, e.g. one request and its retries; at least 1. */
  readonly burst: number;
  /**
   * A candidate whose share of failures is higher by this much is still fine; in place of a tolerance. Share of requests,
   * 0..1.
   */
  readonly margin?: number | undefined;
}

/**
 * Evidence that the candidate fails more than `tolerance` times as often as the baseline, from the failures of one
 * period: does the candidate have more of them than its share of the requests explains? How many failures there
 * are does not matter, so neither a busy hour nor an incident that hits both variants speaks against the candidate.
 * (The sequential test on counts of Lindon, Sanden & Shirikian 2022, with a mixture over a grid of relative risks.)
 *
 * Why it cannot grow on average while the candidate is fine: let a and b be the factors that a failure of the
 * candidate and of the baseline earns. With independent requests, E[a^x b^y] = (1 + p_c (a - 1))^n_c
 * (1 + p_b (b - 1))^n_b <= exp(n_c p_c (a - 1) + n_b p_b (b - 1)), because 1 + z <= exp(z); a and b are such
 * that the exponent is 0 at p_c = tolerance * p_b, and a > 1, so it is negative below. That holds for every p,
 * not only for rare failures, and for rates that move from period to period. Bursts: the root of order `burst`
 * of each factor keeps the inequality when up to that many failures come as one (Jensen).
 */
export function weighAgainstBaseline(evidence: Mixture, period: PairedCounts, comparison: Comparison): Mixture {
  if (comparison.margin !== undefined) {
    return weighWithMargin(evidence, period, { margin: comparison.margin, burst: comparison.burst });
  }
  const bet = failuresOf(period, comparison.tolerance);
  if (bet === undefined) return evidence;
  return multiply(
    evidence,
    LIFTS.map((lift) => logLikelihoodRatio(bet, lift) / comparison.burst),
  );
}

/**
 * The same bet against a difference instead of a ratio: fine is p_c <= p_b + margin. With a and b as for a tolerance of 1, the
 * exponent above is at most n_c margin (a - 1), whatever p_b is. So the factor of a period is divided by the exponential
 * of that, failures or none: it is what the margin costs.
 */
function weighWithMargin(
  evidence: Mixture,
  { candidate, baseline }: PairedCounts,
  { margin, burst }: { readonly margin: number; readonly burst: number },
): Mixture {
  assertCounts(candidate);
  assertCounts(baseline);
  if (candidate.requests === 0 || baseline.requests === 0) return evidence;
  const probability = candidate.requests / (candidate.requests + baseline.requests);
  const bet = { hits: candidate.failures, trials: candidate.failures + baseline.failures, probability };
  const factors = LIFTS.map((lift) => {
    const gain = lift / (1 + probability * (lift - 1)) - 1;
    return (logLikelihoodRatio(bet, lift) - candidate.requests * margin * gain) / burst;
  });
  return multiply(evidence, factors);
}

/** `undefined` where nothing can be compared: one variant had no requests, or nothing failed. */
export function failuresOf({ candidate, baseline }: PairedCounts, risk: number): Trials | undefined {
  assertCounts(candidate);
  assertCounts(baseline);
  const { requests, failures } = addCounts(candidate, baseline);
  if (failures === 0 || candidate.requests === 0 || baseline.requests === 0) return undefined;
  const probability = candidateShareOfFailures(candidate.requests / requests, risk);
  return { hits: candidate.failures, trials: failures, probability };
}
