import type { ErrorCause } from '../workload';
import type { Histogram } from './latency';

/** What one variant did in one metric period. */
export interface Tally {
  requests: number;
  readonly errors: Record<ErrorCause, number>;
  readonly modelLatency: Histogram;
  readonly overheadLatency: Histogram;
  /** Requests by the number of instances that shared them. */
  readonly byInstances: Map<number, number>;
}

export function emptyTally(): Tally {
  return {
    requests: 0,
    errors: { '4xx': 0, '5xx': 0, model: 0 },
    modelLatency: [],
    overheadLatency: [],
    byInstances: new Map(),
  };
}

export function errorsOf({ errors }: Tally): number {
  return errors['4xx'] + errors['5xx'] + errors.model;
}
