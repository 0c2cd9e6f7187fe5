import type { Served } from '../workload';

/** Running totals per endpoint, variant and model. */
export interface ServedTotals {
  add(endpoint: string, variant: string, served: { model: string; requests: number; errors: number }): void;
  of(endpoint: string): readonly Served[];
}

export function createServedTotals(): ServedTotals {
  const totals = new Map<string, Map<string, { model: string; variant: string; requests: number; errors: number }>>();
  return {
    add: (endpoint, variant, { model, requests, errors }) => {
      let ofEndpoint = totals.get(endpoint);
      if (ofEndpoint === undefined) totals.set(endpoint, (ofEndpoint = new Map()));
      const key = `${variant}\n${model}`;
      const total = ofEndpoint.get(key);
      if (total === undefined) {
        ofEndpoint.set(key, { model, variant, requests, errors });
        return;
      }
      total.requests += requests;
      total.errors += errors;
    },
    of: (endpoint) => [...(totals.get(endpoint)?.values() ?? [])].map((total) => ({ ...total })),
  };
}
