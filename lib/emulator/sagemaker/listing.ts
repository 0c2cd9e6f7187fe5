import { validationException } from './errors';

interface Listed {
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt?: number;
  readonly status?: string;
}

/** The members that all List operations share; times are epoch seconds. */
export interface ListQuery {
  readonly SortBy?: string | undefined;
  readonly SortOrder?: string | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NameContains?: string | undefined;
  readonly CreationTimeBefore?: number | undefined;
  readonly CreationTimeAfter?: number | undefined;
  readonly LastModifiedTimeBefore?: number | undefined;
  readonly LastModifiedTimeAfter?: number | undefined;
  readonly StatusEquals?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

const DEFAULT_PAGE_SIZE = 10;

/** Filters, sorts (newest first unless asked otherwise) and cuts a page. */
export function pageOf<T extends Listed>(all: readonly T[], query: ListQuery): Page<T> {
  const sign = query.SortOrder === 'Ascending' ? 1 : -1;
  const items = all.filter((item) => matches(item, query)).toSorted((a, b) => sign * compare(a, b, query.SortBy));
  const start = query.NextToken === undefined ? 0 : startOf(query.NextToken);
  const end = start + (query.MaxResults ?? DEFAULT_PAGE_SIZE);
  return { items: items.slice(start, end), nextToken: end < items.length ? tokenFor(end) : undefined };
}

function matches(item: Listed, query: ListQuery): boolean {
  const modifiedAt = item.modifiedAt ?? item.createdAt;
  return (
    item.name.includes(query.NameContains ?? '') &&
    (query.StatusEquals === undefined || item.status === query.StatusEquals) &&
    isBetween(item.createdAt, query.CreationTimeAfter, query.CreationTimeBefore) &&
    isBetween(modifiedAt, query.LastModifiedTimeAfter, query.LastModifiedTimeBefore)
  );
}

function isBetween(ms: number, afterSeconds: number | undefined, beforeSeconds: number | undefined): boolean {
  return (
    (afterSeconds === undefined || ms > afterSeconds * 1000) &&
    (beforeSeconds === undefined || ms < beforeSeconds * 1000)
  );
}

function compare(a: Listed, b: Listed, sortBy = 'CreationTime'): number {
  const byName = compareText(a.name, b.name);
  if (sortBy === 'Name') return byName;
  if (sortBy === 'Status') return compareText(a.status ?? '', b.status ?? '') || byName;
  return a.createdAt - b.createdAt || byName;
}

function tokenFor(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64');
}

function startOf(token: string): number {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (match?.[1] === undefined) throw validationException('Invalid NextToken.');
  return Number(match[1]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
