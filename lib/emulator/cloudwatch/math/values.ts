/** One value per period; `undefined` where there is no data point. */
export type Points = readonly (number | undefined)[];

/** A time series with the label of the metric it came from. */
export interface Series {
  readonly label: string;
  readonly points: Points;
}

/** What an expression can result in. A scalar without a value is `NaN`. */
export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'series'; readonly series: Series }
  | { readonly type: 'array'; readonly items: readonly Series[] };

export function scalar(value: number): Value {
  return { type: 'scalar', value };
}

/** Points with everything that is not a finite number dropped, as CloudWatch does for a division by zero. */
export function finite(points: Points): Points {
  return points.map((value) => (value !== undefined && Number.isFinite(value) ? value : undefined));
}

export function toSeries(label: string, points: Points): Value {
  return { type: 'series', series: { label, points: finite(points) } };
}

export function isPresent(value: number | undefined): value is number {
  return value !== undefined;
}
