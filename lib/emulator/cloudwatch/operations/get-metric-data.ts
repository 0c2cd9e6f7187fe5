import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { notEmulated, type Wire } from '../../service';
import { refuseMembers, type Cloud } from '../cloud';
import { demand, length, oneOf, refuseProblems, required } from '../constraints';
import { invalidNextToken, validationError } from '../errors';
import type { Series } from '../math/values';
import type { Grid } from '../metrics/metric-store';
import { checkTypes } from '../queries/check';
import { compileQueries, type MetricQuery, type Query } from '../queries/compile';
import { evaluateQueries, type QueryAnswers } from '../queries/evaluate';
import { SECOND } from '../time';
import { readGrid } from './read-grid';

const MOST_DATAPOINTS = 100_800;
const KNOWN = ['MetricDataQueries', 'StartTime', 'EndTime', 'NextToken', 'ScanBy', 'MaxDatapoints'];

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
  readonly StatusCode: 'Complete';
  readonly Messages?: readonly { Code: string; Value: string }[];
}

export function getMetricData(cloud: Cloud, input: Wire<GetMetricDataInput>): object {
  refuseMembers('GetMetricData', input, KNOWN);
  const { ScanBy: scanBy = 'TimestampDescending' } = input;
  refuseProblems(
    required('metricDataQueries', input.MetricDataQueries),
    required('startTime', input.StartTime),
    required('endTime', input.EndTime),
    length('metricDataQueries', input.MetricDataQueries, 0, 500),
    oneOf('scanBy', scanBy, ['TimestampDescending', 'TimestampAscending']),
  );
  // Every answer fits one page, so no token was ever given out.
  if (input.NextToken !== undefined) throw invalidNextToken(input.NextToken);
  const start = demand('startTime', input.StartTime);
  const end = demand('endTime', input.EndTime);
  if (start >= end) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  const queries = compileQueries(demand('metricDataQueries', input.MetricDataQueries), 'MetricDataQueries');
  checkTypes(queries);
  const now = cloud.clock.now();
  const grids = new Map<number, Grid>();
  const gridFor = (periodSeconds: number): Grid => {
    const grid = grids.get(periodSeconds) ?? readGrid(start * SECOND, end * SECOND, periodSeconds, now);
    grids.set(periodSeconds, grid);
    return grid;
  };
  const { fillEmptySeries } = cloud.switches;
  const answers = evaluateQueries(queries, { store: cloud.store, now, fillEmptySeries, gridFor });
  const results = queries
    .filter(({ returnData }) => returnData)
    .flatMap((query) => resultsOf(query, { answers, queries, grid: gridFor(query.periodSeconds), scanBy }));
  const datapoints = results.reduce((sum, { Values }) => sum + Values.length, 0);
  if (datapoints > (input.MaxDatapoints ?? MOST_DATAPOINTS)) throw notEmulated('GetMetricData in several pages');
  return { MetricDataResults: results, Messages: [] };
}

interface ResultScope {
  readonly answers: QueryAnswers;
  readonly queries: readonly Query[];
  readonly grid: Grid;
  readonly scanBy: string;
}

function resultsOf(query: Query, scope: ResultScope): readonly Result[] {
  const value = scope.answers.value(query.id);
  if (value.type === 'array') {
    const prefix = query.label === undefined ? '' : `${query.label} `;
    return value.items.map((item) => result(query.id, `${prefix}${item.label}`, item, scope));
  }
  if (value.type === 'scalar') return [];
  const label = query.kind === 'metric' ? metricLabel(query, scope.queries) : (query.label ?? query.id);
  const units = query.kind === 'metric' ? scope.answers.reading(query).units : [];
  const found = result(query.id, label, value.series, scope);
  if (units.length < 2) return [found];
  const message = { Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` };
  return [{ ...found, Messages: [message] }];
}

function result(id: string, label: string, { points }: Series, { grid, scanBy }: ResultScope): Result {
  const present = points.flatMap((value, index) =>
    value === undefined ? [] : [{ value, timestamp: (grid.start + index * grid.period) / SECOND }],
  );
  const ordered = scanBy === 'TimestampAscending' ? present : present.toReversed();
  return {
    Id: id,
    Label: label,
    Timestamps: ordered.map(({ timestamp }) => timestamp),
    Values: ordered.map(({ value }) => value),
    StatusCode: 'Complete',
  };
}

/** The label CloudWatch makes up: the metric's name, with statistic and period where they tell queries apart. */
function metricLabel(query: MetricQuery, queries: readonly Query[]): string {
  if (query.label !== undefined) return query.label;
  const unlabelled = queries.filter((each) => each.kind === 'metric').filter((each) => each.label === undefined);
  const namesakes = unlabelled.filter(({ metricName }) => metricName === query.metricName);
  const differIn = (part: (each: MetricQuery) => unknown): boolean => new Set(namesakes.map(part)).size > 1;
  return [
    query.metricName,
    ...(differIn(({ statistic }) => statistic.text) ? [query.statistic.text] : []),
    ...(differIn(({ periodSeconds }) => periodSeconds) ? [String(query.periodSeconds)] : []),
  ].join(' ');
}
