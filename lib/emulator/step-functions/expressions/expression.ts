import jsonata from 'jsonata';
import { type VirtualClock } from '../../clock';
import { type Json, toJson } from '../json';
import { boundEvaluation, startMeter } from './bounds';
import { EvaluationFailure } from './evaluation-failure';
import { type FunctionTable } from './functions';

/** What a field's expressions can see, `$states`, and the variables beside it. */
export interface Scope {
  readonly states: {
    readonly input: Json;
    readonly context: Json;
    readonly result?: Json;
    readonly errorOutput?: Json;
  };
  readonly variables: Readonly<Record<string, Json>>;
}

/** How expressions are evaluated: the functions they may call, and their clock. */
export interface Evaluator {
  readonly functions: FunctionTable;
  readonly clock: VirtualClock;
}

/** Parsing takes longer than most evaluations, and every rehearsal in a process runs the same few definitions. */
const parsed = new Map<string, jsonata.Expression>();

/** Whether a string of a definition is a JSONata expression. */
export function isExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4;
}

/** The expression between the marks. */
export function expressionText(text: string): string {
  return text.slice(2, -2).trim();
}

/** Parses an expression; throws JSONata's error if it cannot. */
export function parseExpression(text: string): jsonata.Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const expression = jsonata(text);
  boundEvaluation(expression);
  parsed.set(text, expression);
  return expression;
}

/** The value of the expression `text` in the field `location`. */
export async function evaluateExpression(
  text: string,
  location: string,
  { scope, evaluator }: { readonly scope: Scope; readonly evaluator: Evaluator },
): Promise<Json> {
  const subject = `The JSONata expression '${text}' specified for the field '${location}'`;
  const meter = startMeter(evaluator.clock.now());
  const bindings = { ...evaluator.functions, ...scope.variables, states: scope.states, ...meter };
  let result: unknown;
  try {
    result = await parseExpression(text).evaluate(undefined, bindings);
  } catch (error) {
    throw new EvaluationFailure(`${subject} threw an error during evaluation${errorText(error)}`, location);
  }
  if (result === undefined) throw new EvaluationFailure(`${subject} returned nothing (undefined).`, location);
  const value = toJson(result);
  if (value === undefined) throw new EvaluationFailure(`${subject} returned an unsupported result type.`, location);
  return value;
}

function errorText(error: unknown): string {
  const message = error instanceof Error || hasMessage(error) ? error.message : String(error);
  return hasCode(error) ? `. ${error.code}: ${message}` : `: ${message}`;
}

function hasMessage(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

function hasCode(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
