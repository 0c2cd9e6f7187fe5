import { logEvidence, logMean, openLook, type Mixture } from './mixture';
import { addPairedMeans, logMeanEvidence, NO_PAIRED_MEANS, type PairedMeans } from './paired-means';
import { addSign, newSigns, SIGN_PRIOR } from './signs';
import { logLimitOf, type LookContext } from './verdict';

/** One period of a KPI that is a number; a variant without data has none. */
export interface PairedValues {
  readonly candidate?: number;
  readonly baseline?: number;
}

/** What makes a KPI out of numbers. */
export interface ValuesKpi {
  readonly limit: number;
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
  return { ...evidence, phase: NO_PERIODS };
}

/** Forgets what speaks against the candidate. */
export function waiveValues(evidence: ValuesEvidence): ValuesEvidence {
  return { ...evidence, means: NO_PAIRED_MEANS, signs: newSigns(), peak: 0 };
}

/** Whether a value is on the wrong side of the limit. */
export function isBeyond(value: number, { limit, harm }: Pick<ValuesKpi, 'limit' | 'harm'>): boolean {
  return harm === 'above' ? value > limit : value < limit;
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
function logHarm(evidence: Pick<ValuesEvidence, 'means' | 'signs'>, kpi: ValuesKpi, tolerance: number): number {
  const signs = logEvidence(evidence.signs);
  return kpi.statistic === 'mean' ? logMean([logMeanEvidence(evidence.means, tolerance), signs]) : signs;
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
    return withPeak({ ...evidence, signs: addSign(evidence.signs, candidateBreaks), phase: count(at, candidate) }, at);
  }
  if (baseline === undefined) return evidence;
  const baselineBreaks = isBeyond(baseline, kpi);
  const pair = kpi.harm === 'above' ? { candidate, baseline } : { candidate: baseline, baseline: candidate };
  const stake = Math.log1p(candidateBreaks && baselineBreaks ? INCIDENT_STAKE : -INCIDENT_STAKE);
  const next = {
    ...evidence,
    means: addPairedMeans(evidence.means, pair, context.settings.tolerance),
    signs: addSign(evidence.signs, candidateBreaks && !baselineBreaks),
    incident: Math.min(logLimitOf(context) + HEADROOM, Math.max(0, evidence.incident + stake)),
    phase: count(at, candidate, baseline),
  };
  return withPeak(next, at);
}

function withPeak(evidence: ValuesEvidence, { kpi, context }: Weighing): ValuesEvidence {
  return { ...evidence, peak: Math.max(evidence.peak, logHarm(evidence, kpi, context.settings.tolerance)) };
}

function count({ evidence, kpi }: Weighing, candidate: number, baseline?: number): ValuesEvidence['phase'] {
  const { phase } = evidence;
  const one = (value: number | undefined): number => (value !== undefined && isBeyond(value, kpi) ? 1 : 0);
  return {
    periods: phase.periods + 1,
    candidate: phase.candidate + candidate,
    baseline: phase.baseline + (baseline ?? 0),
    candidateBroke: phase.candidateBroke + one(candidate),
    baselineBroke: phase.baselineBroke + one(baseline),
  };
}
