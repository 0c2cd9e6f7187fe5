import type { Context } from '../context';
import { resourceOf, targetOf } from '../resource';
import type { ResourceInput } from '../types';

/** Its policies go with it. */
export function deregisterScalableTarget(context: Context) {
  return (input: ResourceInput): Record<string, never> => {
    const resource = resourceOf(input);
    targetOf(context, resource);
    context.targets.delete(resource.id);
    context.policies.delete(resource.id);
    return {};
  };
}
