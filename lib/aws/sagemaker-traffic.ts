import {
  ResourceLimitExceeded,
  SageMakerClient,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { QuotaReached } from '../domain/errors';
import type { TrafficController } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';
import { acceptedOrBusy } from './sagemaker-errors';

/** Weights and instance counts by `UpdateEndpointWeightsAndCapacities`; variants left out keep theirs. */
export function sageMakerTraffic(connection: Connection): Pick<TrafficController, 'setWeights' | 'setInstances'> {
  const client = lean(new SageMakerClient(clientSettings(connection)), connection);
  return {
    setInstances: async (endpoint, variant, instances) => {
      const command = new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: endpoint,
        DesiredWeightsAndCapacities: [{ VariantName: variant, DesiredInstanceCount: instances }],
      });
      try {
        return await acceptedOrBusy(client.send(command));
      } catch (error) {
        if (error instanceof ResourceLimitExceeded) throw new QuotaReached(error.message, { cause: error });
        throw error;
      }
    },
    setWeights: (endpoint, weights) => {
      const entries = Object.entries(weights);
      // What SageMaker does with weights that are all zero is not documented.
      if (entries.every(([, weight]) => weight === 0)) throw new RangeError(`all weights of ${endpoint} would be zero`);
      return acceptedOrBusy(
        client.send(
          new UpdateEndpointWeightsAndCapacitiesCommand({
            EndpointName: endpoint,
            DesiredWeightsAndCapacities: entries.map(([VariantName, DesiredWeight]) => ({
              VariantName,
              DesiredWeight,
            })),
          }),
        ),
      );
    },
  };
}
