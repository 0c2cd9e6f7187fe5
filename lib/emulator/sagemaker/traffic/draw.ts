import type { Random } from '../../random';
import type { Workload } from '../workload';
import { COARSE_BUCKETS, drawLatencies } from './latency';
import { underLoad, utilization } from './load';
import type { Slice } from './segments';
import { emptyTally, type Tally } from './tally';

/** What SageMaker itself adds to a request. */
const OVERHEAD = { p50: 0.004, p99: 0.016 };

export interface Draw {
  readonly endpoint: string;
  readonly workload: Workload;
  /** The stream that a variant draws from. */
  readonly streamOf: (variant: string) => Random;
  /** Told about every draw, with the model that served it. */
  readonly onServed: (variant: string, model: string, requests: number, errors: number) => void;
}

/** Draws the requests of these slices; one tally per variant that served, in the order of the variants. */
export function drawTraffic(draw: Draw, slices: readonly Slice[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const slice of slices) {
    const middle = (slice.from + slice.to) / 2;
    const rate = draw.workload.requestsPerMinute(draw.endpoint, middle);
    for (const variant of slice.variants) {
      let tally = tallies.get(variant.name);
      if (tally === undefined) tallies.set(variant.name, (tally = emptyTally()));
      const random = draw.streamOf(variant.name);
      for (const { model, share } of variant.fleets) {
        const mean = (rate * variant.share * share * (slice.to - slice.from)) / 60_000;
        const requests = random.poisson(mean);
        if (requests === 0) continue;
        const behaviour = draw.workload.behaviour(draw.endpoint, model, variant.name, middle);
        const load = utilization(behaviour, rate * variant.share, variant.instances);
        const { errorRate, errorKind, rejectRate, latency } = underLoad(behaviour, load);
        const errors = drawErrors(random, requests, { errorRate, errorBurst: behaviour.errorBurst ?? 1 });
        const rejected = random.binomial(requests - errors, rejectRate);
        tally.requests += requests;
        tally.errors[errorKind] += errors;
        tally.errors['5xx'] += rejected;
        tally.byInstances.set(variant.instances, (tally.byInstances.get(variant.instances) ?? 0) + requests);
        for (const entry of drawLatencies(random, requests, latency)) tally.modelLatency.push(entry);
        for (const entry of drawLatencies(random, requests, OVERHEAD, COARSE_BUCKETS))
          tally.overheadLatency.push(entry);
        draw.onServed(variant.name, model, requests, errors + rejected);
      }
    }
  }
  return tallies;
}

/** How many of these requests fail: each for itself, or in bursts that arrive independently of each other. */
function drawErrors(
  random: Random,
  requests: number,
  { errorRate, errorBurst }: { readonly errorRate: number; readonly errorBurst: number },
): number {
  if (errorBurst === 1) return random.binomial(requests, errorRate);
  return Math.min(requests, errorBurst * random.poisson((requests * errorRate) / errorBurst));
}
