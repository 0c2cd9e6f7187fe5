/**
 * Evidence against "all is well" as a bet whose stake cannot grow on average while all is well: an e-process.
 *
 * The stake is spread twice. Over the components, one for each size of harm; and over the looks, because harm need
 * not begin with the release: a candidate may break only under the traffic of a later phase. Without the second
 * spread, an hour of health is a debt that a late regression has to pay off first. Look 1 gets three quarters of the
 * stake and look j > 1 a quarter of 1 / (j (j - 1)), which adds up to 1; what is not in play yet is kept as it is. A mixture
 * of bets is a bet, so Ville's inequality holds for the whole: the chance that the evidence ever reaches 1 / alpha
 * is at most alpha, whatever the number of looks (Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021).
 *
 * Plain JSON: it lives in the release record from look to look.
 */
export interface Mixture {
  /** Looks opened so far; what is weighed before the first counts as the first. */
  readonly looks: number;
  /** Logarithm of the stake of each component, summed over the looks at which harm may have begun. */
  readonly logs: readonly number[];
  /** Highest logarithm of the evidence so far; 0 at the start. */
  readonly peak: number;
}

/** Share of the stake that is in play from the first look. */
export const FIRST_SHARE = 0.75;

/** A mixture before its first look, with evidence 1; `prior` spreads the stake over its components and adds up to 1. */
export function newMixture(prior: readonly number[]): Mixture {
  return { looks: 0, logs: prior.map((share) => Math.log(share * FIRST_SHARE)), peak: 0 };
}

/** From here on harm may have begun at this look, too; leaves the evidence as it is. */
export function openLook(mixture: Mixture, prior: readonly number[]): Mixture {
  if (mixture.looks === 0) return { ...mixture, looks: 1 };
  const looks = mixture.looks + 1;
  const share = (1 - FIRST_SHARE) / (looks * (looks - 1));
  return {
    ...mixture,
    looks,
    logs: mixture.logs.map((log, index) => logSum([log, Math.log(share * (prior[index] ?? 0))])),
  };
}

/** Lets each component's stake grow or shrink by the factor it earned, given as a logarithm. */
export function multiply(mixture: Mixture, factors: readonly number[]): Mixture {
  if (factors.length !== mixture.logs.length) {
    throw new RangeError(`${factors.length} factors for the ${mixture.logs.length} components of stored evidence`);
  }
  const logs = mixture.logs.map((log, index) => log + (factors[index] ?? 0));
  return { ...mixture, logs, peak: Math.max(mixture.peak, logEvidence({ ...mixture, logs })) };
}

/** Natural logarithm of the evidence now. */
export function logEvidence({ looks, logs }: Pick<Mixture, 'looks' | 'logs'>): number {
  return logSum([...logs, Math.log((1 - FIRST_SHARE) / Math.max(1, looks))]);
}

/** A p-value that stays valid however often it is looked at (Johari, Koomen, Pekelis & Walsh 2022). */
export function alwaysValidP({ peak }: Pick<Mixture, 'peak'>): number {
  return Math.min(1, Math.exp(-peak));
}

/** ln(sum of exp(x)), without leaving the range of a double. */
export function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}

/** ln(mean of exp(x)). */
export function logMean(logs: readonly number[]): number {
  return logSum(logs) - Math.log(logs.length);
}
