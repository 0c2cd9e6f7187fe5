import { notEmulated } from '../../service';
import { validationError } from '../errors';
import type { Grid } from '../metrics/metric-store';
import { AGGREGATES, aggregate } from './aggregates';
import { applyIf } from './conditions';
import { applyOperator, mapPoints } from './operators';
import type { Expression } from './parse';
import { everyPeriod, fill, SERIES_FUNCTIONS, TIME_FUNCTIONS, type Filler } from './series-functions';
import { isPresent, scalar, toSeries, type Series, type Value } from './values';

/** What an expression sees of the request it is part of. */
export interface MathContext {
  /** Id of the expression, for error messages. */
  readonly id: string;
  readonly grid: Grid;
  readonly fillEmptySeries: boolean;
  /** The result of another query of the request. */
  resolve(name: string): Value | undefined;
  /** The metrics of the request (not the expressions) whose id contains `part`. */
  metrics(part: string): readonly Series[];
  /** Period of a metric in seconds; `undefined` if the name is no metric. */
  periodOf(name: string): number | undefined;
}

/** Functions of CloudWatch that are refused rather than answered wrongly. */
const REFUSED: ReadonlySet<string> = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
  'SLICE',
  'SORT',
]);

/** Computes an expression; also finds type errors, whatever the data. */
export function evaluateExpression(expression: Expression, context: MathContext): Value {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'name':
      return context.resolve(expression.name) ?? fail(context, `Unrecognized metric '${expression.name}'`);
    case 'negate':
      return mapPoints(evaluateExpression(expression.operand, context), (points) =>
        points.map((value) => (value === undefined ? undefined : -value)),
      );
    case 'binary': {
      const left = evaluateExpression(expression.left, context);
      const right = evaluateExpression(expression.right, context);
      return (
        applyOperator(expression.operator, left, right) ??
        fail(context, `Unsupported operand type(s) for '${expression.operator}'`)
      );
    }
    case 'list':
      return {
        type: 'array',
        items: expression.items.flatMap((item) => itemsOf(evaluateExpression(item, context), context)),
      };
    case 'call':
      return call(expression.name, expression.args, context);
    default:
      return fail(context, 'Unexpected text');
  }
}

function itemsOf(value: Value, context: MathContext): readonly Series[] {
  if (value.type === 'scalar') return fail(context, 'An array takes time series only');
  return value.type === 'series' ? [value.series] : value.items;
}

function call(name: string, args: readonly Expression[], context: MathContext): Value {
  if (REFUSED.has(name)) throw notEmulated(`metric math function ${name}`);
  if (name === 'METRICS') return callMetrics(args, context);
  if (name === 'PERIOD') return callPeriod(args, context);
  if (name === 'FILL') return callFill(args, context);
  const values = args.map((arg) => evaluateExpression(arg, context));
  const [first] = values;
  if (name === 'IF') return callIf(values, context);
  if (first === undefined || values.length > 1) {
    return isKnown(name) ? wrongArguments(name, context) : fail(context, `Function '${name}' not found`);
  }
  return callUnary(name, first, context) ?? wrongArguments(name, context);
}

const ARRAY_FUNCTIONS: Readonly<Record<string, (items: readonly Series[]) => Value | undefined>> = {
  FIRST: (items) => (items[0] === undefined ? undefined : { type: 'series', series: items[0] }),
  LAST: (items) => {
    const last = items.at(-1);
    return last === undefined ? undefined : { type: 'series', series: last };
  },
  METRIC_COUNT: (items) => scalar(items.length),
  REMOVE_EMPTY: (items) => ({ type: 'array', items: items.filter(({ points }) => points.some(isPresent)) }),
};

function isKnown(name: string): boolean {
  return (
    AGGREGATES.has(name) ||
    ['IF', 'TIME_SERIES'].includes(name) ||
    [SERIES_FUNCTIONS, TIME_FUNCTIONS, ARRAY_FUNCTIONS].some((table) => Object.hasOwn(table, name))
  );
}

/** `undefined` if the argument is of a type that the function does not take. */
function callUnary(name: string, value: Value, context: MathContext): Value | undefined {
  if (!isKnown(name)) return fail(context, `Function '${name}' not found`);
  if (AGGREGATES.has(name)) return aggregate(name, value);
  if (name === 'TIME_SERIES') {
    return value.type === 'scalar'
      ? toSeries(
          name,
          everyPeriod(context.grid, () => value.value),
        )
      : undefined;
  }
  const overArray = ARRAY_FUNCTIONS[name];
  if (overArray !== undefined) return value.type === 'array' ? overArray(value.items) : undefined;
  if (value.type === 'scalar') return undefined;
  const ofTime = TIME_FUNCTIONS[name];
  if (ofTime !== undefined)
    return value.type === 'series' ? toSeries(name, everyPeriod(context.grid, ofTime)) : undefined;
  const overPoints = SERIES_FUNCTIONS[name];
  return overPoints === undefined ? undefined : mapPoints(value, (points) => overPoints(points, context.grid));
}

function callMetrics(args: readonly Expression[], context: MathContext): Value {
  const [part] = args;
  if (args.length > 1 || (part !== undefined && part.kind !== 'text')) return wrongArguments('METRICS', context);
  return { type: 'array', items: context.metrics(part?.value ?? '') };
}

function callPeriod(args: readonly Expression[], context: MathContext): Value {
  const [metric] = args;
  const period = args.length === 1 && metric?.kind === 'name' ? context.periodOf(metric.name) : undefined;
  return period === undefined ? wrongArguments('PERIOD', context) : scalar(period);
}

function callIf(values: readonly Value[], context: MathContext): Value {
  const [condition, whenTrue, whenFalse] = values;
  if (condition === undefined || whenTrue === undefined || values.length > 3) return wrongArguments('IF', context);
  return applyIf(condition, whenTrue, whenFalse) ?? wrongArguments('IF', context);
}

function callFill(args: readonly Expression[], context: MathContext): Value {
  const [series, filling] = args;
  if (series === undefined || filling === undefined || args.length > 2) return wrongArguments('FILL', context);
  const value = evaluateExpression(series, context);
  if (value.type === 'scalar') return wrongArguments('FILL', context);
  const filler = fillerOf(filling, context);
  return mapPoints(value, (points) => {
    if (!context.fillEmptySeries && !points.some(isPresent)) return points;
    return fill(points, filler);
  });
}

function fillerOf(expression: Expression, context: MathContext): Filler {
  if (expression.kind === 'name' && (expression.name === 'REPEAT' || expression.name === 'LINEAR')) {
    return expression.name;
  }
  const value = evaluateExpression(expression, context);
  if (value.type === 'array') return wrongArguments('FILL', context);
  return value.type === 'scalar' ? value.value : value.series.points;
}

function wrongArguments(name: string, context: MathContext): never {
  return fail(context, `Invalid arguments for function '${name}'`);
}

function fail(context: MathContext, message: string): never {
  throw validationError(`Error in expression '${context.id}': ${message}`);
}
