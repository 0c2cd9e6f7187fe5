import type { VirtualClock } from '../../clock';
import type { PublishMetrics } from '../../service';
import type { Endpoint, LiveVariant } from '../state';
import { invocationMetrics, placeOf } from '../traffic/metrics';
import { invocationPeriod } from '../traffic/periods';
import { emptyTally } from '../traffic/tally';
import type { ErrorCause } from '../workload';

const OVERHEAD_MICROSECONDS = 4000;

/** The data points of one request that did not come from the generated traffic. */
export function publishInvocation(
  { clock, publish }: { readonly clock: VirtualClock; readonly publish: PublishMetrics },
  request: {
    readonly endpoint: Endpoint;
    readonly variant: LiveVariant;
    readonly error: ErrorCause | undefined;
    readonly latencySeconds: number;
  },
): void {
  const tally = emptyTally();
  tally.requests = 1;
  if (request.error !== undefined) tally.errors[request.error] = 1;
  tally.modelLatency.push([Math.round(request.latencySeconds * 1e6), 1]);
  tally.overheadLatency.push([OVERHEAD_MICROSECONDS, 1]);
  tally.byInstances.set(Math.max(1, request.variant.currentInstances), 1);
  const periodSeconds = invocationPeriod(request.endpoint);
  const periodStart = Math.floor(clock.now() / (periodSeconds * 1000)) * periodSeconds * 1000;
  const place = placeOf(request.endpoint.name, request.variant.name, periodStart, periodSeconds);
  publish(invocationMetrics(place, tally));
}
