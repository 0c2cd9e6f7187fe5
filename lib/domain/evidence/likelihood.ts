/** The sizes of harm that are bet on, as multiples of what is still fine; Fibonacci numbers are evenly spaced enough. */
export const LIFTS: readonly number[] = [1.5, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233];

/**
 * How the stake is spread over them: as 1 / 1, 1 / 2, 1 / 3 and so on. Small harm takes long to show and profits most
 * from a larger stake; great harm shows at once with any.
 */
export const LIFT_PRIOR: readonly number[] = normalize(LIFTS.map((_, index) => 1 / (index + 1)));

function normalize(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Independent trials, some of which were hits, and the probability of a hit if all is well. */
export interface Trials {
  readonly hits: number;
  readonly trials: number;
  readonly probability: number;
}

/**
 * Logarithm of the likelihood ratio of `hits` in `trials` when the odds of a hit are `lift` times those of
 * `probability`, against `probability` itself. With p1 = lift p / (1 + p (lift - 1)) the usual
 * x ln(p1 / p) + (n - x) ln((1 - p1) / (1 - p)) shrinks to the two terms below, which neither overflow at
 * 10^9 trials nor divide by zero at any p in (0, 1).
 */
export function logLikelihoodRatio({ hits, trials, probability }: Trials, lift: number): number {
  return hits * Math.log(lift) - trials * Math.log1p(probability * (lift - 1));
}

/** Chance that a failure is the candidate's when it gets `share` of the requests and fails `risk` times as often. */
export function candidateShareOfFailures(share: number, risk: number): number {
  return (share * risk) / (share * risk + 1 - share);
}
