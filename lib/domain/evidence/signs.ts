import { FIRST_SHARE, multiply, newMixture, type Mixture } from './mixture';

/** Stakes: the larger, the faster it wins when nearly every period is bad, and the more one good period costs. */
const STAKES = [0.25, 0.5, 0.75, 0.95] as const;
const HIGHEST_STAKE = Math.max(...STAKES);

/** All stakes alike. */
export const SIGN_PRIOR: readonly number[] = STAKES.map(() => 1 / STAKES.length);

/** Signs before the first look, with evidence 1. */
export function newSigns(): Mixture {
  return newMixture(SIGN_PRIOR);
}

/**
 * Evidence that a period is bad more often than not, from one period that was bad or not: a coin-tossing bet
 * (Shafer 2021). For percentiles, whose noise nobody tells us; a percentile within its limit exceeds it in one period
 * with a chance of about one half at most.
 */
export function addSign(evidence: Mixture, isBad: boolean): Mixture {
  return multiply(
    evidence,
    STAKES.map((stake) => Math.log1p(isBad ? stake : -stake)),
  );
}

/** Fewest periods, bad without exception and from the start, that bring the evidence to `limit`. */
export function periodsToReach(limit: number): number {
  return Math.ceil(Math.log((STAKES.length * limit) / FIRST_SHARE) / Math.log1p(HIGHEST_STAKE));
}
