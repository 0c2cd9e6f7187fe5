import { types } from 'node:util';
import type { Strategy } from '../domain/blueprint/blueprint';
import { MOST_BYTES, tooLarge } from '../domain/blueprint/document-problems';
import { formatProblems } from '../domain/blueprint/problem';
import { parseBlueprint, type ParsedBlueprint } from '../domain/blueprint/parse-blueprint';
import { UsageError } from './command';
import type { Io } from './io';
import { readYaml } from './yaml-text';

/** Reads and validates a blueprint from a file, or from standard input where the path is `-`. */
export async function readBlueprint(
  io: Io,
  path: string,
  options: { readonly strategy?: Strategy } = {},
): Promise<ParsedBlueprint> {
  return parseBlueprintText(await readText(io, path), options);
}

/** Validates the text of a blueprint; every problem knows its line. */
export function parseBlueprintText(text: string, options: { readonly strategy?: Strategy } = {}): ParsedBlueprint {
  // Before parsing: what is too large to run is not worth the time it takes to understand.
  if (Buffer.byteLength(text) > MOST_BYTES) return { ok: false, problems: [tooLarge('more than 120 KiB')] };
  const { document, problems: unclear, lineOf } = readYaml(text);
  if (document === undefined) return { ok: false, problems: unclear };
  const parsed = parseBlueprint(document.value, options);
  if (parsed.ok && unclear.length === 0) return parsed;
  const unfit = parsed.ok ? [] : parsed.problems.map((problem) => ({ ...problem, line: lineOf(problem.at) }));
  return { ok: false, problems: [...unclear, ...unfit].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** A document as it stands in a file, and what it is as a blueprint; text that cannot be read is a usage error. */
export async function readDocument(
  io: Io,
  path: string,
): Promise<{ readonly document: unknown; readonly parsed: ParsedBlueprint }> {
  const text = await readText(io, path);
  return { document: readYaml(text).document?.value, parsed: parseBlueprintText(text) };
}

/** Reads a file of YAML or JSON that is not a blueprint. */
export async function readPlainDocument(io: Io, path: string): Promise<unknown> {
  const { document, problems } = readYaml(await readText(io, path));
  if (document === undefined || problems.length > 0) throw new UsageError(`${path}: ${formatProblems(problems)}`);
  return document.value;
}

async function readText(io: Io, path: string): Promise<string> {
  try {
    return await io.read(path, MOST_BYTES);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  return code === 'EACCES' ? 'permission denied' : error.message;
}
