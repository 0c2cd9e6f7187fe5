import type { GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { refuseMembers, type Cloud } from '../cloud';
import { demand, length, oneOf, refuseProblems, required } from '../constraints';
import { invalidCombination, invalidValue, missingParameter, validationError } from '../errors';
import { dimensionMap } from '../metrics/dimensions';
import { metricKey, type Grid } from '../metrics/metric-store';
import { BASIC_STATISTICS, parseStatistic, type Statistic } from '../metrics/statistic';
import { UNITS } from '../metrics/units';
import { isPeriod } from '../queries/compile';
import { SECOND } from '../time';
import { readGrid } from './read-grid';

type Input = Wire<GetMetricStatisticsInput>;

const MOST_DATAPOINTS = 1440;
const KNOWN = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'StartTime',
  'EndTime',
  'Period',
  'Unit',
  'Statistics',
  'ExtendedStatistics',
];

export function getMetricStatistics(cloud: Cloud, input: Input): object {
  refuseMembers('GetMetricStatistics', input, KNOWN);
  refuseProblems(
    required('namespace', input.Namespace),
    required('metricName', input.MetricName),
    required('startTime', input.StartTime),
    required('endTime', input.EndTime),
    required('period', input.Period),
    length('namespace', input.Namespace, 1, 255),
    length('metricName', input.MetricName, 1, 255),
    length('dimensions', input.Dimensions, 0, 30),
    oneOf('unit', input.Unit, UNITS),
  );
  const period = demand('period', input.Period);
  const start = demand('startTime', input.StartTime);
  const end = demand('endTime', input.EndTime);
  if (!isPeriod(period)) {
    throw validationError(`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60 (got ${period}).`);
  }
  if (start >= end) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  const statistics = statisticsOf(input);
  const now = cloud.clock.now();
  const grid = readGrid(start * SECOND, end * SECOND, period, now);
  if (grid.count > MOST_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${grid.count} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
  const namespace = demand('namespace', input.Namespace);
  const name = demand('metricName', input.MetricName);
  const key = metricKey({ namespace, name, dimensions: dimensionMap(input.Dimensions ?? []) });
  const { units } = cloud.store.read(key, input.Unit, grid, now);
  const datapoints = units.flatMap((unit) => {
    const { periods } = cloud.store.read(key, unit, grid, now);
    return periods.flatMap((samples, index) => {
      if (samples === undefined) return [];
      const values = statistics.map(({ text, of }) => [text, of(samples)] as const);
      return datapoint(values, { grid, index, unit });
    });
  });
  return { Label: name, Datapoints: datapoints };
}

function statisticsOf({ Statistics: basic, ExtendedStatistics: extended }: Input): readonly Statistic[] {
  if (basic === undefined && extended === undefined) {
    throw missingParameter('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  }
  if (basic !== undefined && extended !== undefined) {
    throw invalidCombination('The parameters Statistics and ExtendedStatistics are mutually exclusive.');
  }
  refuseProblems(length('statistics', basic, 1, 5), length('extendedStatistics', extended, 1, 10));
  for (const each of basic ?? []) refuseProblems(oneOf('statistics', each, BASIC_STATISTICS));
  return (basic ?? extended ?? []).map((text) => {
    const statistic = parseStatistic(text);
    if (statistic === undefined)
      throw invalidValue(`The value ${text} for parameter ExtendedStatistics is not supported.`);
    return statistic;
  });
}

function datapoint(
  values: readonly (readonly [text: string, value: number | undefined])[],
  { grid, index, unit }: { grid: Grid; index: number; unit: string },
): object[] {
  const present = values.filter(([, value]) => value !== undefined);
  if (present.length === 0) return [];
  const basic = present.filter(([text]) => BASIC_STATISTICS.includes(text));
  const extended = present.filter(([text]) => !BASIC_STATISTICS.includes(text));
  return [
    {
      Timestamp: (grid.start + index * grid.period) / SECOND,
      Unit: unit,
      ...Object.fromEntries(basic),
      ...(extended.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(extended) }),
    },
  ];
}
