import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Context } from '../context';
import type { Endpoint } from '../state';

/** An endpoint at one moment, for live displays and assertions; never behind, unlike DescribeEndpoint. */
export interface EndpointSnapshot {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly endpoint: string;
  readonly status: EndpointStatus | 'Deleted';
  readonly configName: string;
  readonly variants: readonly {
    readonly name: string;
    readonly models: readonly string[];
    readonly currentWeight: number;
    readonly desiredWeight: number;
    readonly currentInstances: number;
    readonly desiredInstances: number;
  }[];
}

export function snapshotOf(endpoint: Endpoint, at: number): EndpointSnapshot {
  return {
    at,
    endpoint: endpoint.name,
    status: endpoint.status,
    configName: endpoint.config.name,
    variants: endpoint.variants.map(
      ({ name, fleets, currentWeight, desiredWeight, currentInstances, desiredInstances }) => ({
        name,
        models: fleets.map(({ model }) => model),
        currentWeight,
        desiredWeight,
        currentInstances,
        desiredInstances,
      }),
    ),
  };
}

export type ChangeListener = (snapshot: EndpointSnapshot) => void;

/** The endpoint of that name, or an error that tells a scenario's author what is there. */
export function scenarioEndpoint(context: Context, name: string): Endpoint {
  const endpoint = context.store.endpoints.get(name);
  if (endpoint !== undefined) return endpoint;
  const known = [...context.store.endpoints.keys()].join(', ') || 'none';
  throw new Error(`no endpoint ${name}, endpoints: ${known}`);
}
