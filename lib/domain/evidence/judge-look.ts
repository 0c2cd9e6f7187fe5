import { beginCountsPhase, waiveCounts, type CountsEvidence } from './counts-evidence';
import { judgeCounts, type CountsFinding, type CountsLook } from './judge-counts';
import { judgeValues, type ValuesFinding, type ValuesLook } from './judge-values';
import { beginValuesPhase, waiveValues, type ValuesEvidence } from './values-evidence';
import { DEFAULT_SETTINGS, worstOf, type JudgeSettings, type LookContext, type Verdict } from './verdict';

/** One KPI at one look. */
export type KpiLook = CountsLook | ValuesLook;

/** What is kept of one KPI between looks; plain JSON for the release record. */
export type KpiEvidence = CountsEvidence | ValuesEvidence;

/** What is known of one KPI after a look. */
type KpiFinding = CountsFinding | ValuesFinding;

/** What all KPIs together say at a look. */
export interface LookJudgement {
  readonly verdict: Verdict;
  /** Hold and page; never together with `fail`: a candidate that is to blame goes, incident or not. */
  readonly incident: boolean;
  /** The sentences of the KPIs that have the verdict. */
  readonly reason: string;
  /** One for each KPI, in their order. */
  readonly findings: readonly KpiFinding[];
}

/**
 * Judges all KPIs of a release at one look. Give it every KPI at every look, those without new periods too: their number
 * is what alpha is shared by. The worst verdict counts (fail, inconclusive, pass); no KPIs are inconclusive.
 */
export function judgeLook(
  kpis: readonly KpiLook[],
  look: Pick<LookContext, 'against' | 'isBakeOver'> & {
    readonly settings?: Partial<JudgeSettings>;
    /** Number of KPIs that alpha is shared by. @default all of them */
    readonly sharing?: number;
  },
): LookJudgement {
  const settings = { ...DEFAULT_SETTINGS, ...look.settings };
  const { against, isBakeOver, sharing = kpis.length } = look;
  const context = { against, isBakeOver, kpis: sharing, settings };
  const findings = kpis.map((kpi) => (kpi.kind === 'counts' ? judgeCounts(kpi, context) : judgeValues(kpi, context)));
  const verdict = worstOf(findings.map((finding) => finding.verdict));
  const incident = verdict !== 'fail' && findings.some((finding) => finding.incident);
  const decisive = findings.filter((finding) => (incident ? finding.incident : finding.verdict === verdict));
  const reason = decisive.map((finding) => `${finding.kpi}: ${finding.reason}`).join('. ');
  return { verdict, incident, reason: reason || 'no KPI to judge by', findings };
}

/**
 * To be called when the candidate's traffic rises: counts of the phase begin anew, evidence of harm stays. Harm that was judged
 * to be within the limit must be shown again: with it on record, a single failure among the first requests of the phase, which
 * is far beyond the limit, would be enough. Who is fine has no such record but with a chance of alpha, so the promise stands.
 */
export function beginPhase(evidence: KpiEvidence): KpiEvidence {
  const seen = evidence.within === true ? waiveHarm(evidence) : evidence;
  return seen.kind === 'counts' ? beginCountsPhase(seen) : beginValuesPhase(seen);
}

/**
 * To be called when a person has seen the evidence of harm and goes on all the same: it begins anew. Each such word
 * buys the judge another alpha of false alarms.
 */
export function waiveHarm(evidence: KpiEvidence): KpiEvidence {
  return evidence.kind === 'counts' ? waiveCounts(evidence) : waiveValues(evidence);
}
