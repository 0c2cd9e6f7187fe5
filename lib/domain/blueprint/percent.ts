/** Finer shares mean nothing to a float32 weight, and rounding keeps sums of shares exact. */
const DECIMALS = 1e4;

const PERCENT = /^(\d+(?:\.\d+)?|\.\d+)\s*%$/;

/**
 * Reads `5%`, `0.5 %` or the number 5 as five (or half a) percent. A bare number below 1 is not read: 0.5 could
 * be half a percent or half of the traffic.
 */
export function parsePercent(written: string | number): number | undefined {
  if (typeof written === 'number') return written >= 1 ? roundPercent(written) : undefined;
  const match = PERCENT.exec(written.trim());
  return match === null ? undefined : roundPercent(Number(match[1]));
}

/** Writes a percentage without needless digits, e.g. `0.5%`. */
export function formatPercent(percent: number): string {
  return `${roundPercent(percent)}%`;
}

/** To four decimals, so that `0.1 + 0.2` is 0.3. */
export function roundPercent(percent: number): number {
  return Math.round(percent * DECIMALS) / DECIMALS;
}
