import { createHash } from 'node:crypto';
import { type VirtualClock } from '../../clock';
import { seededUuid } from '../../ids';
import { type Random, shuffle } from '../../random';
import { parseJson } from '../json';
import { formatMillis } from './format-millis';
import { javaRandom } from './java-random';

/** A function as JSONata's environment holds it; `arity` tells `$map` and its kin how many arguments to pass. */
interface JsonataFunction {
  readonly _jsonata_function: true;
  readonly arity: number;
  readonly implementation: (...args: readonly unknown[]) => unknown;
}

/** The functions an expression may call beyond those of JSONata, or that differ from JSONata's. */
export type FunctionTable = Readonly<Record<string, JsonataFunction | undefined>>;

const HASHES: Readonly<Record<string, string>> = {
  'SHA-1': 'sha1',
  'SHA-384': 'sha384',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
  MD5: 'md5',
};

/**
 * What Step Functions adds to JSONata, with its answers to missing and wrong arguments; `$now`, `$millis` and
 * `$shuffle` in virtual time and from the seed.
 */
export function stepFunctionsFunctions(clock: VirtualClock, random: Random): FunctionTable {
  return {
    partition: native(2, partition),
    range: native(3, range),
    hash: native(2, hash),
    parse: native(1, parse),
    random: native(1, (...args) => {
      refuseMoreThan(1, 'random', args);
      return args[0] === undefined ? random.next() : javaRandom(integer(args[0], 'random', 1));
    }),
    uuid: native(0, (...args) => {
      refuseMoreThan(0, 'uuid', args);
      return seededUuid(random);
    }),
    shuffle: native(1, (items) =>
      items === undefined ? undefined : shuffle(Array.isArray(items) ? items : [items], random),
    ),
    millis: native(0, () => clock.now()),
    now: native(2, (picture, timezone) => formatMillis(clock.now(), picture, timezone)),
    // Step Functions has no `$eval`: calling an unbound name is JSONata's own error T1006.
    eval: undefined,
  };
}

function native(arity: number, implementation: JsonataFunction['implementation']): JsonataFunction {
  return { _jsonata_function: true, arity, implementation };
}

function partition(...args: readonly unknown[]): unknown {
  refuseMoreThan(2, 'partition', args);
  const [items, size] = args;
  if (items === undefined) return undefined;
  if (!Array.isArray(items)) throw jsonataError('T0412', { index: 1, token: 'partition' });
  if (items.length === 0) return undefined;
  if (size === undefined) return [items];
  const length = integer(size, 'partition', 2);
  if (length < 0) throw jsonataError('D3137', { message: 'Second argument must be zero or greater' });
  if (length === 0) return undefined;
  const chunks: unknown[][] = [];
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

function range(...args: readonly unknown[]): unknown {
  refuseMoreThan(3, 'range', args);
  const start = integer(args[0], 'range', 1);
  const end = integer(args[1], 'range', 2);
  if (args[2] === undefined) return undefined;
  const step = integer(args[2], 'range', 3);
  if (step === 0 || (step > 0 && start > end) || (step < 0 && start < end)) return undefined;
  if (start === end) return start;
  const length = Math.floor((end - start) / step) + 1;
  return Array.from({ length }, (_, index) => start + index * step);
}

function hash(...args: readonly unknown[]): unknown {
  refuseMoreThan(2, 'hash', args);
  const [content, algorithm] = args;
  if (typeof content !== 'string') throw signatureError('hash', 1);
  if (algorithm === undefined) return undefined;
  if (typeof algorithm !== 'string') throw signatureError('hash', 2);
  const name = HASHES[algorithm];
  if (name === undefined) {
    const allowed = Object.keys(HASHES).join(', ');
    throw jsonataError('D3137', { message: `Hash algorithm '${algorithm}' must be one of ${allowed}` });
  }
  return createHash(name).update(content, 'utf8').digest('hex');
}

function parse(...args: readonly unknown[]): unknown {
  refuseMoreThan(1, 'parse', args);
  const [text] = args;
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw signatureError('parse', 1);
  const value = parseJson(text);
  if (value === undefined) throw jsonataError('D3137', { message: 'Invalid JSON' });
  return value;
}

/** Arguments are rounded towards zero. */
function integer(value: unknown, functionName: string, index: number): number {
  if (typeof value !== 'number') throw signatureError(functionName, index);
  return Math.trunc(value);
}

function refuseMoreThan(count: number, functionName: string, args: readonly unknown[]): void {
  if (args.slice(count).some((surplus) => surplus !== undefined)) throw signatureError(functionName, count + 1);
}

function signatureError(functionName: string, index: number): Error {
  return jsonataError('T0410', { index, token: functionName });
}

/** An error that JSONata completes to its own text for `code`. */
function jsonataError(code: string, fields: Readonly<Record<string, unknown>>): Error {
  return Object.assign(new Error(code), { code, ...fields });
}
