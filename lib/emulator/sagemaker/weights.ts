import { notEmulated } from '../service';
import type { Context } from './context';
import { validationException } from './errors';

/** Throws if nobody would get the traffic; what AWS does then is not documented. */
export function requireTraffic(context: Context, weights: readonly number[]): void {
  if (weights.some((weight) => weight > 0)) return;
  if (context.settings.switches.allZeroWeights === 'rejected') {
    throw validationException('The sum of all variant weights must be greater than zero.');
  }
}

/** Share of the traffic that each weight gets, 0..1. */
export function trafficShares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum === 0 ? 0 : weight / sum));
}

/** The index that a uniform draw from [0, 1) falls on. */
export function pickByWeight(weights: readonly number[], draw: number): number {
  let left = draw * weights.reduce((total, weight) => total + weight, 0);
  let last = -1;
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue;
    if (left < weight) return index;
    left -= weight;
    last = index;
  }
  if (last < 0) throw notEmulated('traffic to variants whose weights are all zero');
  // Rounding can leave a remainder behind the last positive weight.
  return last;
}
