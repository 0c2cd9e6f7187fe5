/** Periods in a row in which something was so; plain JSON. */
export interface Run {
  /** Up to now. */
  readonly now: number;
  /** The longest so far. */
  readonly longest: number;
}

export const NO_RUN: Run = { now: 0, longest: 0 };

/** The run after one more period in which it was so, or not. */
export function runOn({ now, longest }: Run = NO_RUN, isSo: boolean): Run {
  const next = isSo ? now + 1 : 0;
  return { now: next, longest: Math.max(longest, next) };
}
