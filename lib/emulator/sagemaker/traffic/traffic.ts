import type { Timer, VirtualClock } from '../../clock';
import type { PublishMetrics } from '../../service';
import type { Switches } from '../settings';
import type { Endpoint } from '../state';
import type { Streams } from '../streams';
import type { Served, Workload } from '../workload';
import { createMeter, type Meter } from './meter';
import { createServedTotals } from './served';

/** The users of all endpoints: their requests, and the metrics that these leave. */
export interface Traffic {
  /** To be called after every change of what an endpoint serves. */
  mark(endpoint: Endpoint): void;
  /** To be called when an endpoint is no more. */
  drop(endpoint: Endpoint): void;
  /** Totals up to the last full metric period, also of an endpoint that is gone. */
  served(endpoint: string): readonly Served[];
}

export interface TrafficProps {
  readonly clock: VirtualClock;
  readonly streamOf: Streams;
  readonly publish: PublishMetrics;
  readonly workload: Workload;
  readonly switches: Switches;
}

/** One timer serves all endpoints, and only while there is something to measure. */
export function createTraffic({ clock, streamOf, publish, workload, switches }: TrafficProps): Traffic {
  const meters = new Map<string, Meter>();
  const totals = createServedTotals();
  let timer: Timer | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  const wakeAt = (at: number): void => {
    if (at >= timerAt) return;
    timer?.cancel();
    timerAt = at;
    timer = clock.schedule(at, tick);
  };

  const tick = (): void => {
    timerAt = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const [name, meter] of meters) {
      meter.readUntil(clock.now());
      if (meter.isIdle()) meters.delete(name);
      else next = Math.min(next, meter.dueAt());
    }
    if (Number.isFinite(next)) wakeAt(next);
  };

  return {
    mark: (endpoint) => {
      let meter = meters.get(endpoint.name);
      if (meter === undefined) {
        meter = createMeter({
          endpoint,
          now: clock.now(),
          workload,
          publish,
          switches,
          streamOf,
          totals,
        });
        meters.set(endpoint.name, meter);
      }
      meter.mark(clock.now());
      if (meter.isIdle()) meters.delete(endpoint.name);
      else wakeAt(meter.dueAt());
    },
    drop: (endpoint) => {
      meters.get(endpoint.name)?.close(clock.now());
      meters.delete(endpoint.name);
      if (meters.size > 0) return;
      timer?.cancel();
      timerAt = Number.POSITIVE_INFINITY;
    },
    served: (endpoint) => totals.of(endpoint),
  };
}
