import { AwsError } from '../service';

/** What the API model demands of one member. Which limits apply follows from the value's type. */
export interface Rule {
  readonly required?: true;
  /** Length of a text or list, or value of a number. */
  readonly min?: number;
  readonly max?: number;
  /** As the API model writes it: not anchored, but it must match all of the value. */
  readonly pattern?: string;
  readonly values?: readonly (string | number)[];
  /** Rules for the members of a structure, or of each structure in a list. */
  readonly members?: Rules;
}

export type Rules = Readonly<Record<string, Rule>>;

/** `T` in which what the rules require is there. */
export type Checked<T, R> = {
  [Key in keyof T as Key extends RequiredKey<R> ? Key : never]-?: CheckedValue<NonNullable<T[Key]>, R[Key & keyof R]>;
} & {
  [Key in keyof T as Key extends RequiredKey<R> ? never : Key]: Key extends keyof R
    ? CheckedValue<T[Key], R[Key]>
    : T[Key];
};

type RequiredKey<R> = { [Key in keyof R]: R[Key] extends { readonly required: true } ? Key : never }[keyof R];

type CheckedValue<V, R> = R extends { readonly members: infer M }
  ? V extends readonly (infer Item)[]
    ? Checked<Item, M>[]
    : V extends object
      ? Checked<V, M>
      : V
  : V;

/** Throws what AWS answers to input that breaks its API model: all violations in one message. */
export function check<T extends object, const R extends Rules>(
  input: T,
  rules: R,
  code = 'ValidationException',
): asserts input is Checked<T, R> & T {
  const problems = violations(input, rules, '');
  if (problems.length === 0) return;
  const noun = problems.length === 1 ? 'error' : 'errors';
  throw new AwsError(code, `${problems.length} validation ${noun} detected: ${problems.join('; ')}`);
}

function violations(input: object, rules: Rules, prefix: string): string[] {
  const given = new Map<string, unknown>(Object.entries(input));
  return Object.entries(rules).flatMap(([member, rule]) =>
    violationsOf(given.get(member), rule, prefix + member.charAt(0).toLowerCase() + member.slice(1)),
  );
}

function violationsOf(value: unknown, rule: Rule, path: string): string[] {
  const fail = (constraint: string): string =>
    `Value ${shown(value)} at '${path}' failed to satisfy constraint: Member must ${constraint}`;
  if (value === undefined || value === null) return rule.required ? [fail('not be null')] : [];
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const inside = items.flatMap((item, index) => {
      const at = `${path}.${index + 1}.member`;
      return rule.members === undefined
        ? violationsOf(item, { ...rule, min: 0, max: Number.POSITIVE_INFINITY }, at)
        : inStructure(item, rule.members, at);
    });
    return [...sizeViolations(items.length, 'length', rule).map(fail), ...inside];
  }
  if (typeof value === 'object') return rule.members === undefined ? [] : inStructure(value, rule.members, path);
  const problems =
    typeof value === 'string'
      ? [...sizeViolations(value.length, 'length', rule), ...patternViolations(value, rule)]
      : typeof value === 'number'
        ? sizeViolations(value, 'value', rule)
        : [];
  if (rule.values !== undefined && !rule.values.some((allowed) => allowed === value)) {
    problems.push(`satisfy enum value set: [${rule.values.join(', ')}]`);
  }
  return problems.map(fail);
}

function inStructure(value: unknown, rules: Rules, path: string): string[] {
  return typeof value === 'object' && value !== null ? violations(value, rules, `${path}.`) : [];
}

function sizeViolations(size: number, what: 'length' | 'value', { min, max }: Rule): string[] {
  const problems: string[] = [];
  if (max !== undefined && size > max) problems.push(`have ${what} less than or equal to ${max}`);
  if (min !== undefined && size < min) problems.push(`have ${what} greater than or equal to ${min}`);
  return problems;
}

function patternViolations(value: string, { pattern }: Rule): string[] {
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return [];
  return [`satisfy regular expression pattern: ${pattern}`];
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
}
