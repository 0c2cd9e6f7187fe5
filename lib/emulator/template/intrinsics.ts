import { isRecord } from '../records';
import { fillPlaceholders } from './references';
import type { Section } from './template';

/** What intrinsic functions may refer to. */
export interface Scope {
  /** A parameter, pseudo parameter or resource; `undefined` for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  readonly conditions: Section;
  readonly mappings: Section;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...path] = Array.isArray(argument) ? argument.map(text) : text(argument).split('.');
    return scope.attribute(logicalId, path.join('.'));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const given = resolve(variables, scope);
    return fillPlaceholders(text(template), (name) => {
      if (isRecord(given) && Object.hasOwn(given, name)) return text(given[name]);
      const [logicalId = '', ...path] = name.split('.');
      return text(path.length === 0 ? scope.ref(logicalId) : scope.attribute(logicalId, path.join('.')));
    });
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = pair(argument, 'Fn::Join');
    return list(resolve(items, scope), 'Fn::Join').map(text).join(text(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = pair(argument, 'Fn::Select');
    return list(resolve(items, scope), 'Fn::Select')[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = pair(argument, 'Fn::Split');
    return text(resolve(source, scope)).split(text(separator));
  },
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = list(argument, 'Fn::If');
    return resolve(holds(text(condition), scope) ? then : otherwise, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = list(resolve(argument, scope), 'Fn::FindInMap').map(text);
    const table = scope.mappings[map];
    const row = isRecord(table) ? table[first] : undefined;
    const value = isRecord(row) ? row[second] : undefined;
    if (value === undefined) throw new Error(`no entry ${map}/${first}/${second} in the template's mappings`);
    return value;
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolve(argument, scope))).toString('base64'),
  'Fn::Equals': (argument, scope) => {
    const [a, b] = pair(argument, 'Fn::Equals');
    return text(resolve(a, scope)) === text(resolve(b, scope));
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((item) => resolve(item, scope) === true),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((item) => resolve(item, scope) === true),
  'Fn::Not': (argument, scope) => resolve(list(argument, 'Fn::Not')[0], scope) !== true,
  Condition: (argument, scope) => holds(text(argument), scope),
};

/** Functions that need what no template can tell. */
const REFUSED: ReadonlySet<string> = new Set([
  'Fn::Cidr',
  'Fn::ForEach',
  'Fn::GetAZs',
  'Fn::ImportValue',
  'Fn::Length',
  'Fn::ToJsonString',
  'Fn::Transform',
]);

/** A value with every intrinsic function replaced by what it stands for; members without a value are left out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only !== undefined && others.length === 0) {
    if (REFUSED.has(only)) throw new Error(`not emulated: ${only} in a template`);
    // `Condition` is also a common property name (of policies, for one): as a function its argument is a name.
    const intrinsic = only === 'Condition' && typeof value[only] !== 'string' ? undefined : INTRINSICS[only];
    if (intrinsic !== undefined) return intrinsic(value[only], scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, resolve(entry, scope)] as const)
      .filter(([, entry]) => entry !== undefined),
  );
}

/** Whether a condition of the template holds. */
export function holds(name: string, scope: Scope): boolean {
  if (!Object.hasOwn(scope.conditions, name)) throw new Error(`the template has no condition ${name}`);
  return resolve(scope.conditions[name], scope) === true;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`an intrinsic function needs text, and got ${JSON.stringify(value)}`);
}

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${name} needs a list, and got ${JSON.stringify(value)}`);
}

function pair(value: unknown, name: string): readonly [unknown, unknown] {
  const [first, second, ...rest] = list(value, name);
  if (second === undefined || rest.length > 0) throw new TypeError(`${name} needs two arguments`);
  return [first, second];
}
