/** Answer of a look. `inconclusive` while it is too early to tell, and where there is too little data to tell at all. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** How the judge weighs. */
export interface JudgeSettings {
  /** Chance of rolling back a release with nothing wrong, over all its looks and KPIs. */
  readonly alpha: number;
  /** A candidate this many times as bad as the baseline is still fine. */
  readonly tolerance: number;
  /** Chance of certifying a candidate that is `certifiedRisk` times worse or more, for each KPI. */
  readonly certificateAlpha: number;
  /** The certificate says: fails less than this many times as often as the baseline. */
  readonly certifiedRisk: number;
  /** Requests that each compared variant must have had in the phase before a KPI that counts requests may pass. */
  readonly minRequests: number;
  /** Periods that a KPI known only by its value must have had in the phase before it may pass. */
  readonly minPeriods: number;
}

/** What is judged by unless told otherwise. */
export const DEFAULT_SETTINGS: JudgeSettings = {
  alpha: 0.01,
  tolerance: 1.05,
  certificateAlpha: 0.05,
  certifiedRisk: 2,
  minRequests: 50,
  minPeriods: 4,
};

/** What the look is for. */
export interface LookContext {
  /**
   * `limit`: the candidate has all the traffic and the way back is open, so that the KPI's limit is all there is
   * to judge by. Once nothing can be gone back to, do not judge at all.
   */
  readonly against: 'baseline' | 'limit';
  /** Whether this is the phase's last look. */
  readonly isBakeOver: boolean;
  /** Number of KPIs judged in this release; alpha is shared among them (Bonferroni). */
  readonly kpis: number;
  readonly settings: JudgeSettings;
}

/** What is known of one KPI after a look. */
export interface Finding {
  /** The KPI's name. */
  readonly kpi: string;
  readonly verdict: Verdict;
  /** Both variants break the limit: a reason to hold and to page, none to blame the candidate. */
  readonly incident: boolean;
  /** A sentence for people, with the numbers. */
  readonly reason: string;
  /** Natural logarithm of the highest evidence of harm so far. */
  readonly logEvidence: number;
  /** Natural logarithm of the evidence that makes a verdict fail: kpis / alpha. */
  readonly logLimit: number;
}

/** Natural logarithm of the evidence at which harm is called: K / alpha. */
export function logLimitOf({ kpis, settings }: Pick<LookContext, 'kpis' | 'settings'>): number {
  return Math.log(kpis / settings.alpha);
}

/** The worst first. */
const WORST_FIRST: readonly Verdict[] = ['fail', 'inconclusive', 'pass'];

/** The worst of several verdicts; of none it is inconclusive. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}
