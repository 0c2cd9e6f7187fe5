import type { Blueprint, Strategy } from '../../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import type { Problem } from '../../../lib/domain/blueprint/problem';

/** The shortest blueprint there is. */
export const SHORT = { endpoint: 'fraud', model: 'fraud-v2' };

/** The blueprint of a document in which nothing may be wrong. */
export function blueprintOf(document: unknown, strategy?: Strategy): Blueprint {
  const parsed = parseBlueprint(document, strategy === undefined ? {} : { strategy });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return parsed.blueprint;
}

/** The problems of a document in which something must be wrong. */
export function problemsOf(document: unknown, strategy?: Strategy): readonly Problem[] {
  const parsed = parseBlueprint(document, strategy === undefined ? {} : { strategy });
  if (parsed.ok) throw new Error('nothing is wrong with the document');
  return parsed.problems;
}

/** The same as `path: message`. */
export function complaintsOf(document: unknown, strategy?: Strategy): readonly string[] {
  return problemsOf(document, strategy).map(({ path, message }) => `${path}: ${message}`);
}
