import type { Context } from '../context';
import type { Endpoint } from '../state';
import { setStatus, transition, whenAtRest } from './transition';

/** AWS maintenance: blocks every change for a while and leaves all values as they are. */
export function startSystemUpdate(context: Context, endpoint: Endpoint, seconds: number): void {
  whenAtRest(endpoint, () => {
    const before = endpoint.status;
    if (before !== 'InService' && before !== 'UpdateRollbackFailed') return;
    transition(context, endpoint, {
      status: 'SystemUpdating',
      seconds,
      done: () => setStatus(context, endpoint, before),
    });
  });
}
