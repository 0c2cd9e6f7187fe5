import { toSeries, type Points, type Value } from './values';

/**
 * IF(condition, whenTrue, whenFalse), data point by data point. `undefined` if an argument is of a type that IF does
 * not take. A missing condition drops the point; a missing value counts as 0, except for `whenFalse` beside a scalar
 * `whenTrue`, which is dropped: this is what CloudWatch's own tables show.
 */
export function applyIf(condition: Value, whenTrue: Value, whenFalse: Value | undefined): Value | undefined {
  if (condition.type === 'array' || whenTrue.type === 'array' || whenFalse?.type === 'array') return undefined;
  if (condition.type === 'scalar') return ifScalar(condition.value !== 0, whenTrue, whenFalse);
  const onTrue = branch(whenTrue, 0);
  const onFalse =
    whenFalse === undefined ? () => undefined : branch(whenFalse, whenTrue.type === 'scalar' ? undefined : 0);
  const { label, points } = condition.series;
  return toSeries(
    label,
    points.map((value, index) => {
      if (value === undefined) return undefined;
      return value === 0 ? onFalse(index) : onTrue(index);
    }),
  );
}

type Single = Exclude<Value, { type: 'array' }>;

function branch(value: Single, missing: 0 | undefined): (index: number) => number | undefined {
  if (value.type === 'scalar') return () => value.value;
  return (index) => value.series.points[index] ?? missing;
}

function ifScalar(condition: boolean, whenTrue: Single, whenFalse: Single | undefined): Value {
  if (condition) return whenTrue;
  if (whenFalse !== undefined) return whenFalse;
  const empty: Points = whenTrue.type === 'series' ? whenTrue.series.points.map(() => undefined) : [];
  return toSeries('', empty);
}
