import { isExpression } from '../expressions/expression';
import { type Template, compileTemplate } from '../expressions/template';
import { type Json, type JsonObject, isJsonArray, isJsonObject } from '../json';
import { type DiagnosticCode, type Diagnostics } from './diagnostics';
import { type QueryLanguage } from './program';

/** Reads the fields of one object of a definition; what is wrong is reported and read as missing. */
export interface Reader {
  readonly source: JsonObject;
  /** E.g. `/States/Deploy/Catch[0]`. */
  readonly path: string;
  readonly language: QueryLanguage;
  readonly diagnostics: Diagnostics;
  fail(message: string, field?: string, code?: DiagnosticCode): void;
  has(field: string): boolean;
  string(field: string): string | undefined;
  requiredString(field: string): string;
  boolean(field: string): boolean | undefined;
  number(field: string, bounds: NumberBounds): number | undefined;
  strings(field: string): readonly string[];
  objects(field: string): readonly Reader[];
  object(field: string): Reader | undefined;
  /** A field that takes any JSON, with expressions; `location` names it from the state on. */
  template(field: string, location?: string): Template | undefined;
  /** A whole number, or an expression for one. */
  integerTemplate(field: string, bounds: NumberBounds): Template | undefined;
  /** A list, or an expression for one. */
  arrayTemplate(field: string): Template | undefined;
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly isInteger?: boolean;
}

const isNumber = (value: Json): value is number => typeof value === 'number';
const isString = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';

export function createReader(
  source: JsonObject,
  path: string,
  context: { readonly language: QueryLanguage; readonly diagnostics: Diagnostics },
): Reader {
  const { language, diagnostics } = context;
  const fail: Reader['fail'] = (message, field, code = 'SCHEMA_VALIDATION_FAILED') => {
    diagnostics.report(code, message, field === undefined ? path : `${path}/${field}`);
  };
  const typed = <T extends Json>(field: string, name: string, is: (value: Json) => value is T): T | undefined => {
    const value = source[field];
    if (value === undefined) return undefined;
    if (is(value)) return value;
    fail(`Expected value of type ${name}`, field);
    return undefined;
  };
  const nested = (value: Json, at: string): Reader => {
    if (isJsonObject(value)) return createReader(value, at, context);
    diagnostics.report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', at);
    return createReader({}, at, context);
  };
  const isDynamic = (value: Json | undefined): value is string =>
    language === 'JSONata' && typeof value === 'string' && isExpression(value);

  const reader: Reader = {
    source,
    path,
    language,
    diagnostics,
    fail,
    has: (field) => source[field] !== undefined,
    string: (field) => typed(field, 'String', isString),
    requiredString: (field) => {
      const value = typed(field, 'String', isString);
      if (source[field] === undefined) fail(`The field '${field}' is required but was missing`);
      return value ?? '';
    },
    boolean: (field) => typed(field, 'Boolean', isBoolean),
    number: (field, { min, max, isInteger = true }) => {
      const value = typed(field, isInteger ? 'Integer' : 'Number', isNumber);
      if (value === undefined) return undefined;
      if (isInteger && !Number.isInteger(value)) fail('Expected value of type Integer', field);
      if (value < min) fail(`Minimum value is ${min}`, field);
      if (value > max) fail(`Maximum value is ${max}`, field);
      return value;
    },
    strings: (field) => {
      const values = typed(field, 'Array', isJsonArray) ?? [];
      return values.filter((value, index): value is string => {
        if (typeof value === 'string') return true;
        fail('Expected value of type String', `${field}[${index}]`);
        return false;
      });
    },
    objects: (field) =>
      (typed(field, 'Array', isJsonArray) ?? []).map((value, index) => nested(value, `${path}/${field}[${index}]`)),
    object: (field) => {
      const value = source[field];
      return value === undefined ? undefined : nested(value, `${path}/${field}`);
    },
    template: (field, location = field) => {
      const value = source[field];
      return value === undefined ? undefined : compileTemplate(value, location, language === 'JSONata');
    },
    integerTemplate: (field, bounds) => {
      if (!isDynamic(source[field])) reader.number(field, bounds);
      return reader.template(field);
    },
    arrayTemplate: (field) => {
      if (!isDynamic(source[field])) typed(field, 'Array', isJsonArray);
      return reader.template(field);
    },
  };
  return reader;
}
