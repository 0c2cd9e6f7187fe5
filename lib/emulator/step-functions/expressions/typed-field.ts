import { type Json, isJsonArray, jsonType } from '../json';
import { EvaluationFailure } from './evaluation-failure';
import { expressionText, isExpression } from './expression';
import { type Template } from './template';

/** Refuses a value of a field that needs another type, in Step Functions' words. */
export function wrongType(template: Template, expected: string, value: Json): EvaluationFailure {
  const { source, location } = template;
  const text = typeof source === 'string' && isExpression(source) ? expressionText(source) : JSON.stringify(source);
  return new EvaluationFailure(
    `The JSONata expression '${text}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${jsonType(value)}' for value: ${JSON.stringify(value)}`,
    location,
  );
}

/** The value as an array. */
export function asArray(template: Template, value: Json): readonly Json[] {
  if (!isJsonArray(value)) throw wrongType(template, 'array', value);
  return value;
}

/** The value as a string. */
export function asString(template: Template, value: Json): string {
  if (typeof value !== 'string') throw wrongType(template, 'string', value);
  return value;
}

/** The value as a boolean. */
export function asBoolean(template: Template, value: Json): boolean {
  if (typeof value !== 'boolean') throw wrongType(template, 'boolean', value);
  return value;
}

/** The value as a whole number between `min` and `max`. */
export function asInteger(template: Template, value: Json, { min, max }: { min: number; max: number }): number {
  if (typeof value !== 'number') throw wrongType(template, 'number', value);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new EvaluationFailure(
      `The ${template.location} field must be an integer between ${min} and ${max} but was: ${value}`,
      template.location,
    );
  }
  return value;
}
