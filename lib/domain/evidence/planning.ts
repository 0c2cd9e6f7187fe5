import { candidateShareOfFailures, LIFT_PRIOR, LIFTS, logLikelihoodRatio } from './likelihood';
import { FIRST_SHARE, logSum } from './mixture';

/** What a phase will see, as far as it is known before the launch. */
export interface ExpectedTraffic {
  /** Of both variants together. */
  readonly requestsPerMinute: number;
  /** The baseline's share of failures, 0..1. */
  readonly failureRate: number;
  /** The candidate's share of the requests, 0..1. */
  readonly share: number;
}

/** The settings of the judge that decide how long it takes. */
export interface Sensitivity {
  readonly alpha: number;
  /** Number of KPIs judged. */
  readonly kpis: number;
  readonly tolerance: number;
  readonly burst: number;
}

const HIGHEST_RISK = 1e4;
/** Two years: beyond that, never. */
const LONGEST_MINUTES = 1e6;
const BISECTIONS = 50;

/**
 * Minutes until a candidate that fails `risk` times as often as the baseline is expected to be found out, counted from
 * the start of the release; infinite if it never will be. The planning formula (what is missing to K / alpha, divided by
 * failures a minute times a Kullback-Leibler divergence), but for the bets that are really made: each component
 * gains at its own pace, and together they reach the limit sooner than the quickest alone.
 */
export function minutesToDetect(risk: number, traffic: ExpectedTraffic, sensitivity: Sensitivity): number {
  const isFound = (minutes: number): boolean => isExpected({ risk, minutes, traffic, sensitivity });
  return isFound(LONGEST_MINUTES)
    ? leastAbove(1 / LONGEST_MINUTES, LONGEST_MINUTES, isFound)
    : Number.POSITIVE_INFINITY;
}

/** Smallest relative risk that is expected to be found out within `minutes`; `undefined` if none is. */
export function detectableWithin(
  minutes: number,
  traffic: ExpectedTraffic,
  sensitivity: Sensitivity,
): number | undefined {
  const highest = traffic.failureRate > 0 ? Math.min(HIGHEST_RISK, 1 / traffic.failureRate) : HIGHEST_RISK;
  const isFound = (risk: number): boolean => isExpected({ risk, minutes, traffic, sensitivity });
  return isFound(highest) ? leastAbove(Math.min(sensitivity.tolerance, highest), highest, isFound) : undefined;
}

function isExpected(plan: {
  readonly risk: number;
  readonly minutes: number;
  readonly traffic: ExpectedTraffic;
  readonly sensitivity: Sensitivity;
}): boolean {
  const { requestsPerMinute, failureRate, share } = plan.traffic;
  const { alpha, kpis, tolerance, burst } = plan.sensitivity;
  const hits = plan.minutes * requestsPerMinute * share * Math.min(1, failureRate * plan.risk);
  const trials = hits + plan.minutes * requestsPerMinute * (1 - share) * failureRate;
  const probability = candidateShareOfFailures(share, tolerance);
  const stakes = LIFTS.map((lift, index) => {
    const stake = Math.log(FIRST_SHARE * (LIFT_PRIOR[index] ?? 0));
    return stake + logLikelihoodRatio({ hits, trials, probability }, lift) / burst;
  });
  return logSum(stakes) >= Math.log(kpis / alpha);
}

/** The least value in (low, high] from which on `holds` is true, to the last digit that matters. */
function leastAbove(low: number, high: number, holds: (value: number) => boolean): number {
  let [below, above] = [low, high];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = Math.sqrt(below * above);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
