import type { Context } from '../context';
import type { Endpoint } from '../state';
import { dwellOf, transition } from './transition';

/** Stops serving at once; the endpoint is gone when its instances are. */
export function startDeletion(context: Context, endpoint: Endpoint): void {
  endpoint.lag = undefined;
  transition(context, endpoint, {
    status: 'Deleting',
    seconds: dwellOf(context, endpoint).deleteSeconds,
    done: () => {
      context.store.endpoints.delete(endpoint.name);
      context.store.tags.delete(endpoint.arn);
      context.removed(endpoint);
    },
  });
}
