import type {
  UpdateEndpointWeightsAndCapacitiesInput,
  UpdateEndpointWeightsAndCapacitiesOutput,
} from '@aws-sdk/client-sagemaker';
import { notEmulated, type Wire } from '../../service';
import { check } from '../check';
import { NAME } from '../constraints';
import type { Context } from '../context';
import { inProgress, validationException } from '../errors';
import { requireQuota } from '../lifecycle/quota';
import { startRescale, type VariantChange } from '../lifecycle/rescale';
import { endpointNamed } from '../lookup';
import type { Endpoint } from '../state';
import { lagBehind } from '../view';
import { requireTraffic } from '../weights';

const INPUT = {
  EndpointName: NAME,
  DesiredWeightsAndCapacities: {
    required: true,
    min: 1,
    members: { VariantName: NAME, DesiredWeight: { min: 0 }, DesiredInstanceCount: { min: 0 } },
  },
} as const;

export function updateEndpointWeightsAndCapacities(context: Context) {
  return (input: Wire<UpdateEndpointWeightsAndCapacitiesInput>): Wire<UpdateEndpointWeightsAndCapacitiesOutput> => {
    check(input, INPUT);
    const endpoint = endpointNamed(context, input.EndpointName);
    if (!isOpen(context, endpoint)) throw inProgress(endpoint.arn);
    const changes = changesOf(endpoint, input.DesiredWeightsAndCapacities);
    requireCapacities(context, changes);
    requireTraffic(
      context,
      endpoint.variants.map(
        (variant) => changes.find((change) => change.variant === variant)?.weight ?? variant.desiredWeight,
      ),
    );
    requireQuota(context, growthByType(changes));

    lagBehind(context, endpoint);
    startRescale(context, endpoint, changes);
    return { EndpointArn: endpoint.arn };
  };
}

function isOpen({ settings }: Context, { status }: Endpoint): boolean {
  if (status === 'InService') return true;
  return status === 'UpdateRollbackFailed' && settings.switches.weightsInUpdateRollbackFailed === 'accepted';
}

interface Wanted {
  readonly VariantName: string;
  readonly DesiredWeight?: number | undefined;
  readonly DesiredInstanceCount?: number | undefined;
  readonly ServerlessUpdateConfig?: unknown;
}

function changesOf(endpoint: Endpoint, wanted: readonly Wanted[]): VariantChange[] {
  const names = wanted.map(({ VariantName }) => VariantName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw validationException(`The variant name "${twice}" was non-unique within the request.`);
  const unknown = names.filter((name) => !endpoint.variants.some((variant) => variant.name === name));
  if (unknown.length > 0) {
    throw validationException(
      `The variant name(s) "${unknown.join(', ')}" is/are not present within endpoint configuration ` +
        `"${endpoint.config.name}".`,
    );
  }
  return wanted.flatMap(({ VariantName, DesiredWeight, DesiredInstanceCount, ServerlessUpdateConfig }) => {
    if (ServerlessUpdateConfig !== undefined) throw notEmulated('ServerlessUpdateConfig');
    return endpoint.variants
      .filter((variant) => variant.name === VariantName)
      .map((variant) => ({
        variant,
        ...(DesiredWeight === undefined ? {} : { weight: Math.fround(DesiredWeight) }),
        ...(DesiredInstanceCount === undefined ? {} : { instances: DesiredInstanceCount }),
      }));
  });
}

function requireCapacities({ settings }: Context, changes: readonly VariantChange[]): void {
  const capacities = changes.filter(({ instances }) => instances !== undefined);
  if (capacities.length > 1 && settings.switches.severalCapacities === 'rejected') {
    throw validationException('The capacity of only one variant can be updated at a time.');
  }
  for (const { variant, instances } of capacities) {
    if (variant.serverless !== undefined) {
      throw validationException(`The variant "${variant.name}" is serverless and has no instance count.`);
    }
    if (instances === 0 && settings.switches.zeroInstances === 'rejected') {
      throw validationException(`The instance count of variant "${variant.name}" must be at least 1.`);
    }
  }
}

function growthByType(changes: readonly VariantChange[]): Map<string, number> {
  const growth = new Map<string, number>();
  for (const { variant, instances } of changes) {
    if (instances === undefined || variant.instanceType === undefined) continue;
    const before = growth.get(variant.instanceType) ?? 0;
    growth.set(variant.instanceType, before + instances - variant.currentInstances);
  }
  return growth;
}
