import { isRecord } from '../../records';
import { compileCidr } from './cidr';
import { invalidPattern } from './invalid-pattern';
import { compileNumeric } from './numeric';
import { compileWildcard } from './wildcard';

/** Whether the values of a field match: a field of several values matches if one of them does. */
export type Matcher = (values: readonly unknown[]) => boolean;

type ValueTest = (value: unknown) => boolean;

/** Compiles one entry of a field's list: a plain value, or an operator. */
export function compileMatcher(item: unknown): Matcher {
  if (!isRecord(item)) {
    if (Array.isArray(item)) throw invalidPattern('Match value must be String, number, true, false, or null');
    return (values) => values.includes(item);
  }
  const [operator, ...others] = Object.keys(item);
  if (operator === undefined || others.length > 0) throw invalidPattern('Only one key allowed in match expression');
  if (operator === 'exists') return compileExists(item[operator]);
  return some(compileOperator(operator, item[operator]));
}

function some(test: ValueTest): Matcher {
  return (values) => values.some(test);
}

function compileExists(expected: unknown): Matcher {
  if (typeof expected !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === expected;
}

function compileOperator(operator: string, operand: unknown): ValueTest {
  switch (operator) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return compileText(operator, operand);
    case 'anything-but':
      return compileAnythingBut(operand);
    case 'numeric':
      return compileNumeric(operand);
    case 'cidr':
      return compileCidr(operand);
    default:
      throw invalidPattern(`Unrecognized match type ${operator}`);
  }
}

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

function compileText(operator: TextOperator, operand: unknown): ValueTest {
  if ((operator === 'prefix' || operator === 'suffix') && isRecord(operand)) {
    return caseless(operator, operand['equals-ignore-case']);
  }
  if (typeof operand !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  if (operator === 'wildcard') return compileWildcard(operand);
  const test = TEXT_TESTS[operator];
  return (value) => typeof value === 'string' && test(value, operand);
}

const TEXT_TESTS = {
  prefix: (value: string, operand: string) => value.startsWith(operand),
  suffix: (value: string, operand: string) => value.endsWith(operand),
  'equals-ignore-case': (value: string, operand: string) => value.toLowerCase() === operand.toLowerCase(),
} as const;

function caseless(operator: 'prefix' | 'suffix', operand: unknown): ValueTest {
  if (typeof operand !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  const test = compileText(operator, operand.toLowerCase());
  return (value) => typeof value === 'string' && test(value.toLowerCase());
}

/** A list of values, one value, or a text operator (over one text or a list) that must not match. */
function compileAnythingBut(operand: unknown): ValueTest {
  if (!isRecord(operand)) {
    const excluded = new Set<unknown>(Array.isArray(operand) ? operand : [operand]);
    if (excluded.size === 0 || ![...excluded].every((item) => typeof item === 'string' || typeof item === 'number')) {
      throw invalidPattern('Inside anything-but list, start|null|boolean is not supported.');
    }
    return (value) => !excluded.has(value);
  }
  const [operator, ...others] = Object.keys(operand);
  if (operator === undefined || others.length > 0 || !isTextOperator(operator)) {
    throw invalidPattern(`Unsupported anything-but pattern: ${operator ?? 'none'}`);
  }
  const texts: unknown = operand[operator];
  const tests = (Array.isArray(texts) ? texts : [texts]).map((text: unknown) => compileText(operator, text));
  if (tests.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return (value) => !tests.some((test) => test(value));
}

function isTextOperator(operator: string): operator is TextOperator {
  return ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator);
}
