import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { ScaledVariantGone } from '../domain/errors';
import type { TrafficController } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';

const OF_VARIANTS = {
  ServiceNamespace: 'sagemaker',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
} as const;

/** Errors that the same call will meet again; AWS does not document which of them a variant that is gone leads to. */
const FOR_GOOD = new Set(['ObjectNotFoundException', 'ResourceNotFoundException', 'ValidationException']);

/** Capacity, by Application Auto Scaling. */
export function autoScaling(
  connection: Connection,
): Pick<TrafficController, 'isAutoscaled' | 'scaleIn' | 'mostInstances' | 'setScaleIn'> {
  const client = lean(new ApplicationAutoScalingClient(clientSettings(connection)), connection);
  const resource = (endpoint: string, variant: string) => `endpoint/${endpoint}/variant/${variant}`;

  const find = async (endpoint: string, variant: string) => {
    const { ScalableTargets } = await client.send(
      new DescribeScalableTargetsCommand({ ...OF_VARIANTS, ResourceIds: [resource(endpoint, variant)] }),
    );
    return ScalableTargets?.[0];
  };

  const scaleIn: TrafficController['scaleIn'] = async (endpoint, variant) => {
    const target = await find(endpoint, variant);
    if (target === undefined) return 'none';
    return target.SuspendedState?.DynamicScalingInSuspended === true ? 'suspended' : 'active';
  };

  return {
    scaleIn,
    mostInstances: async (endpoint, variant) => (await find(endpoint, variant))?.MaxCapacity,
    isAutoscaled: async (endpoint, variant) => (await scaleIn(endpoint, variant)) !== 'none',
    setScaleIn: async (endpoint, variant, wanted) => {
      const found = await scaleIn(endpoint, variant);
      if (found === 'none' || found === wanted) return;
      try {
        // What is left out of the registration stays as it is.
        await client.send(
          new RegisterScalableTargetCommand({
            ...OF_VARIANTS,
            ResourceId: resource(endpoint, variant),
            SuspendedState: { DynamicScalingInSuspended: wanted === 'suspended' },
          }),
        );
      } catch (error) {
        if (!(error instanceof Error && FOR_GOOD.has(error.name))) throw error;
        throw new ScaledVariantGone(resource(endpoint, variant), `${error.name}: ${error.message}`);
      }
    },
  };
}
