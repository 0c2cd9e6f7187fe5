import type {
  CreateEndpointConfigInput,
  CreateEndpointConfigOutput,
  ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import { notEmulated, type Wire } from '../../service';
import { check, type Checked } from '../check';
import { ENDPOINT_CONFIG } from '../constraints';
import type { Context } from '../context';
import { alreadyExists, validationException } from '../errors';
import { modelNamed } from '../lookup';
import { arnOf } from '../names';
import type { VariantSpec } from '../state';
import { setTags } from '../tags';
import { requireTraffic } from '../weights';

type Variant = Checked<Wire<ProductionVariant>, (typeof ENDPOINT_CONFIG)['ProductionVariants']['members']>;

export function createEndpointConfig(context: Context) {
  return (input: Wire<CreateEndpointConfigInput>): Wire<CreateEndpointConfigOutput> => {
    check(input, ENDPOINT_CONFIG);
    const name = input.EndpointConfigName;
    const arn = arnOf(context.account, 'endpoint-config', name);
    if (context.store.configs.has(name)) throw alreadyExists('endpoint-config', arn);
    const shadows = input.ShadowProductionVariants ?? [];
    requireShape(input.ProductionVariants, shadows.length);
    for (const variant of [...input.ProductionVariants, ...shadows]) {
      if (variant.ModelName !== undefined) modelNamed(context, variant.ModelName);
      else if (input.ExecutionRoleArn === undefined) {
        throw validationException(`Production variant "${variant.VariantName}" names no model.`);
      }
    }
    const variants = input.ProductionVariants.map(specOf);
    requireTraffic(
      context,
      variants.map(({ weight }) => weight),
    );

    const { Tags, ...definition } = structuredClone(input);
    const now = context.clock.now();
    context.store.configs.set(name, {
      name,
      arn,
      createdAt: now,
      definition: { ...definition, ProductionVariants: definition.ProductionVariants.map(withWeight) },
      variants,
      visibleAt: now + context.settings.freshConfigSeconds * 1000,
    });
    setTags(context, arn, Tags);
    return { EndpointConfigArn: arn };
  };
}

// AWS documents these rules but not the wording of the refusals.
function requireShape(variants: readonly Variant[], shadows: number): void {
  const names = variants.map(({ VariantName }) => VariantName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw validationException(`The variant name "${twice}" was non-unique within the request.`);
  if (shadows > 0 && (shadows > 1 || variants.length > 1)) {
    throw validationException('With a shadow variant, exactly one production and one shadow variant are allowed.');
  }
  for (const variant of variants) {
    if (variant.InstancePools !== undefined) throw notEmulated('instance pools');
    const isServerless = variant.ServerlessConfig !== undefined;
    if (isServerless && variants.length > 1) {
      throw validationException('Serverless endpoints do not support multiple production variants.');
    }
    if (isServerless === (variant.InstanceType !== undefined)) {
      throw validationException(
        `Production variant "${variant.VariantName}" needs either InstanceType or ServerlessConfig.`,
      );
    }
    if (!isServerless && variant.InitialInstanceCount === undefined) {
      throw validationException(`Production variant "${variant.VariantName}" needs InitialInstanceCount.`);
    }
  }
}

function specOf(variant: Variant): VariantSpec {
  return {
    name: variant.VariantName,
    model: variant.ModelName,
    instanceType: variant.InstanceType,
    instances: variant.InitialInstanceCount ?? 0,
    weight: withWeight(variant).InitialVariantWeight,
    serverless: variant.ServerlessConfig,
  };
}

function withWeight<V extends Wire<ProductionVariant>>(variant: V): V & { readonly InitialVariantWeight: number } {
  return { ...variant, InitialVariantWeight: Math.fround(variant.InitialVariantWeight ?? 1) };
}
