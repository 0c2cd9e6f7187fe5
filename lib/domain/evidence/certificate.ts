import { failuresOf } from './conditional';
import type { PairedCounts } from './counts';
import { logLikelihoodRatio } from './likelihood';
import { logMean } from './mixture';

/** The relative risks a good candidate may have; the bet is that it has one of them. */
const GOOD_RISKS = [0.7, 1, 1.25] as const;
const WORST_GOOD_RISK = Math.max(...GOOD_RISKS);

/** Logarithms of the stakes on each good risk; plain JSON. */
export type Certificate = readonly number[];

/** A certificate with evidence 1. */
export function newCertificate(): Certificate {
  return GOOD_RISKS.map(() => 0);
}

/**
 * Evidence that the candidate fails *less* than `risk` times as often as the baseline: the bet of the harm test, turned
 * round. At 1 / alpha a phase may end early, because a candidate that is `risk` times worse or more, all
 * along, gets there with a chance of at most alpha.
 */
export function certify(
  certificate: Certificate,
  period: PairedCounts,
  { risk, burst }: { readonly risk: number; readonly burst: number },
): Certificate {
  if (!(risk > WORST_GOOD_RISK))
    throw new RangeError(`cannot certify a risk of ${risk}: need more than ${WORST_GOOD_RISK}`);
  const bet = failuresOf(period, risk);
  if (bet === undefined) return certificate;
  return certificate.map((log, index) => log + logLikelihoodRatio(bet, (GOOD_RISKS[index] ?? 1) / risk) / burst);
}

/** Natural logarithm of the certificate's evidence. */
export function logCertainty(certificate: Certificate): number {
  return logMean(certificate);
}
