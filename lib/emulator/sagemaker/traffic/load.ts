import type { Behaviour, ErrorCause, LatencyProfile } from '../workload';

/** A model's behaviour under the load it gets. */
export interface LoadedBehaviour {
  readonly errorRate: number;
  readonly errorKind: ErrorCause;
  /** Share of the requests without other errors that an overloaded fleet turns away as 5xx. */
  readonly rejectRate: number;
  readonly latency: LatencyProfile;
}

/** From this share of the capacity on requests begin to queue. */
const QUEUEING_FROM = 0.8;
const MAX_SLOWDOWN = 20;

/** Requests that a fleet gets, as a share of what it can take; 0 where there is no limit. */
export function utilization(behaviour: Behaviour, requestsPerMinute: number, instances: number): number {
  const each = behaviour.requestsPerMinutePerInstance;
  return each === undefined ? 0 : requestsPerMinute / (each * Math.max(1, instances));
}

/** Near its capacity a fleet gets slower; above it, it answers what it can and fails the rest. */
export function underLoad(behaviour: Behaviour, load: number): LoadedBehaviour {
  const slowdown = Math.min(MAX_SLOWDOWN, 1 + 10 * Math.max(0, load - QUEUEING_FROM));
  const { p50, p99 } = behaviour.latency;
  return {
    errorRate: behaviour.errorRate,
    errorKind: behaviour.errorKind ?? '5xx',
    rejectRate: load > 1 ? 1 - 1 / load : 0,
    latency: slowdown === 1 ? behaviour.latency : { p50: p50 * slowdown, p99: p99 * slowdown },
  };
}

/** Percent of one core that a fleet's instances use. */
export function cpuPercent(behaviour: Behaviour, load: number): number {
  return behaviour.cpu ?? Math.min(100, behaviour.requestsPerMinutePerInstance === undefined ? 20 : 5 + 80 * load);
}
