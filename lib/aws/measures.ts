import type { MetricAddress } from '../domain/blueprint/blueprint';
import { harmSide, isCounted } from '../domain/blueprint/kpi';
import {
  errorMetrics,
  INVOCATIONS,
  LATENCY,
  type MetricName,
  OVERHEAD,
  utilizationMetric,
  variantDimensions,
} from '../domain/sentinels/metrics';
import type { CountPeriod, MetricQuery, ValuePeriod } from '../domain/sentinels/readings';

/** One statistic of one metric. */
export interface Statistic extends MetricName {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** The statistics a KPI needs, and how their values of one period become a count or a value. */
export type Measuring =
  | {
      readonly kind: 'counts';
      readonly statistics: readonly Statistic[];
      /** `undefined`: no data. */
      readonly toCounts: (values: readonly (number | undefined)[]) => Omit<CountPeriod, 'start'> | undefined;
      /** Index of a statistic that has data wherever the first one has, unless CloudWatch cannot count this metric. */
      readonly probed?: number;
    }
  | {
      readonly kind: 'values';
      readonly statistics: readonly Statistic[];
      readonly toValue: (values: readonly (number | undefined)[]) => ValuePeriod['value'] | undefined;
    };

/** SageMaker gives latencies in microseconds. */
const MICROSECONDS = 1e6;

/** Requests that took any time at all: all of them. */
const COUNT_OF_ALL = 'TC(0:)';

/** How to read a KPI of one variant from CloudWatch. */
export function measuringOf({ kpi, endpoint, variant, share = 1, byValue, probe = false }: MetricQuery): Measuring {
  const { measure, limit } = kpi;
  const failsAbove = harmSide(kpi) === 'above';
  const own = (metric: MetricName, statistic: string): Statistic => ({
    ...metric,
    dimensions: variantDimensions(endpoint, variant),
    statistic,
  });
  const custom = (metric: MetricAddress, statistic: string): Statistic => ({
    namespace: metric.namespace,
    name: metric.name,
    dimensions: Object.fromEntries(
      Object.entries(metric.dimensions).map(([key, value]) => [
        key,
        value.replaceAll('{variant}', variant).replaceAll('{endpoint}', endpoint),
      ]),
    ),
    statistic,
  });
  switch (measure.kind) {
    case 'error_rate':
    case 'success_rate':
      return {
        kind: 'counts',
        statistics: [own(INVOCATIONS, 'Sum'), ...errorMetrics(measure.errors).map((metric) => own(metric, 'Sum'))],
        toCounts: ([requests, ...errors]) =>
          counts(
            requests,
            errors.reduce<number>((sum, count) => sum + (count ?? 0), 0),
          ),
      };
    case 'latency': {
      const metric = measure.source === 'model' ? LATENCY : OVERHEAD;
      if (measure.statistic === 'mean') return scaled(own(metric, 'Average'), 1 / MICROSECONDS);
      if (limit === undefined || !isCounted(kpi, byValue))
        return scaled(own(metric, measure.statistic), 1 / MICROSECONDS);
      // "p99 below 300 ms" is "at most 1 % of the requests are slower than 300 ms": a count, which can be tested.
      const slow = own(metric, `TC(${limit.value * MICROSECONDS}:)`);
      return {
        kind: 'counts',
        statistics: [own(metric, 'SampleCount'), slow, ...(probe ? [own(metric, COUNT_OF_ALL)] : [])],
        toCounts: ([n, x]) => counts(n, x ?? 0),
        ...(probe && { probed: 2 }),
      };
    }
    case 'throughput':
      return scaled(own(INVOCATIONS, 'Sum'), 1 / share);
    case 'utilization':
      return scaled(own(utilizationMetric(measure.resource), 'Average'), 1);
    case 'rate':
      return {
        kind: 'counts',
        statistics: [custom(measure.metric, 'SampleCount'), custom(measure.metric, 'Sum')],
        toCounts: ([n, ones]) => counts(n, failsAbove ? (ones ?? 0) : (n ?? 0) - (ones ?? 0)),
      };
    case 'ratio': {
      const statistics = [custom(measure.metric, 'Sum'), custom(measure.of, 'Sum')];
      if (isCounted(kpi)) {
        return {
          kind: 'counts',
          statistics,
          toCounts: ([part = 0, whole]) => counts(whole, failsAbove ? part : (whole ?? 0) - part),
        };
      }
      return {
        kind: 'values',
        statistics,
        toValue: ([part, whole]) => (part === undefined || !whole ? undefined : part / whole),
      };
    }
    case 'mean':
    case 'value':
      return scaled(custom(measure.metric, 'Average'), 1);
  }
}

function scaled(statistic: Statistic, factor: number): Measuring {
  return {
    kind: 'values',
    statistics: [statistic],
    toValue: ([value]) => (value === undefined ? undefined : value * factor),
  };
}

function counts(requests: number | undefined, failures: number): Omit<CountPeriod, 'start'> | undefined {
  if (requests === undefined || requests <= 0) return undefined;
  return { requests, failures: Math.min(requests, Math.max(0, Math.round(failures))) };
}
