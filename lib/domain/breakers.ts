import type { Kpi } from './blueprint';
import { errorMetrics, INVOCATIONS, LATENCY, variantDimensions } from './metrics';
import { alarmName } from './names';
import type { Plan } from './release';

/** One input of a breaker's expression: a statistic of a metric over one period. */
export interface BreakerMetric {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch statistic, e.g. `Sum` or `p99`. */
  readonly statistic: string;
}

/** A coarse, fast alarm of a release. */
export type Breaker =
  | {
      readonly kind: 'metric';
      readonly name: string;
      readonly description: string;
      readonly metrics: readonly BreakerMetric[];
      /**
       * CloudWatch metric math: the candidate's value when the breaker must trip, else 0. So the alarm's reason
       * tells the value and not just that something tripped.
       */
      readonly expression: string;
      /** The alarm fires above it. A share (0..1), or seconds. */
      readonly threshold: number;
      /** Seconds. */
      readonly period: number;
    }
  /** Fires when one of these alarms does. */
  | {
      readonly kind: 'composite';
      readonly name: string;
      readonly description: string;
      readonly alarms: readonly string[];
    };

/** Fewer failed requests in a minute than this trip nothing: the judge sees them, a breaker is for catastrophes. */
const LEAST_FAILURES = 10;
/** Fewer requests than this in a minute say nothing about latency. */
const LEAST_REQUESTS = 20;
/** A breaker's limit lies this far above the judged one, and at least this share of requests must fail. */
const COARSENESS = 5;
const LEAST_SHARE = 0.05;
const MOST_SHARE = 0.5;
/** The candidate must be this many times worse than the baseline, so that an incident on both does not trip it. */
const WORSE = 3;
const PERIOD = 60;

/** Where breakers look: at the candidate beside its baseline, or at the final variant alone. */
export interface Watched {
  readonly variant: string;
  /** Variant to compare with, if one serves. */
  readonly baseline?: string;
  /** Put before the KPI in the alarm's name. @default '' */
  readonly label?: string;
}

/** The breakers of a release, and the composite over the user's own alarms. */
export function breakersOf(stack: string, release: number, plan: Plan, watched: Watched): Breaker[] {
  const { blueprint } = plan;
  const name = (watch: string) => alarmName(stack, blueprint.endpoint, release, `${watched.label ?? ''}${watch}`);
  const breakers = blueprint.kpis.flatMap((kpi) => {
    const parts = tripsOn(kpi, blueprint.endpoint, watched);
    if (parts === undefined) return [];
    const description = `Circuit breaker of KPI ${kpi.name} (${kpi.limit.text}) of release ${release} of ${blueprint.endpoint}: ${parts.words}`;
    return [{ kind: 'metric' as const, name: name(kpi.name), description, ...parts, period: PERIOD }];
  });
  if (blueprint.alarms.length === 0) return breakers;
  const description = `Fires when an alarm named in the blueprint of release ${release} of ${blueprint.endpoint} does`;
  return [...breakers, { kind: 'composite', name: name('alarms'), description, alarms: blueprint.alarms }];
}

interface Trip {
  readonly metrics: readonly BreakerMetric[];
  readonly expression: string;
  readonly threshold: number;
  readonly words: string;
}

/** What trips the breaker of a KPI; `undefined` for a KPI that only the judge watches. */
function tripsOn(kpi: Kpi, endpoint: string, watched: Watched): Trip | undefined {
  const { measure, limit } = kpi;
  if (measure.kind === 'error_rate') return tripsOnErrors(endpoint, watched, measure.errors, limit.value);
  if (measure.kind === 'success_rate') return tripsOnErrors(endpoint, watched, measure.errors, 1 - limit.value);
  if (measure.kind === 'latency' && measure.source === 'model') {
    const statistic = measure.statistic === 'mean' ? 'Average' : measure.statistic;
    return tripsOnLatency(endpoint, watched, statistic, limit.value);
  }
  return undefined;
}

function tripsOnErrors(
  endpoint: string,
  watched: Watched,
  errors: Parameters<typeof errorMetrics>[0],
  limit: number,
): Trip {
  const share = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, COARSENESS * limit));
  const arm = (prefix: string, variant: string): BreakerMetric[] => {
    const dimensions = variantDimensions(endpoint, variant);
    return [
      { id: `${prefix}n`, ...INVOCATIONS, dimensions, statistic: 'Sum' },
      ...errorMetrics(errors).map((metric, index) => ({
        id: `${prefix}e${index}`,
        ...metric,
        dimensions,
        statistic: 'Sum',
      })),
    ];
  };
  const sum = (prefix: string) => `(${errors.map((_, index) => `FILL(${prefix}e${index}, 0)`).join(' + ')})`;
  const alone = `${sum('c')} >= ${LEAST_FAILURES} AND ${sum('c')} > ${share} * FILL(cn, 0)`;
  if (watched.baseline === undefined) {
    return {
      metrics: arm('c', watched.variant),
      expression: `IF(${alone}, ${sum('c')} / cn, 0)`,
      threshold: share,
      words: `at least ${LEAST_FAILURES} failed requests and ${100 * share} % of all in a minute`,
    };
  }
  // Multiplied out, so that a variant without requests divides nothing by zero.
  const worse = `${sum('c')} * FILL(bn, 0) > ${WORSE} * ${sum('b')} * FILL(cn, 0)`;
  return {
    metrics: [...arm('c', watched.variant), ...arm('b', watched.baseline)],
    expression: `IF(${alone} AND (FILL(bn, 0) < ${LEAST_REQUESTS} OR ${worse}), ${sum('c')} / cn, 0)`,
    threshold: share,
    words: `at least ${LEAST_FAILURES} failed requests and ${100 * share} % of all in a minute, ${WORSE} times the baseline's share`,
  };
}

function tripsOnLatency(endpoint: string, watched: Watched, statistic: string, limit: number): Trip {
  // ModelLatency is in microseconds.
  const coarse = COARSENESS * limit * 1e6;
  const arm = (prefix: string, variant: string): BreakerMetric[] => {
    const dimensions = variantDimensions(endpoint, variant);
    return [
      { id: `${prefix}n`, ...INVOCATIONS, dimensions, statistic: 'Sum' },
      { id: `${prefix}l`, ...LATENCY, dimensions, statistic },
    ];
  };
  const alone = `FILL(cn, 0) >= ${LEAST_REQUESTS} AND FILL(cl, 0) > ${coarse}`;
  const words = `${statistic} above ${COARSENESS * limit} s with at least ${LEAST_REQUESTS} requests in a minute`;
  if (watched.baseline === undefined) {
    return {
      metrics: arm('c', watched.variant),
      expression: `IF(${alone}, cl / 1000000, 0)`,
      threshold: COARSENESS * limit,
      words,
    };
  }
  return {
    metrics: [...arm('c', watched.variant), ...arm('b', watched.baseline)],
    expression: `IF(${alone} AND (FILL(bn, 0) < ${LEAST_REQUESTS} OR FILL(cl, 0) > ${WORSE} * FILL(bl, 0)), cl / 1000000, 0)`,
    threshold: COARSENESS * limit,
    words: `${words}, ${WORSE} times the baseline's`,
  };
}
