import { validationError } from '../errors';
import { evaluateExpression } from '../math/evaluate';
import type { Series, Value } from '../math/values';
import type { Grid, MetricStore, Reading } from '../metrics/metric-store';
import type { MetricQuery, Query } from './compile';

/** Where and when queries are evaluated. */
export interface QueryScope {
  readonly store: MetricStore;
  /** Epoch milliseconds of the read. */
  readonly now: number;
  readonly fillEmptySeries: boolean;
  /** The grid for a period in seconds. */
  gridFor(periodSeconds: number): Grid;
}

/** Answers of one set of queries in one scope; what several expressions use is computed once. */
export interface QueryAnswers {
  value(id: string): Value;
  reading(query: MetricQuery): Reading;
}

export function evaluateQueries(queries: readonly Query[], scope: QueryScope): QueryAnswers {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const values = new Map<string, Value>();
  const readings = new Map<MetricQuery, Reading>();

  const reading = (query: MetricQuery): Reading => {
    const known = readings.get(query);
    if (known !== undefined) return known;
    const read = scope.store.read(query.key, query.unit, scope.gridFor(query.periodSeconds), scope.now);
    readings.set(query, read);
    return read;
  };
  const seriesOf = (query: MetricQuery): Series => ({
    label: query.label ?? query.metricName,
    points: reading(query).periods.map((samples) => (samples === undefined ? undefined : query.statistic.of(samples))),
  });
  const compute = (query: Query): Value => {
    if (query.kind === 'metric') return { type: 'series', series: seriesOf(query) };
    return evaluateExpression(query.expression, {
      id: query.id,
      grid: scope.gridFor(query.periodSeconds),
      fillEmptySeries: scope.fillEmptySeries,
      resolve: (name) => (byId.has(name) ? value(name) : undefined),
      metrics: (part) =>
        queries.flatMap((each) => (each.kind === 'metric' && each.id.includes(part) ? [seriesOf(each)] : [])),
      periodOf: (name) => {
        const found = byId.get(name);
        return found?.kind === 'metric' ? found.periodSeconds : undefined;
      },
    });
  };
  const value = (id: string): Value => {
    const known = values.get(id);
    if (known !== undefined) return known;
    const query = byId.get(id);
    if (query === undefined) throw validationError(`Unrecognized metric '${id}'`);
    const computed = compute(query);
    values.set(id, computed);
    return computed;
  };
  return { value, reading };
}
