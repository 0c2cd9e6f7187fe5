import { formatPercent, roundPercent } from './percent';

/** The shares of a ramp: from `start` in equal steps to 100 %, where the last step may be shorter. */
export function rampShares({ start, step }: { readonly start: number; readonly step: number }): readonly number[] {
  const below = Math.max(0, Math.ceil(roundPercent((100 - start) / step)));
  const shares = Array.from({ length: below }, (_, index) => roundPercent(start + index * step));
  return [...shares.filter((share) => share < 100), 100];
}

/** The name of a phase that nobody named. */
export function shareName(traffic: number): string {
  return formatPercent(traffic);
}
