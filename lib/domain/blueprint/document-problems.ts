import type { Blueprint } from './blueprint';
import { problemAt, type Problem } from './problem';

/**
 * The record of an endpoint, which may have 400 KB, has the blueprints of two releases, and room for what they do. (The input of an
 * execution may have 256 KiB.)
 */
export const MOST_BYTES = 120 * 1024;

/** The history keeps the blueprint seven levels down, and an item of the table has 32. */
const DEEPEST = 24;

interface Place {
  readonly value: unknown;
  readonly at: readonly (string | number)[];
}

/**
 * What makes a document unfit to be looked at more closely: too large, too deep (or cyclic), not JSON.
 * Walks without recursion and stops early, so that no document can exhaust the stack or the time.
 */
export function documentProblems(document: unknown): readonly Problem[] {
  const places: Place[] = [{ value: document, at: [] }];
  let bytes = 0;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, at } = place;
    const flaw = flawOf(value, at);
    if (flaw !== undefined) return [flaw];
    // Commas and colons: two bytes an item is the least that JSON takes.
    bytes += 2 + (typeof value === 'string' ? utf8Bytes(JSON.stringify(value)) : 0);
    for (const [key, item] of itemsOf(value)) {
      bytes += typeof key === 'string' ? utf8Bytes(key) : 0;
      places.push({ value: item, at: [...at, key] });
    }
    if (bytes > MOST_BYTES) return [tooLarge(`more than ${MOST_BYTES} bytes`)];
  }
  return [];
}

/** What makes a blueprint too large with its defaults, and with a test's body written as JSON into a text. */
export function sizeProblems(blueprint: Blueprint): readonly Problem[] {
  const bytes = utf8Bytes(JSON.stringify(blueprint));
  return bytes > MOST_BYTES ? [tooLarge(`${bytes} bytes as JSON, with its defaults`)] : [];
}

/** The problem of a document of more than 120 KiB. */
export function tooLarge(got: string): Problem {
  return {
    path: '',
    at: [],
    got,
    allowed: 'at most 120 KiB: the record of an endpoint has two blueprints, and no more than 400 KB',
    message: 'is too large',
  };
}

function flawOf(value: unknown, at: Place['at']): Problem | undefined {
  if (at.at(-1) === '__proto__') return problemAt(at, { message: 'is not a key', got: value, allowed: 'other keys' });
  if (at.length > DEEPEST) {
    return problemAt(at.slice(0, 2), { message: 'is nested too deeply', got: value, allowed: `${DEEPEST} levels` });
  }
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const allowed = `numbers up to ${Number.MAX_SAFE_INTEGER}; write a longer id in quotes`;
    return problemAt(at, { message: 'is too large to be kept as it is', got: value, allowed });
  }
  const isJson =
    value === null ||
    value === undefined ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    isPlain(value);
  return isJson ? undefined : problemAt(at, { message: 'is not a JSON value', got: value, allowed: 'JSON values' });
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}

function itemsOf(value: unknown): Iterable<[string | number, unknown]> {
  if (Array.isArray(value)) return value.entries();
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // A surrogate is half of a character of four bytes; other units above these bounds take one or two more.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
