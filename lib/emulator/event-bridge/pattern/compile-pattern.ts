import { isRecord } from '../../records';
import { invalidPattern } from './invalid-pattern';
import { compileMatcher, type Matcher } from './matchers';

/** Whether an event matches a pattern. */
export type EventPattern = (event: unknown) => boolean;

/** Whether a node of an event matches; `undefined` stands for a field that is not there. */
type NodeTest = (node: unknown) => boolean;

const MAX_LENGTH = 4096;

/** Compiles the text of an event pattern, or throws what PutRule answers. */
export function compilePattern(text: string): EventPattern {
  if (text.length > MAX_LENGTH) throw invalidPattern(`Event pattern exceeds ${MAX_LENGTH} characters`);
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('Filter is not an object');
  }
  if (!isRecord(pattern)) throw invalidPattern('Filter is not an object');
  if (Object.keys(pattern).length === 0) throw invalidPattern('Empty patterns are not allowed');
  return compileObject(pattern);
}

function compileObject(pattern: Readonly<Record<string, unknown>>): NodeTest {
  const tests = Object.entries(pattern).map(([key, value]): NodeTest => {
    if (key === '$or' && isAlternatives(value)) {
      const alternatives = value.map(compileObject);
      return (node) => alternatives.some((test) => test(node));
    }
    const test = compileField(key, value);
    return (node) => test(isRecord(node) ? node[key] : undefined);
  });
  const matchesAll: NodeTest = (node) => tests.every((test) => test(node));
  // One element of a list of objects must match as a whole, not one field here and another there.
  return (node) => (Array.isArray(node) && node.length > 0 ? node.some(matchesAll) : matchesAll(node));
}

function compileField(key: string, value: unknown): NodeTest {
  if (isRecord(value)) {
    if (Object.keys(value).length === 0) throw invalidPattern(`Empty objects are not allowed: "${key}"`);
    return compileObject(value);
  }
  if (!Array.isArray(value)) throw invalidPattern(`"${key}" must be an object or an array`);
  if (value.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return compileLeaf(value.map((item) => compileMatcher(item)));
}

function compileLeaf(matchers: readonly Matcher[]): NodeTest {
  return (node) => {
    const values = leavesOf(node);
    return matchers.some((matcher) => matcher(values));
  };
}

/** The plain values at a field: none for a missing field and for an object, which is no leaf. */
function leavesOf(node: unknown): readonly unknown[] {
  if (node === undefined || isRecord(node)) return [];
  return Array.isArray(node) ? node.flatMap(leavesOf) : [node];
}

/** `$or` is an operator only over two or more patterns; otherwise it is a field of that name. */
function isAlternatives(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 1 && value.every((item) => isRecord(item) && !isMatchType(item));
}

function isMatchType(item: Readonly<Record<string, unknown>>): boolean {
  const [only, ...others] = Object.keys(item);
  return others.length === 0 && only !== undefined && ['prefix', 'suffix', 'exists', 'anything-but'].includes(only);
}
