import type { EndedRelease } from '../release/release';
import { isReturn, leftBy } from '../rollback/destination';

/** An ended release as reports need it. */
export type Reported = EndedRelease & {
  readonly endpoint: string;
  /** What the candidate served before it was finalized or removed; absent where CloudWatch has it no more. */
  readonly served?: { readonly requests: number; readonly errors: number };
  /** US dollars. */
  readonly cost?: number;
};

/** How long something took, over several releases, seconds. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly longest: number;
}

/** The numbers of a window, of one endpoint or of all. Shares are 0..1, and absent where nothing was counted. */
export interface Figures {
  /** Releases that ended in the window; returns by hand are not releases of something new. */
  readonly releases: number;
  readonly perWeek: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Completed, of those that ended. */
  readonly successRate?: number;
  /** Rolled back, of those that ended. */
  readonly rollbackRate?: number;
  /** Did harm to users: went back after it had traffic, or was returned by hand after it completed. */
  readonly changeFailureRate?: number;
  /** From the breach to verified traffic. */
  readonly timeToRestore?: Spread;
  readonly duration?: Spread;
  /** Sums, in seconds: moving and watching, and waiting for people. */
  readonly progressingSeconds: number;
  readonly waitingSeconds: number;
  readonly candidateRequests: number;
  readonly candidateErrors: number;
  /** US dollars. */
  readonly cost: number;
}

const WEEK = 7 * 86_400_000;

/** Counts the releases that ended in [from, to), epoch milliseconds. */
export function figuresOf(releases: readonly Reported[], from: number, to: number): Figures {
  const inside = releases.filter(({ endedAt }) => endedAt >= from && endedAt < to);
  const returns = inside.filter(isReturn);
  const ended = inside.filter((one) => !isReturn(one));
  const count = (test: (one: Reported) => boolean) => ended.filter(test).length;
  const share = (part: number) => (ended.length === 0 ? undefined : part / ended.length);
  const returned = new Set(returns.map(returnedKey));
  const failures = count((one) => (hadTraffic(one) && hasFailed(one)) || returned.has(keyOf(one)));
  const restores = inside.flatMap(({ breach, restoredAt }) =>
    breach === undefined || restoredAt === undefined ? [] : [(restoredAt - breach.at) / 1000],
  );
  const waiting = sum(ended.map(({ waitedSeconds = 0 }) => waitedSeconds));
  const total = sum(ended.map(secondsOf));
  return {
    releases: ended.length,
    perWeek: ended.length / ((to - from) / WEEK),
    outcomes: countBy(ended.map(({ outcome }) => outcome)),
    ...optional('successRate', share(count(({ outcome }) => outcome === 'completed'))),
    ...optional('rollbackRate', share(count(({ outcome }) => outcome === 'rolled_back'))),
    ...optional('changeFailureRate', share(failures)),
    ...optional('timeToRestore', spreadOf(restores)),
    ...optional('duration', spreadOf(ended.map(secondsOf))),
    progressingSeconds: Math.max(0, total - waiting),
    waitingSeconds: waiting,
    candidateRequests: sum(ended.map(({ served }) => served?.requests ?? 0)),
    candidateErrors: sum(ended.map(({ served }) => served?.errors ?? 0)),
    cost: sum(inside.map(({ cost = 0 }) => cost)),
  };
}

function returnedKey({ endpoint, plan }: Reported): string {
  return `${endpoint}/${leftBy(plan?.candidate.variant)}`;
}

function keyOf({ endpoint, number }: Reported): string {
  return `${endpoint}/${number}`;
}

/** Whether users' requests reached the candidate: a phase began. */
function hadTraffic({ phases = [] }: EndedRelease): boolean {
  return phases.length > 0;
}

/** What went back for a newer release did no harm. */
function hasFailed({ outcome, breach }: EndedRelease): boolean {
  return outcome !== 'completed' && breach?.trigger !== 'superseded';
}

function secondsOf({ startedAt, endedAt }: EndedRelease): number {
  return (endedAt - startedAt) / 1000;
}

/** Median, 90th percentile and longest; `undefined` of nothing. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  // The nearest rank: always one of the values, also of two.
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p90: at(0.9), longest: at(1) };
}

function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  // Computed keys widen to string; there is exactly this one.
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };
}
