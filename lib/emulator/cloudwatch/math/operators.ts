import type { BinaryOperator } from './parse';
import { finite, scalar, toSeries, type Points, type Series, type Value } from './values';

const COMPUTE: Readonly<Record<BinaryOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

/**
 * A scalar meets every data point of a series. Between two series a value that only one of them has meets 0;
 * where both have none there is none. `undefined` for operands that CloudWatch does not combine.
 */
export function applyOperator(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const compute = COMPUTE[operator];
  if (left.type === 'scalar' && right.type === 'scalar') return scalar(compute(left.value, right.value));
  if (left.type === 'array') {
    if (right.type === 'array') return undefined;
    return overItems(left.items, (item) => combine(compute, item.points, operand(right)));
  }
  if (right.type === 'array') {
    return overItems(right.items, (item) => combine(compute, operand(left), item.points));
  }
  const label = left.type === 'series' ? left.series.label : right.type === 'series' ? right.series.label : '';
  return toSeries(label, combine(compute, operand(left), operand(right)));
}

/** The value with every data point changed. */
export function mapPoints(value: Value, change: (points: Points) => Points): Value {
  if (value.type === 'scalar') return scalar(change([value.value])[0] ?? Number.NaN);
  if (value.type === 'array') return overItems(value.items, (item) => change(item.points));
  return toSeries(value.series.label, change(value.series.points));
}

function overItems(items: readonly Series[], change: (item: Series) => Points): Value {
  return { type: 'array', items: items.map((item) => ({ label: item.label, points: finite(change(item)) })) };
}

function operand(value: Exclude<Value, { type: 'array' }>): number | Points {
  return value.type === 'scalar' ? value.value : value.series.points;
}

function combine(
  compute: (left: number, right: number) => number,
  left: number | Points,
  right: number | Points,
): Points {
  if (typeof left === 'number') {
    if (typeof right === 'number') return [compute(left, right)];
    return right.map((value) => (value === undefined ? undefined : compute(left, value)));
  }
  if (typeof right === 'number') return left.map((value) => (value === undefined ? undefined : compute(value, right)));
  return left.map((value, index) => {
    const other = right[index];
    return value === undefined && other === undefined ? undefined : compute(value ?? 0, other ?? 0);
  });
}
