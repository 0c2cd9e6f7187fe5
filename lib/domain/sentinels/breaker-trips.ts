import type { Kpi, MetricAddress } from '../blueprint/blueprint';
import { failureLimit, harmSide, isCounted, tellsVariants } from '../blueprint/kpi';
import {
  errorMetrics,
  INVOCATIONS,
  LATENCY,
  type MetricName,
  OVERHEAD,
  utilizationMetric,
  variantDimensions,
} from './metrics';

/** Where breakers look: at the candidate beside its baseline, or at one variant alone. */
export interface Watched {
  readonly variant: string;
  /** Variant to compare with, if one serves. */
  readonly baseline?: string;
  /** Put before the KPI in the alarm's name. @default '' */
  readonly label?: string;
  /** SageMaker publishes its invocation metrics every ten seconds. @default false */
  readonly fast?: boolean;
  /** Most failures that one cause brings at once, by KPI. @default 1 */
  readonly bursts?: Readonly<Record<string, number>>;
}

/** What one variant gives to a breaker's expression, in metric math: requests, and failures or a value. */
export interface Arm {
  readonly metrics: readonly {
    readonly id: string;
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** CloudWatch statistic, e.g. `Sum` or `p99`. */
    readonly statistic: string;
  }[];
}

/** What makes a breaker fire. */
export interface Trip extends Arm {
  /**
   * Metric math: the candidate's value when the breaker must trip, else a value that does not. So the alarm's reason tells the
   * value and not just that something tripped.
   */
  readonly expression: string;
  /** The alarm fires above it. A share (0..1), seconds, or the unit of the user's metric. */
  readonly threshold: number;
  /** For people. */
  readonly words: string;
  /** Whether the metrics come every ten seconds where SageMaker's invocation metrics do. */
  readonly isFast: boolean;
}

/** Fewer failed requests in a period than this trip nothing: the judge sees them, a breaker is for catastrophes. */
const LEAST_FAILURES = 10;
/** Failures that come in bursts must have at least so many causes: one request that is retried ten times is no catastrophe. */
const LEAST_CAUSES = 4;
/** Fewer requests than this in a period say nothing about latency, or about the baseline. */
const LEAST_REQUESTS = 20;
/** A derived limit lies this far above the judged one, and at least this share of requests must fail. */
const COARSENESS = 5;
const LEAST_SHARE = 0.05;
const MOST_SHARE = 0.5;
/** The candidate must be this many times worse than the baseline, so that an incident on both does not trip it. */
const WORSE = 3;
/**
 * Three times as bad by chance is common where failures are few, as in an incident on both with little traffic: the difference
 * must also be so many times what chance makes of it, squared. In 45 minutes of such an incident that leaves one false alarm in
 * thousands of releases; the factor alone makes one in twenty.
 */
const BEYOND_CHANCE = 9;
const MICROSECONDS = 1e6;

/** What trips the breaker of a KPI; `undefined` for a KPI that only the judge watches. */
export function tripOf(kpi: Kpi, endpoint: string, watched: Watched): Trip | undefined {
  const { measure } = kpi;
  // A metric that does not say which variant it is about can blame none.
  if (!tellsVariants(kpi)) return undefined;
  switch (measure.kind) {
    case 'error_rate':
    case 'success_rate':
    case 'rate':
    case 'ratio':
      return isCounted(kpi) ? tripOnShare(kpi, endpoint, watched) : tripOnValue(kpi, endpoint, watched);
    case 'latency':
      return tripOnLatency(kpi, endpoint, watched);
    case 'throughput':
      // Its limit is about all of the traffic, of which an alarm cannot know the candidate's share.
      return undefined;
    default:
      return tripOnValue(kpi, endpoint, watched);
  }
}

/** Metrics of one variant of which one counts all and the others, added up, count what is on the wrong side. */
interface ShareArm extends Arm {
  readonly all: string;
  readonly failed: string;
}

function tripOnShare(kpi: Kpi, endpoint: string, watched: Watched): Trip {
  const share = shareLimit(kpi);
  const c = shareArm(kpi, 'c', endpoint, watched.variant);
  const least = Math.max(LEAST_FAILURES, LEAST_CAUSES * (watched.bursts?.[kpi.name] ?? 1));
  const alone = `${c.failed} >= ${least} AND ${c.failed} > ${share} * FILL(${c.all}, 0)`;
  const isFast = kpi.measure.kind === 'error_rate' || kpi.measure.kind === 'success_rate';
  const common = { threshold: share, isFast };
  const words = `at least ${least} on the wrong side and more than ${100 * share} % of all`;
  if (watched.baseline === undefined) {
    return { ...common, metrics: c.metrics, expression: `IF(${alone}, ${c.failed} / ${c.all}, 0)`, words };
  }
  const b = shareArm(kpi, 'b', endpoint, watched.baseline);
  // Multiplied out, so that a variant without requests divides nothing by zero.
  const [cn, bn] = [`FILL(${c.all}, 0)`, `FILL(${b.all}, 0)`];
  const worse = `${c.failed} * ${bn} > ${WORSE} * ${b.failed} * ${cn}`;
  const difference = `(${c.failed} * ${bn} - ${b.failed} * ${cn})`;
  const chance = `(${c.failed} * ${bn} * ${bn} + ${b.failed} * ${cn} * ${cn})`;
  const certain = `${difference} * ${difference} > ${BEYOND_CHANCE} * ${chance}`;
  return {
    ...common,
    metrics: [...c.metrics, ...b.metrics],
    expression: `IF(${alone} AND (${bn} < ${LEAST_REQUESTS} OR (${worse} AND ${certain})), ${c.failed} / ${c.all}, 0)`,
    words: `${words}, ${WORSE} times the baseline's share`,
  };
}

/** The share from which on a breaker trips: as given, or far above what is judged. */
function shareLimit(kpi: Kpi): number {
  if (kpi.breaker !== undefined && kpi.breaker !== 'none') {
    return harmSide(kpi) === 'above' ? kpi.breaker.value : 1 - kpi.breaker.value;
  }
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, COARSENESS * (failureLimit(kpi) ?? 0)));
}

function shareArm({ name, measure, ...kpi }: Kpi, prefix: string, endpoint: string, variant: string): ShareArm {
  const all = `${prefix}n`;
  const failuresOf = (ids: readonly string[]) => `(${ids.map((id) => `FILL(${id}, 0)`).join(' + ')})`;
  if (measure.kind === 'error_rate' || measure.kind === 'success_rate') {
    const own = ownMetric(endpoint, variant);
    const failed = errorMetrics(measure.errors).map((metric, index) => own(`${prefix}e${index}`, metric, 'Sum'));
    return {
      metrics: [own(all, INVOCATIONS, 'Sum'), ...failed],
      all,
      failed: failuresOf(failed.map(({ id }) => id)),
    };
  }
  const address = customMetric(endpoint, variant);
  const part = `${prefix}x`;
  const isAbove = harmSide({ name, measure, ...kpi }) === 'above';
  const failed = isAbove ? failuresOf([part]) : `(FILL(${all}, 0) - FILL(${part}, 0))`;
  if (measure.kind === 'ratio') {
    return { metrics: [address(all, measure.of, 'Sum'), address(part, measure.metric, 'Sum')], all, failed };
  }
  if (measure.kind !== 'rate') throw new Error(`KPI ${name} is no share of anything`);
  return { metrics: [address(all, measure.metric, 'SampleCount'), address(part, measure.metric, 'Sum')], all, failed };
}

function tripOnLatency(kpi: Kpi, endpoint: string, watched: Watched): Trip | undefined {
  const { measure, limit, breaker } = kpi;
  const given = breaker === 'none' ? undefined : breaker?.value;
  const derived = limit === undefined ? undefined : COARSENESS * limit.value;
  const seconds = given ?? derived;
  if (measure.kind !== 'latency' || seconds === undefined) return undefined;
  const metric = measure.source === 'model' ? LATENCY : OVERHEAD;
  const statistic = measure.statistic === 'mean' ? 'Average' : measure.statistic;
  const arm = (prefix: string, variant: string) => {
    const own = ownMetric(endpoint, variant);
    return [own(`${prefix}n`, INVOCATIONS, 'Sum'), own(`${prefix}l`, metric, statistic)];
  };
  const alone = `FILL(cn, 0) >= ${LEAST_REQUESTS} AND FILL(cl, 0) > ${seconds * MICROSECONDS}`;
  const words = `${statistic} above ${seconds} s with at least ${LEAST_REQUESTS} requests`;
  const common = { threshold: seconds, isFast: true };
  if (watched.baseline === undefined) {
    const expression = `IF(${alone}, cl / ${MICROSECONDS}, 0)`;
    return { ...common, metrics: arm('c', watched.variant), expression, words };
  }
  const worse = `FILL(bn, 0) < ${LEAST_REQUESTS} OR FILL(cl, 0) > ${WORSE} * FILL(bl, 0)`;
  return {
    ...common,
    metrics: [...arm('c', watched.variant), ...arm('b', watched.baseline)],
    expression: `IF(${alone} AND (${worse}), cl / ${MICROSECONDS}, 0)`,
    words: `${words}, ${WORSE} times the baseline's`,
  };
}

/**
 * A value has no natural "far beyond its limit", so that its breaker exists only where somebody has given it a limit. The
 * baseline on the same side of that limit keeps it quiet.
 */
function tripOnValue(kpi: Kpi, endpoint: string, watched: Watched): Trip | undefined {
  const { breaker } = kpi;
  if (breaker === undefined || breaker === 'none') return undefined;
  const arm = (prefix: string, variant: string) => valueArm(kpi, prefix, endpoint, variant);
  const c = arm('c', watched.variant);
  const isAbove = harmSide(kpi) === 'above';
  const beyond = `${c.value} ${isAbove ? '>' : '<'} ${breaker.value}`;
  // Below a limit is above its negative: alarms of this house fire above their threshold.
  const [shown, threshold] = isAbove ? [c.value, breaker.value] : [`0 - ${c.value}`, -breaker.value];
  const quiet = threshold - 1;
  const words = `${isAbove ? 'above' : 'below'} ${breaker.value}`;
  const common = { threshold, isFast: false };
  if (watched.baseline === undefined) {
    return { ...common, metrics: c.metrics, expression: `IF(${beyond}, ${shown}, ${quiet})`, words };
  }
  const b = arm('b', watched.baseline);
  // A baseline without data is taken to be on the right side.
  const filled = b.fill(isAbove ? breaker.value - 1 : breaker.value + 1);
  const within = `${filled} ${isAbove ? '<=' : '>='} ${breaker.value}`;
  return {
    ...common,
    metrics: [...c.metrics, ...b.metrics],
    expression: `IF(${beyond} AND ${within}, ${shown}, ${quiet})`,
    words: `${words} where the baseline is not`,
  };
}

interface ValueArm extends Arm {
  /** Metric math of the value, and the same with a number where there is none. */
  readonly value: string;
  readonly fill: (otherwise: number) => string;
}

function valueArm({ name, measure }: Kpi, prefix: string, endpoint: string, variant: string): ValueArm {
  const own = ownMetric(endpoint, variant);
  const custom = customMetric(endpoint, variant);
  const id = `${prefix}v`;
  const single = (metric: Arm['metrics'][number]): ValueArm => ({
    metrics: [metric],
    value: id,
    fill: (otherwise) => `FILL(${id}, ${otherwise})`,
  });
  switch (measure.kind) {
    case 'utilization':
      return single(own(id, utilizationMetric(measure.resource), 'Average'));
    case 'mean':
    case 'value':
      return single(custom(id, measure.metric, 'Average'));
    case 'ratio': {
      const value = `(${prefix}x / ${prefix}n)`;
      return {
        metrics: [custom(`${prefix}x`, measure.metric, 'Sum'), custom(`${prefix}n`, measure.of, 'Sum')],
        value,
        fill: (otherwise) => `FILL(${value}, ${otherwise})`,
      };
    }
    default:
      throw new Error(`KPI ${name} is not known by its value`);
  }
}

function ownMetric(endpoint: string, variant: string) {
  const dimensions = variantDimensions(endpoint, variant);
  return (id: string, metric: MetricName, statistic: string) => ({ id, ...metric, dimensions, statistic });
}

function customMetric(endpoint: string, variant: string) {
  return (id: string, { namespace, name, dimensions }: MetricAddress, statistic: string) => ({
    id,
    namespace,
    name,
    dimensions: Object.fromEntries(
      Object.entries(dimensions).map(([key, value]) => [
        key,
        value.replaceAll('{variant}', variant).replaceAll('{endpoint}', endpoint),
      ]),
    ),
    statistic,
  });
}
