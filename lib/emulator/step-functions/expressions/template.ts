import { type Json, isJsonArray, isJsonObject } from '../json';
import { type Evaluator, type Scope, evaluateExpression, expressionText, isExpression } from './expression';

/** A field of a state whose value may hold expressions, at any depth. */
export interface Template {
  /** Where the field stands in the state, e.g. `Catch[0]/Output`: what an error names. */
  readonly location: string;
  /** The field as written. */
  readonly source: Json;
  evaluate(scope: Scope, evaluator: Evaluator): Promise<Json>;
}

/** Prepares a field; in a JSONPath state (`hasExpressions` false) every string is itself. */
export function compileTemplate(source: Json, location: string, hasExpressions = true): Template {
  const isConstant = !hasExpressions || !holdsExpression(source);
  return {
    location,
    source,
    evaluate: isConstant
      ? () => Promise.resolve(source)
      : (scope, evaluator) => resolve(source, location, { scope, evaluator }),
  };
}

/** Every expression within a field, with its location. */
export function expressionsOf(source: Json, location: string): { readonly text: string; readonly location: string }[] {
  if (typeof source === 'string') return isExpression(source) ? [{ text: expressionText(source), location }] : [];
  return members(source, location).flatMap(([value, path]) => expressionsOf(value, path));
}

function holdsExpression(source: Json): boolean {
  if (typeof source === 'string') return isExpression(source);
  return members(source, '').some(([value]) => holdsExpression(value));
}

async function resolve(
  source: Json,
  location: string,
  by: { readonly scope: Scope; readonly evaluator: Evaluator },
): Promise<Json> {
  if (typeof source === 'string') {
    return isExpression(source) ? evaluateExpression(expressionText(source), location, by) : source;
  }
  if (isJsonArray(source)) {
    const items: Json[] = [];
    for (const [value, path] of members(source, location)) items.push(await resolve(value, path, by));
    return items;
  }
  if (!isJsonObject(source)) return source;
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(source)) {
    entries.push([key, await resolve(value, `${location}/${key}`, by)]);
  }
  return Object.fromEntries(entries);
}

function members(source: Json, location: string): [value: Json, location: string][] {
  if (isJsonArray(source)) return source.map((value, index) => [value, `${location}[${index}]`]);
  if (isJsonObject(source)) return Object.entries(source).map(([key, value]) => [value, `${location}/${key}`]);
  return [];
}
