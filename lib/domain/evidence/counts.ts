/** Requests of one variant in one period, and how many of them were on the wrong side: failed, or too slow. */
export interface Counts {
  readonly requests: number;
  readonly failures: number;
}

/** The same period of both variants. */
export interface PairedCounts {
  readonly candidate: Counts;
  readonly baseline: Counts;
}

/** Nothing seen yet. */
export const NO_COUNTS: Counts = { requests: 0, failures: 0 };

/** Both together. */
export function addCounts(a: Counts, b: Counts): Counts {
  return { requests: a.requests + b.requests, failures: a.failures + b.failures };
}

/** Share of requests that failed, 0..1; `undefined` without requests, because no data is not zero. */
export function failureRate(counts: Counts): number | undefined {
  return counts.requests > 0 ? counts.failures / counts.requests : undefined;
}

/**
 * Turns a share of slow requests, which CloudWatch interpolates from its own summary, back into whole requests.
 * `share` may leave 0..1 by a rounding error.
 */
export function slowCounts(requests: number, share: number): Counts {
  return { requests, failures: Math.min(requests, Math.max(0, Math.round(requests * share))) };
}

/** Refuses what no metric can mean; evidence from such numbers would be nonsense with a guarantee attached. */
export function assertCounts({ requests, failures }: Counts): void {
  if (requests >= 0 && failures >= 0 && failures <= requests && Number.isFinite(requests)) return;
  throw new RangeError(
    `${failures} failures of ${requests} requests cannot be: need 0 <= failures <= requests < infinity`,
  );
}
