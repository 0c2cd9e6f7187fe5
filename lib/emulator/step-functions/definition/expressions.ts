import { type Json, isJsonArray, isJsonObject } from '../json';
import { parseExpression } from '../expressions/expression';
import { expressionsOf } from '../expressions/template';
import { unsupportedReferences } from './references';
import { type Reader } from './reader';

/** Fields whose members are states or rules of their own, or plain words. */
const NOT_TEMPLATES = ['Branches', 'ItemProcessor', 'Iterator', 'Choices', 'Catch', 'Retry', 'Comment', 'Resource'];

/** Types of states that have a result. */
const RESULT_TYPES = ['Task', 'Parallel', 'Map'];

/** Checks every expression of a JSONata state: that it parses, and reads only what there is where it stands. */
export function checkExpressions(state: Reader): void {
  const hasResult = RESULT_TYPES.some((type) => type === state.source['Type']);
  for (const [field, value] of Object.entries(state.source)) {
    if (NOT_TEMPLATES.includes(field)) continue;
    const isAfterResult = hasResult && (field === 'Output' || field === 'Assign');
    check(state, value, { location: field, readable: isAfterResult ? ['result'] : [] });
  }
  for (const field of ['Choices', 'Catch']) {
    const entries = state.source[field];
    if (!isJsonArray(entries)) continue;
    entries.forEach((entry, index) => {
      if (!isJsonObject(entry)) return;
      for (const member of ['Condition', 'Assign', 'Output']) {
        const value = entry[member];
        if (value === undefined) continue;
        check(state, value, {
          location: `${field}[${index}]/${member}`,
          readable: field === 'Catch' ? ['errorOutput'] : [],
        });
      }
    });
  }
}

function check(
  state: Reader,
  value: Json,
  { location, readable }: { readonly location: string; readonly readable: readonly string[] },
): void {
  for (const expression of expressionsOf(value, location)) {
    for (const { code, message } of problemsOf(expression.text, readable)) {
      state.diagnostics.report(code, message, `${state.path}/${expression.location}`);
    }
  }
}

function problemsOf(text: string, readable: readonly string[]) {
  try {
    return unsupportedReferences(parseExpression(text).ast(), readable).map((message) => ({
      code: 'UNSUPPORTED_JSONATA_EXPRESSION' as const,
      message,
    }));
  } catch (error) {
    const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    return [{ code: 'INVALID_JSONATA_EXPRESSION' as const, message }];
  }
}
