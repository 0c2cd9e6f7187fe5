import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import type { TrafficController } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';

/** Capacity, by Application Auto Scaling. */
export function autoScaling(connection: Connection): Pick<TrafficController, 'isAutoscaled'> {
  const client = lean(new ApplicationAutoScalingClient(clientSettings(connection)), connection);
  return {
    isAutoscaled: async (endpoint, variant) => {
      const { ScalableTargets } = await client.send(
        new DescribeScalableTargetsCommand({
          ServiceNamespace: 'sagemaker',
          ResourceIds: [`endpoint/${endpoint}/variant/${variant}`],
          ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        }),
      );
      return (ScalableTargets ?? []).length > 0;
    },
  };
}
