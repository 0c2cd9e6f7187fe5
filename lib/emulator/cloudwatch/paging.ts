import { invalidNextToken } from './errors';

/** One page of a list and the token for the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

const PREFIX = 'from:';

/** Cuts a page out of a list; the token says where the next page begins. */
export function page<Item>(all: readonly Item[], size: number, token: string | undefined): Page<Item> {
  const start = token === undefined ? 0 : startOf(token);
  const end = start + size;
  const nextToken = end < all.length ? Buffer.from(`${PREFIX}${end}`).toString('base64') : undefined;
  return { items: all.slice(start, end), nextToken };
}

function startOf(token: string): number {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const start = Number(text.slice(PREFIX.length));
  if (!text.startsWith(PREFIX) || !Number.isInteger(start) || start < 1) throw invalidNextToken(token);
  return start;
}
