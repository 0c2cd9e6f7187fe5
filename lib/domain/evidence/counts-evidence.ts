import { newDetector, watchLimit, weighAgainstLimit, type Detector } from './absolute';
import { certify, newCertificate, type Certificate } from './certificate';
import { weighAgainstBaseline } from './conditional';
import { addCounts, failureRate, NO_COUNTS, type PairedCounts } from './counts';
import { NO_RUN, type Run, runOn } from './run';
import { LIFT_PRIOR } from './likelihood';
import { newMixture, openLook, type Mixture } from './mixture';
import { logLimitOf, type LookContext } from './verdict';

/** What is kept of a KPI that counts requests, from look to look; plain JSON. */
export interface CountsEvidence {
  readonly kind: 'counts';
  /** That the candidate does harm. */
  readonly harm: Mixture;
  /** That it does not; of the phase. */
  readonly certificate: Certificate;
  /** That a variant breaks the limit now. */
  readonly broken: { readonly candidate: Detector; readonly baseline: Detector };
  /** What the phase has counted so far. */
  readonly phase: PairedCounts;
  /** Periods of the phase in which the candidate broke the limit without a break. */
  readonly run?: Run;
  /** Harm is on record and was judged to be within the limit. */
  readonly within?: boolean;
}

/** What makes a KPI out of counts. */
export interface CountsKpi {
  /** Largest share of requests on the wrong side, 0..1; without one the candidate is only compared. */
  readonly limit?: number;
  /** See `estimateBurst`. */
  readonly burst: number;
  /** How much worse than the baseline is still fine, in place of the judge's usual tolerance. */
  readonly margin?: BaselineMargin | undefined;
}

/** A multiple of the baseline's rate (or value), or a difference from it. */
export interface BaselineMargin {
  readonly kind: 'factor' | 'difference';
  readonly value: number;
}

/** How far above the limit for harm a detector may rise, as a logarithm: a few quiet periods take it back. */
const HEADROOM = Math.log(10);

/** Evidence before the first look. */
export function newCountsEvidence(): CountsEvidence {
  return {
    kind: 'counts',
    harm: newMixture(LIFT_PRIOR),
    certificate: newCertificate(),
    broken: { candidate: newDetector(), baseline: newDetector() },
    phase: { candidate: NO_COUNTS, baseline: NO_COUNTS },
  };
}

/** A new phase shows the candidate more traffic: it must earn its certificate again. What speaks against it stays. */
export function beginCountsPhase(evidence: CountsEvidence): CountsEvidence {
  return { ...evidence, certificate: newCertificate(), phase: newCountsEvidence().phase, run: NO_RUN };
}

/** Forgets what speaks against the candidate. */
export function waiveCounts(evidence: CountsEvidence): CountsEvidence {
  return { ...evidence, harm: newMixture(LIFT_PRIOR), run: NO_RUN };
}

/** Opens a look and weighs its periods. */
export function weighCounts(
  evidence: CountsEvidence,
  { periods, ...kpi }: CountsKpi & { readonly periods: readonly PairedCounts[] },
  context: LookContext,
): CountsEvidence {
  if (periods.length === 0) return evidence;
  const opened = { ...evidence, harm: openLook(evidence.harm, LIFT_PRIOR) };
  return periods.reduce((so, period) => weighPeriod({ evidence: so, period, kpi, context }), opened);
}

function weighPeriod(at: {
  readonly evidence: CountsEvidence;
  readonly period: PairedCounts;
  readonly kpi: CountsKpi;
  readonly context: LookContext;
}): CountsEvidence {
  const { evidence, period, context } = at;
  const { limit, burst, margin } = at.kpi;
  const { certifiedRisk } = context.settings;
  const tolerance = margin?.kind === 'factor' ? margin.value : context.settings.tolerance;
  const difference = margin?.kind === 'difference' ? margin.value : undefined;
  const rate = failureRate(period.candidate);
  const phase = {
    candidate: addCounts(evidence.phase.candidate, period.candidate),
    baseline: addCounts(evidence.phase.baseline, period.baseline),
  };
  const run = rate === undefined || limit === undefined ? evidence.run : runOn(evidence.run, rate > limit);
  const seen = { ...evidence, phase, broken: watchBoth(at), ...(run !== undefined && { run }) };
  if (context.against === 'baseline') {
    return {
      ...seen,
      harm: weighAgainstBaseline(evidence.harm, period, { tolerance, burst, margin: difference }),
      certificate: certify(evidence.certificate, period, { risk: certifiedRisk, burst }),
    };
  }
  return limit === undefined
    ? seen
    : { ...seen, harm: weighAgainstLimit(evidence.harm, period.candidate, { limit, burst }) };
}

function watchBoth({ evidence, period, kpi, context }: Parameters<typeof weighPeriod>[0]): CountsEvidence['broken'] {
  const { limit, burst } = kpi;
  const { candidate, baseline } = evidence.broken;
  if (limit === undefined) return evidence.broken;
  const test = { limit, burst, ceiling: logLimitOf(context) + HEADROOM };
  return {
    candidate: watchLimit(candidate, period.candidate, test),
    baseline: watchLimit(baseline, period.baseline, test),
  };
}
