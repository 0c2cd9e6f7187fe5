import { assertCounts, type Counts } from './counts';
import { LIFTS, logLikelihoodRatio } from './likelihood';
import { logMean, multiply, type Mixture } from './mixture';

/** A limit that a variant's failure rate must keep, whatever the other variant does. */
export interface LimitTest {
  /** Share of requests, 0..1. */
  readonly limit: number;
  readonly burst: number;
}

/**
 * Evidence that a variant fails more often than the limit allows (Wald 1945, with a mixture over the size of the
 * breach). It cannot tell a bad candidate from a bad day, so it may blame only where nothing is left to compare with.
 */
export function weighAgainstLimit(evidence: Mixture, counts: Counts, test: LimitTest): Mixture {
  return counts.requests === 0 ? evidence : multiply(evidence, breachFactors(counts, test));
}

/**
 * Evidence that a variant breaks its limit *now*: each component falls no lower than 0 and so forgets the good times
 * (the CUSUM e-detector of Shin, Ramdas & Rinaldo 2024), and rises no higher than `ceiling`, so that it
 * forgets the bad times, too, soon after they are over. Its promise is weaker than a mixture's: while the limit is
 * kept, false alarms at evidence A are on average at least A periods apart.
 */
export type Detector = readonly number[];

/** A detector that has seen nothing. */
export function newDetector(): Detector {
  return LIFTS.map(() => 0);
}

/** Lets a detector see one period of a variant. */
export function watchLimit(
  detector: Detector,
  counts: Counts,
  { ceiling, ...test }: LimitTest & { readonly ceiling: number },
): Detector {
  if (counts.requests === 0) return detector;
  const factors = breachFactors(counts, test);
  // A breach near the limit is seen by one component alone, which must be able to lift the mean.
  const highest = ceiling + Math.log(LIFTS.length);
  return detector.map((log, index) => Math.min(highest, Math.max(0, log + (factors[index] ?? 0))));
}

/** Natural logarithm of a detector's evidence. */
export function logDetected(detector: Detector): number {
  return logMean(detector);
}

/** "At most 0 %" taken literally leaves nothing to bet against; one in a million is as good as never. */
const LEAST_LIMIT = 1e-6;

function breachFactors(counts: Counts, { limit, burst }: LimitTest): number[] {
  assertCounts(counts);
  if (!(limit >= 0)) throw new RangeError(`a limit of ${limit} cannot be tested: need a share of at least 0`);
  // Nobody breaks a limit of 100 %.
  if (limit >= 1) return LIFTS.map(() => 0);
  const bet = { hits: counts.failures, trials: counts.requests, probability: Math.max(LEAST_LIMIT, limit) };
  return LIFTS.map((lift) => logLikelihoodRatio(bet, lift) / burst);
}
