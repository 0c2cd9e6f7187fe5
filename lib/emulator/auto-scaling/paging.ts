import { AwsError } from '../service';

const MAX_PAGE = 50;

/** Cuts one page; the token is where the next one begins. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults, NextToken }: { readonly MaxResults?: number; readonly NextToken?: string },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextTokenException', 'Invalid NextToken');
  const end = start + (MaxResults ?? MAX_PAGE);
  return { items: items.slice(start, end), ...(end < items.length ? { NextToken: String(end) } : {}) };
}
