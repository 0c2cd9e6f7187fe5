import type { ContainerDefinition, CreateEndpointConfigInput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import type { Context } from '../context';
import { newEndpoint } from '../lifecycle/new-endpoint';
import { setStatus } from '../lifecycle/transition';
import { variantsToDeploy } from '../lifecycle/variants';
import { configNamed } from '../lookup';
import { createEndpointConfig } from '../operations/create-endpoint-config';
import { createModel } from '../operations/create-model';

/** A variant as a scenario writes it. */
interface VariantSeed {
  readonly name: string;
  readonly model: string;
  /** @default 'ml.m5.large' */
  readonly instanceType?: NonNullable<ProductionVariant['InstanceType']>;
  /** @default 1 */
  readonly instances?: number;
  /** @default 1 */
  readonly weight?: number;
}

/** An endpoint that is there, and InService, from the beginning. */
export interface EndpointSeed {
  readonly name: string;
  /** @default `<name>-config` */
  readonly configName?: string;
  readonly variants: readonly VariantSeed[];
  /** Further members of the endpoint config, such as MetricsConfig. */
  readonly config?: Omit<Wire<CreateEndpointConfigInput>, 'EndpointConfigName' | 'ProductionVariants'>;
}

/** Makes a model, unless there is one of that name. */
export function putModel(context: Context, name: string, container: Wire<ContainerDefinition> = {}): void {
  if (context.store.models.has(name)) return;
  const { accountId, region } = context.account;
  const Image = `${accountId}.dkr.ecr.${region}.amazonaws.com/${name.toLowerCase()}:latest`;
  createModel(context)({
    ModelName: name,
    PrimaryContainer: { ...(container.ModelPackageName === undefined ? { Image } : {}), ...container },
    ExecutionRoleArn: `arn:aws:iam::${accountId}:role/sagemaker-execution`,
  });
}

/** Makes the endpoint with its config and the models it names; nobody has to wait and no event is sent. */
export function putEndpoint(context: Context, seed: EndpointSeed): void {
  if (context.store.endpoints.has(seed.name)) throw new Error(`there is already an endpoint ${seed.name}`);
  for (const { model } of seed.variants) putModel(context, model);
  const configName = seed.configName ?? `${seed.name}-config`;
  createEndpointConfig(context)({
    ...seed.config,
    EndpointConfigName: configName,
    ProductionVariants: seed.variants.map(({ name, model, instanceType, instances, weight }) => ({
      VariantName: name,
      ModelName: model,
      InstanceType: instanceType ?? 'ml.m5.large',
      InitialInstanceCount: instances ?? 1,
      InitialVariantWeight: weight ?? 1,
    })),
  });
  const config = configNamed(context, configName);
  config.visibleAt = context.clock.now();
  const endpoint = newEndpoint(context, seed.name, config);
  endpoint.variants = variantsToDeploy(config, [], { weights: false, instances: false });
  context.store.endpoints.set(endpoint.name, endpoint);
  setStatus(context, endpoint, 'InService', 'quiet');
}
