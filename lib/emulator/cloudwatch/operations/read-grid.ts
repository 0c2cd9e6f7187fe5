import type { Grid } from '../metrics/metric-store';
import { DAY, floorTo, HOUR, MINUTE, SECOND } from '../time';

/** The periods that a read answers for: its start is rounded down by the age of the data, its end is exclusive. */
export function readGrid(start: number, end: number, periodSeconds: number, now: number): Grid {
  const period = periodSeconds * SECOND;
  const from = floorTo(start, rounding(period, now - start));
  return { start: from, period, count: Math.ceil((end - from) / period), end };
}

function rounding(period: number, age: number): number {
  if (period < MINUTE) return period;
  if (age > 63 * DAY) return HOUR;
  return age > 15 * DAY ? 5 * MINUTE : MINUTE;
}
