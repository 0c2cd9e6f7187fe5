import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import type { SingleMetric, Watch } from '../alarms/alarm';
import { invalidValue, validationError } from '../errors';
import { dimensionMap } from '../metrics/dimensions';
import { metricKey } from '../metrics/metric-store';
import { BASIC_STATISTICS, parseStatistic, type Statistic } from '../metrics/statistic';
import { checkTypes } from '../queries/check';
import { compileQueries, type MetricQuery } from '../queries/compile';

const SINGLE = ['MetricName', 'Namespace', 'Dimensions', 'Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const;
const MOST_METRICS = 10;

/** What an alarm watches: one metric, or the one returned result of metric math. `id` names the single metric. */
export function watchOf(input: Wire<PutMetricAlarmInput>, id: string): Watch {
  if (input.Metrics === undefined || input.Metrics.length === 0) return watchSingle(input, id);
  const extra = SINGLE.filter((member) => isGiven(input[member]));
  if (extra.length > 0) {
    throw validationError(`The parameters Metrics and ${extra.join(', ')} are mutually exclusive.`);
  }
  const queries = compileQueries(input.Metrics, 'Metrics');
  const [watched, ...others] = queries.filter(({ returnData }) => returnData);
  if (watched === undefined || others.length > 0) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  if (queries.filter(({ kind }) => kind === 'metric').length > MOST_METRICS) {
    throw validationError(`The parameter Metrics must not have more than ${MOST_METRICS} metrics.`);
  }
  if (checkTypes(queries).several.has(watched.id)) {
    throw validationError(
      'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause',
    );
  }
  return { queries, watched, asked: { form: 'math', queries: input.Metrics } };
}

function watchSingle(input: Wire<PutMetricAlarmInput>, id: string): Watch {
  const { MetricName: name, Namespace: namespace, Period: period } = input;
  if (name === undefined) throw validationError('One of the parameters MetricName and Metrics must be specified.');
  if (namespace === undefined) throw validationError('The parameter Namespace is required with MetricName.');
  if (period === undefined) throw validationError('The parameter Period is required with MetricName.');
  const dimensions = dimensionMap(input.Dimensions ?? []);
  const watched: MetricQuery = {
    kind: 'metric',
    id,
    label: undefined,
    returnData: true,
    periodSeconds: period,
    key: metricKey({ namespace, name, dimensions }),
    metricName: name,
    statistic: statisticOf(input),
    unit: input.Unit,
  };
  return { queries: [watched], watched, asked: { form: 'single', metric: singleMetric(input) } };
}

function statisticOf({ Statistic: basic, ExtendedStatistic: extended }: SingleMetric): Statistic {
  if ((basic === undefined) === (extended === undefined)) {
    throw validationError('Exactly one of the parameters Statistic and ExtendedStatistic must be specified.');
  }
  const text = basic ?? extended ?? '';
  const statistic = parseStatistic(text);
  if (statistic === undefined || (basic === undefined && BASIC_STATISTICS.includes(text))) {
    throw invalidValue(`The value ${text} for parameter ExtendedStatistic is not supported.`);
  }
  return statistic;
}

function singleMetric(input: Wire<PutMetricAlarmInput>): SingleMetric {
  const { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period, Unit } = input;
  return { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period, Unit };
}

/** An empty list counts as not given. */
function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}
