import { logDetected } from './absolute';
import { logCertainty } from './certificate';
import { addCounts, failureRate, NO_COUNTS, type Counts, type PairedCounts } from './counts';
import { newCountsEvidence, weighCounts, type CountsEvidence, type CountsKpi } from './counts-evidence';
import { describeCounts, fromLog, percent, significant } from './numbers';
import { detectableWithin } from './planning';
import { logLimitOf, type Finding, type LookContext, type Verdict } from './verdict';

/** One KPI that counts requests, at one look. */
export interface CountsLook extends CountsKpi {
  readonly kind: 'counts';
  readonly name: string;
  /** Complete periods that no earlier look has had. */
  readonly periods: readonly PairedCounts[];
  /** What the last look left; absent at the first. */
  readonly evidence?: CountsEvidence;
  /** What the counted requests did. @default 'failed' */
  readonly verb?: string;
  /** Periods for which the limit must be broken without a break before it counts. @default 0 */
  readonly forPeriods?: number | undefined;
  /** @default the judge's */
  readonly minRequests?: number | undefined;
}

/** What is known of such a KPI after a look, and what the next look needs. */
export interface CountsFinding extends Finding {
  readonly evidence: CountsEvidence;
}

/** Evidence of a breach that is enough to call a limit broken once the candidate is known to be the worse variant. */
const LOOKS_BROKEN = Math.log(10);

/** Judges one KPI that counts requests. */
export function judgeCounts(look: CountsLook, context: LookContext): CountsFinding {
  const evidence = weighCounts(look.evidence ?? newCountsEvidence(), look, context);
  const logLimit = logLimitOf(context);
  const { verdict, note, incident } = decide({ look, evidence, context, logLimit });
  const against = `evidence ${fromLog(evidence.harm.peak)} against the limit ${fromLog(logLimit)}`;
  const numbers = describePhase(look, evidence, context);
  const recent = verdict === 'fail' ? describeRecent(look, evidence, context) : '';
  const reason = [numbers, recent, against, note].filter((part) => part !== '').join('; ');
  const logEvidence = evidence.harm.peak;
  const within = logEvidence >= logLimit && verdict !== 'fail';
  return { kpi: look.name, verdict, incident, reason, logEvidence, logLimit, evidence: { ...evidence, within } };
}

interface Matter {
  readonly look: CountsLook;
  readonly evidence: CountsEvidence;
  readonly context: LookContext;
  readonly logLimit: number;
}

interface Decision {
  readonly verdict: Verdict;
  readonly note: string;
  readonly incident: boolean;
}

function decide(matter: Matter): Decision {
  const { look, evidence, context, logLimit } = matter;
  const { settings } = context;
  const limit = look.limit === undefined ? '' : `its limit of ${percent(look.limit)}`;
  const isHarmful = evidence.harm.peak >= logLimit;
  const hasLasted = (evidence.run?.longest ?? 0) >= (look.forPeriods ?? 0);
  if (isHarmful && hasLasted && looksBroken(matter)) {
    return settle('fail', context.against === 'limit' ? `nothing was left to compare with but ${limit}` : '');
  }
  const breaks = {
    candidate: hasLasted && logDetected(evidence.broken.candidate) >= logLimit,
    baseline: context.against === 'baseline' && logDetected(evidence.broken.baseline) >= logLimit,
  };
  if (breaks.candidate && breaks.baseline) {
    return {
      ...settle('inconclusive', `both variants break ${limit}: an incident, not the candidate`),
      incident: true,
    };
  }
  if (breaks.candidate) {
    return settle('inconclusive', `the candidate breaks ${limit}, but is not shown to be the cause`);
  }

  const within = isHarmful ? withinOrBrief(look, limit) : '';
  const missing = missingData(matter);
  const isCertified = logCertainty(evidence.certificate) >= -Math.log(settings.certificateAlpha);
  if (missing === '' && context.against === 'baseline' && isCertified) {
    return settle(
      'pass',
      within || `certified: less than ${significant(settings.certifiedRisk)} times the baseline's rate`,
    );
  }
  if (!context.isBakeOver) return settle('inconclusive', within || 'still watching');
  if (missing !== '') return settle('inconclusive', missing);
  return settle('pass', within || describePower(matter));
}

function settle(verdict: Verdict, note: string): Decision {
  return { verdict, note, incident: false };
}

function withinOrBrief({ forPeriods }: CountsLook, limit: string): string {
  return forPeriods === undefined
    ? `worse than the baseline, but within ${limit}`
    : `worse than the baseline, but not beyond ${limit} for ${forPeriods} min`;
}

/** A candidate may be worse than the baseline and still be what the user asked for. */
function looksBroken({ look, evidence }: Matter): boolean {
  // Who says how much worse than the baseline is too much, or for how long, wants no more than that.
  if (look.limit === undefined || look.margin !== undefined || look.forPeriods !== undefined) return true;
  // Without a request in this phase only what the phases before have shown speaks against it.
  const rate = failureRate(evidence.phase.candidate);
  return (rate !== undefined && rate >= look.limit) || logDetected(evidence.broken.candidate) >= LOOKS_BROKEN;
}

function missingData({ look, evidence, context }: Matter): string {
  const minRequests = look.minRequests ?? context.settings.minRequests;
  const { candidate, baseline } = evidence.phase;
  if (context.against === 'limit' && look.limit === undefined) return 'nothing to compare with, and no limit';
  if (candidate.requests < minRequests) return `too few candidate requests, ${minRequests} are needed`;
  if (context.against === 'baseline' && baseline.requests < minRequests) {
    return `too few baseline requests, ${minRequests} are needed`;
  }
  return '';
}

/** What "no harm shown" is worth: how bad a candidate would have been found out by as much traffic. */
function describePower({ look, evidence: { phase }, context }: Matter): string {
  const { requests, failures } = addCounts(phase.candidate, phase.baseline);
  const traffic = {
    requestsPerMinute: requests,
    // Half a failure more, so that a spotless baseline is not taken for one that cannot fail.
    failureRate: (failures + 0.5) / (requests + 1),
    share: phase.candidate.requests / requests,
  };
  if (context.against === 'limit') return 'no breach of the limit shown';
  if (look.margin?.kind === 'difference') return 'no harm shown';
  const tolerance = look.margin?.value ?? context.settings.tolerance;
  const sensitivity = { ...context.settings, tolerance, kpis: context.kpis, burst: look.burst };
  const risk = detectableWithin(1, traffic, sensitivity);
  return risk === undefined
    ? 'no harm shown, though so little traffic could have shown none'
    : `no harm shown; ${significant(risk)} times the baseline's rate would have been`;
}

function describePhase(look: CountsLook, { phase }: Pick<CountsEvidence, 'phase'>, { against }: LookContext): string {
  const candidate = describeCounts(phase.candidate, 'candidate', ` ${look.verb ?? 'failed'}`);
  return against === 'limit' ? candidate : `${candidate}, ${describeCounts(phase.baseline, 'baseline')}`;
}

/** Harm that began late hides in the numbers of a long phase. */
function describeRecent(look: CountsLook, { phase }: CountsEvidence, context: LookContext): string {
  const recent = sum(look.periods);
  if (recent.candidate.requests === 0 || recent.candidate.requests === phase.candidate.requests) return '';
  return `at this look ${describePhase(look, { phase: recent }, context)}`;
}

function sum(periods: readonly PairedCounts[]): PairedCounts {
  const total = (arm: keyof PairedCounts): Counts =>
    periods.reduce((so, period) => addCounts(so, period[arm]), NO_COUNTS);
  return { candidate: total('candidate'), baseline: total('baseline') };
}
