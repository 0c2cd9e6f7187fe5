import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { notEmulated, type Wire } from '../../service';
import { validationError } from '../errors';
import { dimensionMap } from '../metrics/dimensions';
import { metricKey } from '../metrics/metric-store';
import { parseStatistic, type Statistic } from '../metrics/statistic';
import { UNITS } from '../metrics/units';
import { callsMetrics, namesIn, parseExpression, type Expression } from '../math/parse';

interface QueryHead {
  readonly id: string;
  readonly label: string | undefined;
  readonly returnData: boolean;
  readonly periodSeconds: number;
}

/** One statistic of one metric. */
export interface MetricQuery extends QueryHead {
  readonly kind: 'metric';
  /** Key in the metric store. */
  readonly key: string;
  readonly metricName: string;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
}

/** Metric math over other queries of the same request. */
interface ExpressionQuery extends QueryHead {
  readonly kind: 'expression';
  readonly expression: Expression;
}

/** A query that was checked and can be evaluated. */
export type Query = MetricQuery | ExpressionQuery;

type WireQuery = Wire<MetricDataQuery>;

const ID = /^[a-z]\w*$/;
const HIGH_RESOLUTION_PERIODS: readonly number[] = [1, 5, 10, 20, 30];
const KEYWORDS: ReadonlySet<string> = new Set(['REPEAT', 'LINEAR']);

/** Whether CloudWatch can read data at this period. */
export function isPeriod(seconds: number): boolean {
  return HIGH_RESOLUTION_PERIODS.includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}

/** Checks the queries of one request or alarm; `member` names the list in error messages. */
export function compileQueries(queries: readonly WireQuery[], member: string): readonly Query[] {
  const ids = queries.map((query, index) => checkedId(query, `${member}.member.${index + 1}`));
  if (new Set(ids).size < ids.length) {
    throw validationError(`The values for parameter id in ${member} are not unique.`);
  }
  const drafts = new Map(
    queries.map((query, index) => [query.Id ?? '', draft(query, `${member}.member.${index + 1}`)] as const),
  );
  const metrics = [...drafts.values()].filter((each) => each.kind === 'metric');
  return [...drafts.values()].map((each) => {
    if (each.kind === 'metric') return each;
    const used = metricsUsed(each, drafts, metrics, []);
    const periods = new Set(used.map((metric) => metric.periodSeconds));
    if (each.periodSeconds !== undefined) periods.add(each.periodSeconds);
    if (periods.size > 1) throw notEmulated(`metric math over different periods (expression '${each.id}')`);
    return { ...each, periodSeconds: [...periods][0] ?? 60 };
  });
}

function checkedId(query: WireQuery, at: string): string {
  const id = query.Id ?? '';
  if (!ID.test(id)) {
    throw validationError(
      `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  return id;
}

type ExpressionDraft = Omit<ExpressionQuery, 'periodSeconds'> & { readonly periodSeconds: number | undefined };

function draft(query: WireQuery, at: string): MetricQuery | ExpressionDraft {
  if (query.AccountId !== undefined) throw notEmulated('metrics of other accounts (AccountId)');
  if (query.Label?.includes('${') === true) throw notEmulated('dynamic labels');
  if ((query.MetricStat === undefined) === (query.Expression === undefined)) {
    throw validationError(`The parameter ${at} must have exactly one of MetricStat and Expression.`);
  }
  if (query.Period !== undefined) checkPeriod(query.Period, `${at}.Period`);
  const head = { id: query.Id ?? '', label: query.Label, returnData: query.ReturnData ?? true };
  if (query.Expression !== undefined) {
    if (query.Expression.length > 2048) throw validationError(`The parameter ${at}.Expression is longer than 2048.`);
    const expression = parseExpression(query.Expression, head.id);
    return { ...head, kind: 'expression', expression, periodSeconds: query.Period };
  }
  return { ...head, ...metricPart(query, at) };
}

function metricPart(query: WireQuery, at: string): Omit<MetricQuery, keyof Omit<QueryHead, 'periodSeconds'>> {
  const { Metric: metric, Period: period, Stat: stat, Unit: unit } = query.MetricStat ?? {};
  const namespace = metric?.Namespace;
  const name = metric?.MetricName;
  if (namespace === undefined) throw validationError(`The parameter ${at}.MetricStat.Metric.Namespace is required.`);
  if (name === undefined) throw validationError(`The parameter ${at}.MetricStat.Metric.MetricName is required.`);
  if (period === undefined) throw validationError(`The parameter ${at}.MetricStat.Period is required.`);
  checkPeriod(period, `${at}.MetricStat.Period`);
  const statistic = parseStatistic(stat ?? '');
  if (statistic === undefined) {
    throw validationError(`The value for parameter ${at}.MetricStat.Stat is not a valid statistic.`);
  }
  if (unit !== undefined && !UNITS.includes(unit)) {
    throw validationError(`The value ${unit} for parameter ${at}.MetricStat.Unit is not a valid unit.`);
  }
  const dimensions = dimensionMap(metric?.Dimensions ?? [], `${at}.MetricStat.Metric.Dimensions`);
  const key = metricKey({ namespace, name, dimensions });
  return { kind: 'metric', key, metricName: name, statistic, unit, periodSeconds: period };
}

function checkPeriod(seconds: number, at: string): void {
  if (isPeriod(seconds)) return;
  throw validationError(`The parameter ${at} must be 1, 5, 10, 20, 30 or a multiple of 60 (got ${seconds}).`);
}

/** All metrics that an expression reads, through other expressions too; refuses unknown names and cycles. */
function metricsUsed(
  query: ExpressionDraft,
  all: ReadonlyMap<string, MetricQuery | ExpressionDraft>,
  metrics: readonly MetricQuery[],
  path: readonly string[],
): readonly MetricQuery[] {
  if (path.includes(query.id)) {
    throw validationError(`Error in expression '${query.id}': Circular reference`);
  }
  if (callsMetrics(query.expression)) return metrics;
  return namesIn(query.expression).flatMap((name) => {
    const found = all.get(name);
    if (found === undefined) {
      if (KEYWORDS.has(name)) return [];
      throw validationError(`Error in expression '${query.id}': Unrecognized metric '${name}'`);
    }
    return found.kind === 'metric' ? [found] : metricsUsed(found, all, metrics, [...path, query.id]);
  });
}
