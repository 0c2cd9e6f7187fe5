import type { Release } from './release';

/** The release after a step, with the time that a hold that has ended took on its account. `now` is epoch milliseconds. */
export function countWaiting(before: Release, after: Release, now: number): Release {
  const { hold } = before;
  if (hold === undefined || after.hold?.since === hold.since) return after;
  return { ...after, waitedSeconds: (after.waitedSeconds ?? 0) + (now - hold.since) / 1000 };
}

/** How long a release has waited for people until `now`, seconds. */
export function waitedUntil({ waitedSeconds = 0, hold }: Release, now: number): number {
  return waitedSeconds + (hold === undefined ? 0 : (now - hold.since) / 1000);
}
