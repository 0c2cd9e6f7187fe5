import { LEAST_PAIRED_PERIODS } from './paired-means';
import { fromLog, significant, whole } from './numbers';
import { periodsToReach } from './signs';
import {
  isBeyond,
  isPaired,
  newValuesEvidence,
  weighValues,
  type PairedValues,
  type ValuesEvidence,
  type ValuesKpi,
} from './values-evidence';
import { logLimitOf, type Finding, type LookContext, type Verdict } from './verdict';

/** One KPI of which only a number per period is known, at one look. */
export interface ValuesLook extends ValuesKpi {
  readonly kind: 'values';
  readonly name: string;
  /** Complete periods that no earlier look has had. */
  readonly periods: readonly PairedValues[];
  readonly evidence?: ValuesEvidence;
  /**
   * Periods in a row in which the candidate, and not the baseline, breaks the limit: a rule in place of evidence, for
   * whoever wants a plain one. @default - evidence decides
   */
  readonly forPeriods?: number | undefined;
}

/** What is known of such a KPI after a look, and what the next look needs. */
export interface ValuesFinding extends Finding {
  readonly evidence: ValuesEvidence;
}

/** Periods in a row beyond the limit that call it broken once the candidate is known to be the worse variant: one is a hiccup. */
const BROKEN_PERIODS = 3;

interface Decision {
  readonly verdict: Verdict;
  readonly note: string;
  readonly incident: boolean;
}

/** Judges one KPI by its values. */
export function judgeValues(look: ValuesLook, context: LookContext): ValuesFinding {
  const evidence = weighValues(look.evidence ?? newValuesEvidence(), look, context);
  const logLimit = logLimitOf(context);
  const { verdict, note, incident } = decide(look, evidence, context);
  const against = `evidence ${fromLog(evidence.peak)} against the limit ${fromLog(logLimit)}`;
  const reason = `${describe(look, evidence, context)}; ${against}${note === '' ? '' : `; ${note}`}`;
  const logEvidence = evidence.peak;
  const within = logEvidence >= logLimit && verdict !== 'fail';
  return { kpi: look.name, verdict, incident, reason, logEvidence, logLimit, evidence: { ...evidence, within } };
}

function decide(look: ValuesLook, evidence: ValuesEvidence, context: LookContext): Decision {
  const { phase } = evidence;
  const logLimit = logLimitOf(context);
  const isHarmful = evidence.peak >= logLimit;
  const average = phase.candidate / phase.periods;
  const limit = look.limit === undefined ? '' : `its limit of ${significant(look.limit)}`;
  if (isHarm(look, evidence, { isHarmful, average })) {
    return settle('fail', context.against === 'limit' ? `nothing was left to compare with but ${limit}` : '');
  }
  if (context.against === 'baseline' && evidence.incident >= logLimit) {
    return {
      ...settle('inconclusive', `both variants break ${limit}: an incident, not the candidate`),
      incident: true,
    };
  }
  const within = isHarmful ? `worse than the baseline, but within ${limit}` : '';
  if (!context.isBakeOver) return settle('inconclusive', within || 'still watching');
  const needed = context.settings.minPeriods;
  if (phase.periods < needed) return settle('inconclusive', `too few periods with data, ${needed} are needed`);
  return settle('pass', within || describePower(look, evidence, context));
}

function isHarm(
  look: ValuesLook,
  evidence: ValuesEvidence,
  { isHarmful, average }: { readonly isHarmful: boolean; readonly average: number },
): boolean {
  if (look.forPeriods !== undefined) return (evidence.run?.longest ?? 0) >= look.forPeriods;
  if (!isHarmful) return false;
  return look.margin !== undefined || isBeyond(average, look) || (evidence.run?.now ?? 0) >= BROKEN_PERIODS;
}

function settle(verdict: Verdict, note: string): Decision {
  return { verdict, note, incident: false };
}

function describePower(look: ValuesLook, evidence: ValuesEvidence, context: LookContext): string {
  if (look.forPeriods !== undefined) return `never beyond it for ${look.forPeriods} min`;
  const bySigns = periodsToReach((isPaired(look) ? 2 : 1) * Math.exp(logLimitOf(context)));
  const needed = isPaired(look) ? Math.min(bySigns, LEAST_PAIRED_PERIODS) : bySigns;
  return evidence.signs.looks < needed ? `no harm shown, though none can be before period ${needed}` : 'no harm shown';
}

function describe(look: ValuesLook, { phase }: ValuesEvidence, { against }: LookContext): string {
  if (phase.periods === 0) return against === 'limit' ? 'no candidate data' : 'no period with data of both variants';
  const unit = look.unit === undefined ? '' : ` ${look.unit}`;
  const beyond = look.harm === 'above' ? 'above' : 'below';
  const bad =
    look.limit === undefined || look.margin !== undefined
      ? 'worse than the baseline by more than allowed'
      : `${beyond} ${significant(look.limit)}${unit}`;
  const candidate = `candidate ${significant(phase.candidate / phase.periods)}${unit} on average, ${bad} in ${whole(phase.candidateBroke)} of ${whole(phase.periods)} periods`;
  if (against === 'limit') return candidate;
  const baseline = `${candidate}; baseline ${significant(phase.baseline / phase.periods)}${unit}`;
  return look.limit === undefined ? baseline : `${baseline}, ${beyond} in ${whole(phase.baselineBroke)}`;
}
