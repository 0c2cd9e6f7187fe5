import * as fc from 'fast-check';
import { evaluateExpression, type MathContext } from '../../../lib/emulator/cloudwatch/math/evaluate';
import { parseExpression } from '../../../lib/emulator/cloudwatch/math/parse';
import type { Points, Value } from '../../../lib/emulator/cloudwatch/math/values';
import { AwsError } from '../../../lib/emulator/service';
import { errorOf, MINUTE, START, thrownBy } from './support';

const _ = undefined;

function evaluate(expression: string, metrics: Record<string, Points> = {}, fillEmptySeries = false): Value {
  const count = Math.max(1, ...Object.values(metrics).map((points) => points.length));
  const context: MathContext = {
    id: 'e1',
    grid: { start: START, period: MINUTE, count },
    fillEmptySeries,
    resolve: (name) => {
      const points = metrics[name];
      return points === undefined ? undefined : { type: 'series', series: { label: name, points } };
    },
    metrics: (part) =>
      Object.entries(metrics).flatMap(([label, points]) => (label.includes(part) ? [{ label, points }] : [])),
    periodOf: (name) => (name in metrics ? 60 : undefined),
  };
  return evaluateExpression(parseExpression(expression, 'e1'), context);
}

/** The points of a series, or the number of a scalar. */
function result(expression: string, metrics: Record<string, Points> = {}, fillEmptySeries = false): unknown {
  const value = evaluate(expression, metrics, fillEmptySeries);
  if (value.type === 'scalar') return value.value;
  return value.type === 'series' ? value.series.points : value.items.map((item) => item.points);
}

describe('metric math', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['10 - 4 - 3', 3],
    ['1 + 1 == 2 AND 3 > 2', 1],
    ['1 > 2 || 2 >= 2 && 0', 0],
    ['.5e1', 5],
    ['IF(1, 2, 3)', 2],
  ])('computes %s as %d', (expression, expected) => {
    expect(result(expression)).toBe(expected);
  });

  it.each([
    ['m1 < m2', [0, 0, 1, 0]],
    ['m1 >= 30', [1, 0, 0, 0]],
    ['m1 > 15 AND m2 > 15', [1, 0, 0, 0]],
  ])('compares as documented: %s', (expression, expected) => {
    expect(result(expression, { m1: [30, 20, 0, 0], m2: [20, _, 20, _] })).toEqual(expected);
  });

  it.each([
    ['m1 + m2', [3, 1, 2, _]],
    ['m1 / m2', [0.5, _, 0, _]],
    ['100 * m2', [200, _, 200, _]],
    ['-m1', [-1, -1, _, _]],
    ['SUM([m1, m2])', [3, 1, 2, _]],
    ['AVG([m1, m2])', [1.5, 0.5, 1, _]],
    ['MIN(METRICS())', [1, 1, 2, _]],
    ['MAX(METRICS())', [2, 1, 2, _]],
    ['MAX(METRICS("2"))', [2, _, 2, _]],
    ['DATAPOINT_COUNT([m1, m2])', [2, 1, 1, _]],
    ['m1 - AVG(m1)', [0, 0, _, _]],
    ['m2 / PERIOD(m2)', [2 / 60, _, 2 / 60, _]],
    [
      'm1 * [m1, m2]',
      [
        [1, 1, _, _],
        [2, 0, 0, _],
      ],
    ],
  ])('treats a value that only one series has as 0, and drops a division by zero: %s', (expression, expected) => {
    expect(result(expression, { m1: [1, 1, _, _], m2: [2, _, 2, _] })).toEqual(expected);
  });

  it.each([
    ['IF(c, a, b)', [30, 0, 20, 0, _]],
    ['IF(c, 5, b)', [5, 5, 20, _, _]],
    ['IF(c, a, 5)', [30, 0, 5, 5, _]],
    ['IF(c, 7)', [7, 7, _, _, _]],
    ['IF(0, a)', [_, _, _, _, _]],
    ['IF(1, a, b)', [30, _, 0, 0, 30]],
  ])('chooses by the documented tables: %s', (expression, expected) => {
    const metrics = { c: [1, 1, 0, 0, _], a: [30, _, 0, 0, 30], b: [0, 0, 20, _, 20] };
    expect(result(expression, metrics)).toEqual(expected);
  });

  it.each([
    ['FILL(m1, 0)', [0, 1, 0, 0, 4, 0]],
    ['FILL(m1, REPEAT)', [_, 1, 1, 1, 4, 4]],
    ['FILL(m1, LINEAR)', [_, 1, 2, 3, 4, _]],
    ['FILL(m1, m2)', [9, 1, _, _, 4, _]],
    ['RATE(m1)', [_, _, _, _, 3 / 180, _]],
    ['DIFF(m1)', [_, _, _, _, 3, _]],
    ['DIFF_TIME(m1)', [_, _, _, _, 180, _]],
    ['RUNNING_SUM(m1)', [_, 1, _, _, 5, _]],
    ['LOG10(m1 - 1)', [_, _, _, _, Math.log10(3), _]],
    ['MINUTE(m1)', [0, 1, 2, 3, 4, 5]],
    ['TIME_SERIES(2)', [2, 2, 2, 2, 2, 2]],
  ])('knows gaps: %s', (expression, expected) => {
    expect(result(expression, { m1: [_, 1, _, _, 4, _], m2: [9] })).toEqual(expected);
  });

  it('fills a series without any data point only when switched so', () => {
    expect(result('FILL(m1, 0)', { m1: [_, _] })).toEqual([_, _]);
    expect(result('FILL(m1, 0)', { m1: [_, _] }, true)).toEqual([0, 0]);
  });

  it('computes a breaker that compares two variants with a floor on requests', () => {
    const breaker = 'IF(n >= 50 AND errors / n > 0.05 AND errors / n > 2 * (berrors / bn), 1, 0)';
    const metrics = { n: [40, 100, 100, _], errors: [40, 10, 10, _], bn: [900, 900, 900, 900], berrors: [9, 9, 90, 9] };
    expect(result(breaker, metrics)).toEqual([0, 1, 0, 0]);
  });

  it.each([
    ['m1 +', 'Invalid syntax'],
    ['m1 $ 2', 'Invalid syntax'],
    ['IF(m1', 'Invalid syntax'],
    ['m9 + 1', "Unrecognized metric 'm9'"],
    ['EXP(m1)', "Function 'EXP' not found"],
    ['ABS(m1, 2)', "Invalid arguments for function 'ABS'"],
    ['SUM(5)', "Invalid arguments for function 'SUM'"],
    ['PERIOD(5)', "Invalid arguments for function 'PERIOD'"],
    ['[m1] + [m1]', "Unsupported operand type(s) for '+'"],
    ['"text"', 'Unexpected text'],
  ])('refuses %s', (expression, problem) => {
    const error = errorOf(() => evaluate(expression, { m1: [1] }));
    expect(error).toMatchObject({ code: 'ValidationException', message: `Error in expression 'e1': ${problem}` });
  });

  it.each(['SEARCH("{AWS/EC2}", "Average")', 'ANOMALY_DETECTION_BAND(m1)', 'SELECT MAX(x) FROM y'])(
    'says loudly that it does not emulate %s',
    (expression) => {
      expect(errorOf(() => evaluate(expression, { m1: [1] })).code).toBe('NotEmulated');
    },
  );

  it('computes arithmetic without parentheses as JavaScript does', () => {
    const operator = fc.constantFrom('+', '-', '*', '<', '>=', '==');
    const chain = fc.tuple(fc.nat(9), fc.array(fc.tuple(operator, fc.nat(9)), { maxLength: 6 }));
    fc.assert(
      fc.property(chain, ([first, rest]) => {
        const text = rest.reduce((sofar, [sign, number]) => `${sofar} ${sign} ${number}`, String(first));
        // oxlint-disable-next-line no-eval -- the reference for precedence and associativity
        expect(result(text)).toBe(Number((0, eval)(text)));
      }),
    );
  });

  it('fails with an AWS error, whatever the text', () => {
    const characters = fc.constantFrom(
      'm1',
      '+',
      '-',
      '(',
      ')',
      ',',
      'IF',
      'SUM',
      '1',
      '"',
      '[',
      ']',
      ' ',
      '<',
      'AND',
      '#',
    );
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
        const error = thrownBy(() => evaluate(parts.join(''), { m1: [1] }));
        expect(error === undefined || error instanceof AwsError).toBe(true);
      }),
    );
  });
});
