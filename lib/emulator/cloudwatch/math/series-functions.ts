import type { Grid } from '../metrics/metric-store';
import { SECOND } from '../time';
import type { Points } from './values';

type PointsFunction = (points: Points, grid: Grid) => Points;

/** Functions from a series to a series; over an array they apply to each of its series. */
export const SERIES_FUNCTIONS: Readonly<Record<string, PointsFunction>> = {
  ABS: eachPoint(Math.abs),
  CEIL: eachPoint(Math.ceil),
  FLOOR: eachPoint(Math.floor),
  LOG: eachPoint(Math.log),
  LOG10: eachPoint(Math.log10),
  DIFF: fromPrevious((value, before) => value - before),
  DIFF_TIME: fromPrevious((_value, _before, seconds) => seconds),
  RATE: fromPrevious((value, before, seconds) => (value - before) / seconds),
  RUNNING_SUM: (points) => {
    let sum = 0;
    return points.map((value) => (value === undefined ? undefined : (sum += value)));
  },
};

/** Functions of time: they have a value for every period, whether or not the series has. */
export const TIME_FUNCTIONS: Readonly<Record<string, (time: Date) => number>> = {
  MINUTE: (time) => time.getUTCMinutes(),
  HOUR: (time) => time.getUTCHours(),
  // Monday is 1, Sunday 7.
  DAY: (time) => time.getUTCDay() || 7,
  DATE: (time) => time.getUTCDate(),
  MONTH: (time) => time.getUTCMonth() + 1,
  YEAR: (time) => time.getUTCFullYear(),
  EPOCH: (time) => time.getTime() / SECOND,
};

/** One value per period of the grid. */
export function everyPeriod(grid: Grid, value: (time: Date) => number): Points {
  return Array.from({ length: grid.count }, (_, index) => value(new Date(grid.start + index * grid.period)));
}

/** How FILL fills a gap: with a number, another series, the value before, or a straight line. */
export type Filler = number | Points | 'REPEAT' | 'LINEAR';

export function fill(points: Points, filler: Filler): Points {
  if (typeof filler === 'number') return points.map((value) => value ?? filler);
  if (filler === 'REPEAT') {
    let last: number | undefined;
    return points.map((value) => (last = value ?? last));
  }
  if (filler === 'LINEAR') return points.map((value, index) => value ?? interpolate(points, index));
  return points.map((value, index) => value ?? filler[index]);
}

/** The value on the line between the neighbours of a gap; gaps at the ends stay open. */
function interpolate(points: Points, index: number): number | undefined {
  const before = points.findLastIndex((value, at) => at < index && value !== undefined);
  const after = points.findIndex((value, at) => at > index && value !== undefined);
  const from = points[before];
  const to = points[after];
  if (from === undefined || to === undefined) return undefined;
  return from + ((to - from) * (index - before)) / (after - before);
}

function eachPoint(change: (value: number) => number): PointsFunction {
  return (points) => points.map((value) => (value === undefined ? undefined : change(value)));
}

/** Each value against the one before it, however long ago; the first has none. */
function fromPrevious(compute: (value: number, before: number, seconds: number) => number): PointsFunction {
  return (points, grid) => {
    let previous: { readonly value: number; readonly index: number } | undefined;
    return points.map((value, index) => {
      if (value === undefined) return undefined;
      const before = previous;
      previous = { value, index };
      if (before === undefined) return undefined;
      return compute(value, before.value, ((index - before.index) * grid.period) / SECOND);
    });
  };
}
