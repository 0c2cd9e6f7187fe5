import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Context } from '../context';
import { emitEndpointStateChange } from '../events';
import type { Dwell } from '../settings';
import { isBusy, type Endpoint } from '../state';

/** Whether a change of status makes an event; nobody has documented it for a change of weights alone. */
export type EventMode = 'emit' | 'quiet';

/** Moves to `status` and stays; what waited for the end of a transition gets its turn. */
export function setStatus(
  context: Context,
  endpoint: Endpoint,
  status: EndpointStatus,
  events: EventMode = 'emit',
): void {
  endpoint.status = status;
  endpoint.modifiedAt = context.clock.now();
  context.changed(endpoint);
  if (events === 'emit') emitEndpointStateChange(context, endpoint);
  while (!isBusy(endpoint)) {
    const next = endpoint.waiting.shift();
    if (next === undefined) return;
    next();
  }
}

/** Moves to a transitional `status` that `done` ends after `seconds`. */
export function transition(
  context: Context,
  endpoint: Endpoint,
  change: {
    readonly status: EndpointStatus;
    readonly seconds: number;
    readonly events?: EventMode;
    readonly done: () => void;
  },
): void {
  endpoint.timer?.cancel();
  setStatus(context, endpoint, change.status, change.events);
  endpoint.timer = context.clock.schedule(context.clock.now() + change.seconds * 1000, () => {
    endpoint.timer = undefined;
    change.done();
  });
}

/** Runs `task` now, or when the endpoint's transitional status has ended. */
export function whenAtRest(endpoint: Endpoint, task: () => void): void {
  if (isBusy(endpoint)) endpoint.waiting.push(task);
  else task();
}

export function dwellOf(context: Context, endpoint: Endpoint): Dwell {
  return { ...context.settings.dwell, ...endpoint.dwell };
}
