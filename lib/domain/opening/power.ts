import type { Kpi, Phase } from '../blueprint/blueprint';
import type { Calibration } from './calibration';
import { candidateShareOfFailures, LIFT_PRIOR, LIFTS, logLikelihoodRatio } from '../evidence/likelihood';
import { FIRST_SHARE, logSum } from '../evidence/mixture';
import { percent, significant, whole } from '../evidence/numbers';
import { DEFAULT_SETTINGS } from '../evidence/verdict';
import { failureLimit, isCounted } from '../blueprint/kpi';
import type { CountPeriod, Reading } from '../sentinels/readings';

/** What a release could see of one KPI, going by the baseline's past. */
export interface KpiPower {
  readonly kpi: string;
  readonly requestsPerMinute: number;
  /** The baseline's share of requests on the wrong side, 0..1. */
  readonly failureRate: number;
  /** The regression it must be able to see, as a multiple of that share: 4, or the KPI's limit where that is farther away. */
  readonly regression: number;
  /** Minutes of traffic on the candidate until that shows; absent where it never does. */
  readonly minutes?: number;
  /** Name of the phase in which it shows. */
  readonly phase?: string;
  /** Smallest multiple of the baseline's rate that shows at all; absent where none does. */
  readonly smallest?: number;
}

/** The least regression that a release must be able to see. */
const REGRESSION = 4;
const HIGHEST = 1e4;
const BISECTIONS = 40;
const MINUTE = 60_000;

interface Watch {
  readonly phases: readonly Phase[];
  readonly requestsPerMinute: number;
  readonly failureRate: number;
  /** Largest share of failures that the KPI allows, if it has a limit. */
  readonly limit: number | undefined;
  readonly burst: number;
  readonly tolerance: number;
  /** Evidence at which harm is called, as a logarithm. */
  readonly logLimit: number;
}

/** What the release could see, for each KPI that counts requests; `to` is the end of the past, epoch milliseconds. */
export function powerOf(
  kpis: readonly Kpi[],
  phases: readonly Phase[],
  {
    past,
    to,
    calibration,
  }: {
    readonly past: readonly Reading[];
    readonly to: number;
    readonly calibration: Readonly<Record<string, Calibration>>;
  },
): readonly KpiPower[] {
  const acting = kpis.filter(({ dryRun }) => dryRun !== true);
  const logLimit = Math.log(Math.max(1, acting.length) / DEFAULT_SETTINGS.alpha);
  return acting
    .filter((kpi) => isCounted(kpi, calibration[kpi.name]?.byValue))
    .map((kpi) => {
      const { requestsPerMinute, failureRate } = rateOf(past.find((one) => one.kpi === kpi.name)?.counts ?? [], to);
      const margin = kpi.worseThanBaseline?.kind === 'factor' ? kpi.worseThanBaseline.value : 1;
      const watch: Watch = {
        phases,
        requestsPerMinute,
        failureRate,
        limit: failureLimit(kpi),
        burst: kpi.burst ?? calibration[kpi.name]?.burst ?? 1,
        tolerance: Math.max(DEFAULT_SETTINGS.tolerance, margin),
        logLimit,
      };
      // A candidate that is worse and still within its limit is what the user asked for.
      const regression = Math.max(REGRESSION, (watch.limit ?? 0) / failureRate);
      const found = minuteOf(regression, watch);
      const smallest = smallestOf(watch);
      return {
        kpi: kpi.name,
        requestsPerMinute: round(requestsPerMinute),
        failureRate: round(failureRate),
        regression: round(regression),
        ...(found !== undefined && { minutes: found.minutes, phase: found.phase }),
        ...(smallest !== undefined && { smallest: round(smallest) }),
      };
    });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Requests a minute since the first one known, and the share of failures, never quite 0: a spotless past is no proof. */
function rateOf(counts: readonly CountPeriod[], to: number): Pick<KpiPower, 'requestsPerMinute' | 'failureRate'> {
  const requests = counts.reduce((sum, period) => sum + period.requests, 0);
  const failures = counts.reduce((sum, period) => sum + period.failures, 0);
  const from = Math.min(to - MINUTE, ...counts.map(({ start }) => start));
  return { requestsPerMinute: requests / ((to - from) / MINUTE), failureRate: (failures + 0.5) / (requests + 1) };
}

/**
 * The minute in which the judge is expected to call harm, if the candidate fails `risk` times as often from its first
 * request on: its bets, made on the expected counts of every minute of every phase, one after the other.
 */
function minuteOf(risk: number, watch: Watch): { readonly minutes: number; readonly phase: string } | undefined {
  const rate = Math.min(1, risk * watch.failureRate);
  let logs = LIFTS.map((_, index) => Math.log(FIRST_SHARE * (LIFT_PRIOR[index] ?? 0)));
  let minutes = 0;
  for (const { name, traffic, bakeSeconds } of watch.phases) {
    const bet = betOf(traffic / 100, rate, watch);
    const gains = bet === undefined ? undefined : LIFTS.map((lift) => logLikelihoodRatio(bet, lift) / watch.burst);
    for (let minute = 1; minute <= bakeSeconds / 60; minute++) {
      minutes++;
      if (gains === undefined) continue;
      logs = logs.map((log, index) => log + (gains[index] ?? 0));
      if (logSum(logs) >= watch.logLimit) return { minutes, phase: name };
    }
  }
  return undefined;
}

/** What one minute of a phase bets on; nothing where there is nothing to compare with, and no limit either. */
function betOf(share: number, rate: number, { requestsPerMinute, failureRate, limit, tolerance }: Watch) {
  const hits = requestsPerMinute * share * rate;
  if (share < 1) {
    const trials = hits + requestsPerMinute * (1 - share) * failureRate;
    return { hits, trials, probability: candidateShareOfFailures(share, tolerance) };
  }
  return limit === undefined || limit <= 0 || limit >= 1
    ? undefined
    : { hits, trials: requestsPerMinute, probability: limit };
}

function smallestOf(watch: Watch): number | undefined {
  const isFound = (risk: number): boolean => minuteOf(risk, watch) !== undefined;
  const most = Math.min(HIGHEST, 1 / watch.failureRate);
  if (!isFound(most)) return undefined;
  let [below, above] = [1, most];
  for (let step = 0; step < BISECTIONS && above / below > 1.01; step++) {
    const middle = Math.sqrt(below * above);
    if (isFound(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** Whether the release could see such a regression of at least one KPI. */
export function hasPower(powers: readonly KpiPower[]): boolean {
  return powers.length === 0 || powers.some(({ minutes }) => minutes !== undefined);
}

/** What a KPI could show, in a sentence. */
export function describePower(power: KpiPower): string {
  const { kpi, requestsPerMinute, failureRate, regression, minutes, phase, smallest } = power;
  const past = `the baseline had ${whole(requestsPerMinute)} requests a minute in the last hours, ${percent(failureRate)} of them on the wrong side`;
  const what =
    regression > REGRESSION
      ? `a breach of its limit, ${significant(regression)} times the baseline's rate,`
      : `a rate ${REGRESSION} times the baseline's`;
  if (minutes !== undefined)
    return `KPI ${kpi} would show ${what} after ${minutes} minutes, in phase ${phase}: ${past}`;
  const least = smallest === undefined ? 'nothing would' : `the smallest that would is ${significant(smallest)} times`;
  return `KPI ${kpi} could not show ${what} in all its bakes, ${least}: ${past}; longer bakes or larger shares would`;
}
