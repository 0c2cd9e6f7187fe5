import { AwsError } from '../../service';

/** The value of a member that a request cannot do without. */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined && value !== null) return value;
  const message = `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  throw new AwsError('ValidationException', message);
}

/** A page of `items`; the token is the position of the next one. */
export function page<T>(
  items: readonly T[],
  { maxResults, nextToken }: { readonly maxResults: number | undefined; readonly nextToken: string | undefined },
  { defaultSize, maxSize }: { readonly defaultSize: number; readonly maxSize: number },
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  // Zero asks for the default.
  const size = maxResults === undefined || maxResults === 0 ? defaultSize : maxResults;
  if (size < 0 || size > maxSize) {
    const bound = `Member must have value less than or equal to ${maxSize}`;
    const message = `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: ${bound}`;
    throw new AwsError('ValidationException', message);
  }
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}
