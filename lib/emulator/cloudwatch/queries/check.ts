import { validationError } from '../errors';
import { MetricStore } from '../metrics/metric-store';
import { SECOND } from '../time';
import type { Query } from './compile';
import { evaluateQueries } from './evaluate';

const NOTHING = new MetricStore();

/**
 * Evaluates the queries once without any data, so that unknown functions and wrong types are refused when the request
 * is made and not when the first data point comes. Returns which queries result in several series.
 */
export function checkTypes(queries: readonly Query[]): { readonly several: ReadonlySet<string> } {
  const answers = evaluateQueries(queries, {
    store: NOTHING,
    now: 0,
    fillEmptySeries: false,
    gridFor: (periodSeconds) => ({ start: 0, period: periodSeconds * SECOND, count: 1 }),
  });
  const several = new Set<string>();
  for (const { id } of queries) {
    const { type } = answers.value(id);
    if (type === 'scalar') {
      throw validationError(`Error in expression '${id}': The expression must result in a time series`);
    }
    if (type === 'array') several.add(id);
  }
  return { several };
}
