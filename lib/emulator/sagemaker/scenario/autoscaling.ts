import type { Context } from '../context';
import { startRescale } from '../lifecycle/rescale';
import type { LiveVariant } from '../state';

/** The instance counts that Application Auto Scaling reads and sets. */
export interface ScalableVariants {
  /** Desired count; `undefined` if there is no such variant with instances. */
  desiredInstances(endpoint: string, variant: string): number | undefined;
  /** Starts the change, as an update of the endpoint; `false` if the endpoint is busy. */
  scale(endpoint: string, variant: string, instances: number): boolean;
}

export function scalableVariants(context: Context): ScalableVariants {
  const find = (endpoint: string, name: string): LiveVariant | undefined =>
    context.store.endpoints
      .get(endpoint)
      ?.variants.find((variant) => variant.name === name && variant.serverless === undefined);
  return {
    desiredInstances: (endpoint, name) => find(endpoint, name)?.desiredInstances,
    scale: (name, variantName, instances) => {
      const endpoint = context.store.endpoints.get(name);
      const variant = find(name, variantName);
      if (endpoint === undefined || variant === undefined)
        throw new Error(`no variant ${variantName} of endpoint ${name}`);
      if (endpoint.status !== 'InService') return false;
      startRescale(context, endpoint, [{ variant, instances }]);
      return true;
    },
  };
}
