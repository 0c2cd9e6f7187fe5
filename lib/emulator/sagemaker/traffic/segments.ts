import { isServing, type Endpoint, type Fleet } from '../state';
import { trafficShares } from '../weights';

/** What one variant does with the traffic while nothing changes. */
interface ServingVariant {
  readonly name: string;
  /** Of the endpoint's traffic, 0..1. */
  readonly share: number;
  readonly instances: number;
  readonly fleets: readonly Fleet[];
}

/** From this moment until the next segment begins, these variants serve; none while the endpoint does not. */
export interface Segment {
  readonly from: number;
  readonly variants: readonly ServingVariant[];
}

export function segmentOf(endpoint: Endpoint, from: number): Segment {
  if (!isServing(endpoint)) return { from, variants: [] };
  const shares = trafficShares(endpoint.variants.map(({ currentWeight }) => currentWeight));
  return {
    from,
    variants: endpoint.variants.map(({ name, currentInstances, fleets }, index) => ({
      name,
      share: shares[index] ?? 0,
      // A serverless variant has none, but its requests still have to be divided by something.
      instances: Math.max(1, currentInstances),
      fleets,
    })),
  };
}

/** A span in which neither variants nor workload change. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly variants: readonly ServingVariant[];
}

/** Cuts `from`..`to` where a segment begins and at the workload's `points` in between. */
export function slicesOf(segments: readonly Segment[], from: number, to: number, points: readonly number[]): Slice[] {
  const slices: Slice[] = [];
  for (const [index, segment] of segments.entries()) {
    const start = Math.max(from, segment.from);
    const end = Math.min(to, segments[index + 1]?.from ?? to);
    if (start >= end || segment.variants.length === 0) continue;
    const inside = points.filter((point) => point > start && point < end).toSorted((a, b) => a - b);
    const cuts = [start, ...inside, end];
    for (const [at, cut] of cuts.entries()) {
      const next = cuts[at + 1];
      if (next !== undefined && next > cut) slices.push({ from: cut, to: next, variants: segment.variants });
    }
  }
  return slices;
}
