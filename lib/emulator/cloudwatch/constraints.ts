import { validationError } from './errors';

/** What is wrong with one member of a request, or `undefined`. */
type Problem = string | undefined;

const NOT_NULL = 'Member must not be null';

function problem(member: string, value: unknown, rule: string): string {
  const shown = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  return `Value ${value === undefined ? 'null' : `'${shown}'`} at '${member}' failed to satisfy constraint: ${rule}`;
}

export function required(member: string, value: unknown): Problem {
  return value === undefined ? problem(member, undefined, NOT_NULL) : undefined;
}

/** A member that must be there; used where its value is needed. */
export function demand<T>(member: string, value: T | undefined): T {
  if (value === undefined)
    throw validationError(`1 validation error detected: ${problem(member, undefined, NOT_NULL)}`);
  return value;
}

/** Length of a text or size of a list. */
export function length(
  member: string,
  value: string | readonly unknown[] | undefined,
  min: number,
  max: number,
): Problem {
  if (value === undefined) return undefined;
  if (value.length < min) return problem(member, value, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) return problem(member, value, `Member must have length less than or equal to ${max}`);
  return undefined;
}

export function within(member: string, value: number | undefined, min: number, max = Number.MAX_SAFE_INTEGER): Problem {
  if (value === undefined) return undefined;
  if (value < min) return problem(member, value, `Member must have value greater than or equal to ${min}`);
  if (value > max) return problem(member, value, `Member must have value less than or equal to ${max}`);
  return undefined;
}

export function oneOf(member: string, value: string | undefined, allowed: readonly string[]): Problem {
  if (value === undefined || allowed.includes(value)) return undefined;
  return problem(member, value, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

/** Throws all problems as one error, as the request validation of AWS does. */
export function refuseProblems(...problems: readonly Problem[]): void {
  const found = problems.filter((each) => each !== undefined);
  if (found.length === 0) return;
  const heading = `${found.length} validation error${found.length === 1 ? '' : 's'} detected`;
  throw validationError(`${heading}: ${found.join('; ')}`);
}
