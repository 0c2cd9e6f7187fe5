import type { BaselineMargin } from './counts-evidence';
import { logEvidence, logMean, openLook, type Mixture } from './mixture';
import { addPairedMeans, logMeanEvidence, NO_PAIRED_MEANS, type PairedMeans } from './paired-means';
import { NO_RUN, type Run, runOn } from './run';
import { addSign, newSigns, SIGN_PRIOR } from './signs';
import { logLimitOf, type LookContext } from './verdict';

/** One period of a KPI that is a number; a variant without data has none. */
export interface PairedValues {
  readonly candidate?: number;
  readonly baseline?: number;
}

/** What makes a KPI out of numbers. */
export interface ValuesKpi {
  /** Without one the candidate is only compared. */
  readonly limit?: number | undefined;
  /** How much worse than the baseline is still fine; without it, whoever keeps the limit is. */
  readonly margin?: BaselineMargin | undefined;
  /** The side of the limit on which harm lies. */
  readonly harm: 'above' | 'below';
  /** `mean`: a mean above zero, whose noise can be estimated. `other`: a percentile, a gauge. */
  readonly statistic: 'mean' | 'other';
  /** For people, e.g. `ms`. */
  readonly unit?: string;
}

/** What is kept of such a KPI from look to look; plain JSON. */
export interface ValuesEvidence {
  readonly kind: 'values';
  readonly means: PairedMeans;
  /** Of periods in which the candidate breaks its limit and the baseline does not. */
  readonly signs: Mixture;
  /** That both break it now, as a logarithm. */
  readonly incident: number;
  /** Highest logarithm of the evidence of harm so far. */
  readonly peak: number;
  readonly phase: {
    readonly periods: number;
    /** Sums of the values. */
    readonly candidate: number;
    readonly baseline: number;
    readonly candidateBroke: number;
    readonly baselineBroke: number;
  };
  /** Periods of the phase in which only the candidate broke the limit, without a break. */
  readonly run?: Run;
  /** Harm is on record and was judged to be within the limit. */
  readonly within?: boolean;
}

/** The stake on an incident: it forgets within a few quiet periods. */
const INCIDENT_STAKE = 0.75;
const HEADROOM = Math.log(10);

const NO_PERIODS = { periods: 0, candidate: 0, baseline: 0, candidateBroke: 0, baselineBroke: 0 };

/** Evidence before the first look. */
export function newValuesEvidence(): ValuesEvidence {
  return { kind: 'values', means: NO_PAIRED_MEANS, signs: newSigns(), incident: 0, peak: 0, phase: NO_PERIODS };
}

/** A new phase averages anew. What speaks against the candidate stays. */
export function beginValuesPhase(evidence: ValuesEvidence): ValuesEvidence {
  return { ...evidence, phase: NO_PERIODS, run: NO_RUN };
}

/** Forgets what speaks against the candidate. */
export function waiveValues(evidence: ValuesEvidence): ValuesEvidence {
  return { ...evidence, means: NO_PAIRED_MEANS, signs: newSigns(), peak: 0, run: NO_RUN };
}

/** Whether a value is on the wrong side of the limit. */
export function isBeyond(value: number, { limit, harm }: Pick<ValuesKpi, 'limit' | 'harm'>): boolean {
  if (limit === undefined) return false;
  return harm === 'above' ? value > limit : value < limit;
}

/** Whether the candidate is worse than the baseline by more than the margin. */
function isWorse(
  candidate: number,
  baseline: number,
  { kind, value }: BaselineMargin,
  harm: ValuesKpi['harm'],
): boolean {
  if (kind === 'factor') return harm === 'above' ? candidate > baseline * value : candidate < baseline / value;
  return harm === 'above' ? candidate > baseline + value : candidate < baseline - value;
}

/** Opens a look and weighs its periods; a period that lacks a variant to compare with says nothing. */
export function weighValues(
  evidence: ValuesEvidence,
  { periods, ...kpi }: ValuesKpi & { readonly periods: readonly PairedValues[] },
  context: LookContext,
): ValuesEvidence {
  if (periods.length === 0) return evidence;
  const opened = { ...evidence, signs: openLook(evidence.signs, SIGN_PRIOR) };
  return periods.reduce((so, period) => weighPeriod({ evidence: so, period, kpi, context }), opened);
}

/**
 * Natural logarithm of the evidence of harm. A mean has two witnesses, its paired differences and the signs; the average
 * of their evidence is evidence, however they depend on each other (Vovk & Wang 2021).
 */
function logHarm(evidence: Pick<ValuesEvidence, 'means' | 'signs'>, kpi: ValuesKpi, context: LookContext): number {
  const signs = logEvidence(evidence.signs);
  return isPaired(kpi) ? logMean([logMeanEvidence(evidence.means, toleranceOf(kpi, context)), signs]) : signs;
}

/** Whether the ratio of means is a witness: it says nothing about a difference. */
export function isPaired({ statistic, margin }: ValuesKpi): boolean {
  return statistic === 'mean' && margin?.kind !== 'difference';
}

function toleranceOf({ margin }: ValuesKpi, { settings }: LookContext): number {
  return margin?.kind === 'factor' ? margin.value : settings.tolerance;
}

interface Weighing {
  readonly evidence: ValuesEvidence;
  readonly period: PairedValues;
  readonly kpi: ValuesKpi;
  readonly context: LookContext;
}

function weighPeriod(at: Weighing): ValuesEvidence {
  const { evidence, kpi, context } = at;
  const { candidate, baseline } = at.period;
  if (candidate === undefined) return evidence;
  const candidateBreaks = isBeyond(candidate, kpi);
  if (context.against === 'limit') {
    const signs = addSign(evidence.signs, candidateBreaks);
    const run = runOn(evidence.run, candidateBreaks);
    return withPeak({ ...evidence, signs, run, phase: count(at, candidate, candidateBreaks) }, at);
  }
  if (baseline === undefined) return evidence;
  const baselineBreaks = isBeyond(baseline, kpi);
  const isBad =
    kpi.margin === undefined ? candidateBreaks && !baselineBreaks : isWorse(candidate, baseline, kpi.margin, kpi.harm);
  const pair = kpi.harm === 'above' ? { candidate, baseline } : { candidate: baseline, baseline: candidate };
  const stake = Math.log1p(candidateBreaks && baselineBreaks ? INCIDENT_STAKE : -INCIDENT_STAKE);
  const next = {
    ...evidence,
    means: addPairedMeans(evidence.means, pair, toleranceOf(kpi, context)),
    signs: addSign(evidence.signs, isBad),
    run: runOn(evidence.run, candidateBreaks && !baselineBreaks),
    incident: Math.min(logLimitOf(context) + HEADROOM, Math.max(0, evidence.incident + stake)),
    phase: count(at, candidate, kpi.margin === undefined ? candidateBreaks : isBad, baseline),
  };
  return withPeak(next, at);
}

function withPeak(evidence: ValuesEvidence, { kpi, context }: Weighing): ValuesEvidence {
  return { ...evidence, peak: Math.max(evidence.peak, logHarm(evidence, kpi, context)) };
}

function count(
  { evidence, kpi }: Weighing,
  candidate: number,
  isBad: boolean,
  baseline?: number,
): ValuesEvidence['phase'] {
  const { phase } = evidence;
  return {
    periods: phase.periods + 1,
    candidate: phase.candidate + candidate,
    baseline: phase.baseline + (baseline ?? 0),
    candidateBroke: phase.candidateBroke + (isBad ? 1 : 0),
    baselineBroke: phase.baselineBroke + (baseline !== undefined && isBeyond(baseline, kpi) ? 1 : 0),
  };
}
