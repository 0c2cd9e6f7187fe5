import type { CountsFinding } from '../evidence/judge-counts';
import type { ValuesFinding } from '../evidence/judge-values';
import type { Counts } from '../evidence/counts';

/** The numbers behind a verdict, for whoever wants to compute with them; of the phase so far. */
export type KpiNumbers = {
  /** Evidence of harm, and the evidence at which a verdict fails. */
  readonly evidence: number;
  readonly evidenceLimit: number;
} & (
  | { readonly kind: 'counts'; readonly candidate: Counts; readonly baseline: Counts }
  /** Averages over the phase's periods; `null` without data. */
  | {
      readonly kind: 'values';
      readonly periods: number;
      readonly candidate: number | null;
      readonly baseline: number | null;
    }
);

/** Larger numbers are no JSON. */
const MOST_LOG = 700;

/** Rounded, because 100.00000000000004 helps nobody. */
function fromLog(log: number): number {
  return Number(Math.exp(Math.min(MOST_LOG, log)).toPrecision(6));
}

/** The numbers of a finding. */
export function describeNumbers(finding: CountsFinding | ValuesFinding): KpiNumbers {
  const { evidence: kept, logEvidence, logLimit } = finding;
  const evidence = fromLog(logEvidence);
  const evidenceLimit = fromLog(logLimit);
  if (kept.kind === 'counts') return { kind: 'counts', ...kept.phase, evidence, evidenceLimit };
  const { periods, candidate, baseline } = kept.phase;
  const average = (sum: number) => (periods === 0 ? null : sum / periods);
  return {
    kind: 'values',
    periods,
    candidate: average(candidate),
    baseline: average(baseline),
    evidence,
    evidenceLimit,
  };
}
