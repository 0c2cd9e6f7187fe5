import { invalidPattern } from './invalid-pattern';

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** EventBridge compares numbers of this size and no larger ones. */
const LIMIT = 5e9;

/** `['>', 0, '<=', 5]`: one comparison, or two that bound a range. */
export function compileNumeric(operand: unknown): (value: unknown) => boolean {
  if (!Array.isArray(operand) || ![2, 4].includes(operand.length)) {
    throw invalidPattern('Value of numeric must be an array.');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const operator: unknown = operand[index];
    const bound: unknown = operand[index + 1];
    const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
    if (compare === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${String(operator)}`);
    if (typeof bound !== 'number') throw invalidPattern(`Value of ${String(operator)} must be numeric`);
    if (Math.abs(bound) > LIMIT) throw invalidPattern(`Value must be between -5.0E9 and 5.0E9, inclusive`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
