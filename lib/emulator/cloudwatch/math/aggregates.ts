import { isPresent, scalar, toSeries, type Series, type Value } from './values';

/**
 * How a function folds values. Over one series the result is a scalar, over an array of series it is a series with
 * one value per period. `size` is the number of series (or of data points): AVG counts missing series as 0.
 */
type Fold = (values: readonly number[], size: number) => number;

const FOLDS: Readonly<Record<string, Fold>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values, size) => values.reduce((sum, value) => sum + value, 0) / size,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  STDDEV: (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  },
  DATAPOINT_COUNT: (values) => values.length,
};

/** The names of the functions that fold. */
export const AGGREGATES: ReadonlySet<string> = new Set(Object.keys(FOLDS));

/** Folds a series to a scalar or an array to a series; `undefined` for a scalar. */
export function aggregate(name: string, value: Value): Value | undefined {
  const fold = FOLDS[name];
  if (fold === undefined || value.type === 'scalar') return undefined;
  if (value.type === 'series') {
    const present = value.series.points.filter(isPresent);
    if (present.length === 0) return scalar(name === 'DATAPOINT_COUNT' ? 0 : Number.NaN);
    return scalar(fold(present, present.length));
  }
  return toSeries(name, foldAcross(value.items, fold));
}

function foldAcross(items: readonly Series[], fold: Fold): (number | undefined)[] {
  const length = Math.max(0, ...items.map(({ points }) => points.length));
  return Array.from({ length }, (_, index) => {
    const present = items.map(({ points }) => points[index]).filter(isPresent);
    return present.length === 0 ? undefined : fold(present, items.length);
  });
}
