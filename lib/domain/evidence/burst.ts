import { assertCounts, type Counts } from './counts';

/** What the baseline's own failures say about how they cluster. */
export interface Clustering {
  /** Variance of the failures in a period over that of independent ones; `undefined` if too little failed to tell. */
  readonly dispersion: number | undefined;
  /** The burst size to judge with. */
  readonly burst: number;
}

/** Fewer failures than these cannot be told from clusters of themselves. */
const LEAST_FAILURES = 20;
/** One request and two retries: what clients of AWS do unless told otherwise. */
const UNKNOWN_BURST = 3;
/** Standard errors by which the dispersion must exceed 1 before it is believed. */
const BELIEVED_FROM = 2;

/**
 * Burst size from the baseline's periods before the launch, in their order. Each period is compared with the next:
 * given the failures of both, how they split has the variance e v (1 - v) if they are independent (v: the first
 * period's share of the requests), and s times that in clusters of s. Neighbours share the hour, so that the slow
 * rise and fall of a day does not look like clusters. It must come from before the launch: a burst size taken
 * from the data to be judged would grow with the harm and hide it.
 */
export function estimateBurst(periods: readonly Counts[]): Clustering {
  let observed = 0;
  let expected = 0;
  let squares = 0;
  let failed = 0;
  for (const [index, second] of periods.entries()) {
    const first = periods[index - 1];
    assertCounts(second);
    failed += second.failures;
    if (first === undefined || first.requests === 0 || second.requests === 0) continue;
    const failures = first.failures + second.failures;
    const share = first.requests / (first.requests + second.requests);
    const variance = failures * share * (1 - share);
    observed += (first.failures - failures * share) ** 2;
    expected += variance;
    squares += variance * variance;
  }
  if (failed < LEAST_FAILURES || expected === 0) return { dispersion: undefined, burst: UNKNOWN_BURST };
  const dispersion = observed / expected;
  // Each split's squared deviation has at most twice its squared variance; neighbouring pairs share a period.
  const standardError = (Math.sqrt(2) * Math.sqrt(2 * squares)) / expected;
  const isClustered = dispersion > 1 + BELIEVED_FROM * standardError;
  return { dispersion, burst: isClustered ? Math.ceil(dispersion) : 1 };
}
