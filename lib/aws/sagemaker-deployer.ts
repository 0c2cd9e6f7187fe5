import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  type DescribeEndpointConfigOutput,
  type DescribeEndpointOutput,
  DescribeModelCommand,
  type MetricsConfig,
  type ProductionVariant,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type { ConfigState, EndpointState, MetricsSettings } from '../domain/traffic/endpoint';
import { ConfigNotVisible } from '../domain/errors';
import type { Deployer, VariantCopy } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';
import { acceptedOrBusy, classifySageMakerError, unlessMissing } from './sagemaker-errors';

/** Endpoint configs and endpoint updates, by SageMaker. */
export function sageMakerDeployer(connection: Connection): Deployer {
  const client = lean(new SageMakerClient(clientSettings(connection)), connection);

  const describeConfig = (config: string) =>
    unlessMissing(client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: config })));

  const create = async (input: CreateEndpointConfigInput): Promise<void> => {
    try {
      await client.send(new CreateEndpointConfigCommand(input));
    } catch (error) {
      if (classifySageMakerError(error) !== 'exists') throw error;
      // Ours, if a lost answer made us ask twice; anybody else's must not be deployed under our name.
      const existing = await describeConfig(input.EndpointConfigName ?? '');
      if (existing === undefined || !isSameConfig(existing, input)) throw error;
    }
    // Other calls look a fresh config up with eventual consistency; AWS advises to describe it first.
    if ((await describeConfig(input.EndpointConfigName ?? '')) === undefined) {
      throw new ConfigNotVisible(input.EndpointConfigName ?? '');
    }
  };

  return {
    describe: async (endpoint) => {
      const found = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: endpoint })));
      return found === undefined ? undefined : toEndpointState(found);
    },
    describeConfig: async (config) => {
      const found = await describeConfig(config);
      return found === undefined ? undefined : toConfigState(found);
    },
    hasModel: async (model) =>
      (await unlessMissing(client.send(new DescribeModelCommand({ ModelName: model })))) !== undefined,
    copyConfig: async ({ source, config, variants, metrics, tags }) => {
      const original = await describeConfig(source);
      if (original === undefined)
        throw new Error(`endpoint config ${source} does not exist any more, so it cannot be copied`);
      await create({
        ...settingsOf(original),
        ...(metrics !== undefined && { MetricsConfig: toMetricsConfig(metrics) }),
        EndpointConfigName: config,
        ProductionVariants: variants.map((copy) => copyVariant(original, copy)),
        Tags: toTags(tags),
      });
    },
    createConfig: ({ config, variant, model, instanceType, instances, tags }) =>
      create({
        EndpointConfigName: config,
        ProductionVariants: [
          {
            VariantName: variant,
            ModelName: model,
            InstanceType: toInstanceType(instanceType),
            InitialInstanceCount: instances,
            InitialVariantWeight: 1,
          },
        ],
        Tags: toTags(tags),
      }),
    deleteConfig: async (config) => {
      await unlessMissing(client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: config })));
    },
    createEndpoint: async (endpoint, config, tags) => {
      try {
        await client.send(
          new CreateEndpointCommand({ EndpointName: endpoint, EndpointConfigName: config, Tags: toTags(tags) }),
        );
      } catch (error) {
        throw notVisibleYet(error, config);
      }
      return 'accepted';
    },
    updateEndpoint: async (endpoint, config, keep) => {
      const retain =
        keep === 'capacity'
          ? {
              RetainAllVariantProperties: true,
              ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' as const }],
            }
          : { RetainAllVariantProperties: false };
      const command = new UpdateEndpointCommand({ EndpointName: endpoint, EndpointConfigName: config, ...retain });
      try {
        return await acceptedOrBusy(client.send(command));
      } catch (error) {
        throw notVisibleYet(error, config);
      }
    },
    deleteEndpoint: async (endpoint) => {
      try {
        return await acceptedOrBusy(client.send(new DeleteEndpointCommand({ EndpointName: endpoint })));
      } catch (error) {
        if (classifySageMakerError(error) === 'missing') return 'accepted';
        throw error;
      }
    },
  };
}

/** A config we have just described and that is "not found" now is only not visible yet. */
function notVisibleYet(error: unknown, config: string): unknown {
  const isConfig = error instanceof Error && error.message.includes('endpoint configuration');
  return isConfig && classifySageMakerError(error) === 'missing' ? new ConfigNotVisible(config) : error;
}

function toTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The SDK types instance types as a closed list that is older than the newest type; SageMaker checks the text. */
function toInstanceType(text: string): NonNullable<ProductionVariant['InstanceType']> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  return text as NonNullable<ProductionVariant['InstanceType']>;
}

/** Everything of a config that is not a variant, a name or a date. */
function settingsOf(config: DescribeEndpointConfigOutput) {
  const {
    DataCaptureConfig,
    KmsKeyId,
    ExplainerConfig,
    ExecutionRoleArn,
    VpcConfig,
    EnableNetworkIsolation,
    MetricsConfig,
  } = config;
  return {
    DataCaptureConfig,
    KmsKeyId,
    ExplainerConfig,
    ExecutionRoleArn,
    VpcConfig,
    EnableNetworkIsolation,
    MetricsConfig,
  };
}

function copyVariant(original: DescribeEndpointConfigOutput, copy: VariantCopy): ProductionVariant {
  const source = original.ProductionVariants?.find(({ VariantName }) => VariantName === copy.from);
  if (source === undefined) {
    throw new Error(`endpoint config ${original.EndpointConfigName} has no variant ${copy.from} to copy`);
  }
  return {
    ...source,
    VariantName: copy.name,
    ...(copy.model !== undefined && { ModelName: copy.model }),
    ...(copy.weight !== undefined && { InitialVariantWeight: copy.weight }),
    ...(copy.instances !== undefined && { InitialInstanceCount: copy.instances }),
    ...(copy.instanceType !== undefined && { InstanceType: toInstanceType(copy.instanceType) }),
  };
}

function isSameConfig(existing: DescribeEndpointConfigOutput, wanted: CreateEndpointConfigInput): boolean {
  const key = (variants: readonly ProductionVariant[] | undefined) =>
    (variants ?? [])
      .map(({ VariantName, ModelName, InstanceType }) => `${VariantName} ${ModelName} ${InstanceType}`)
      .toSorted()
      .join();
  return key(existing.ProductionVariants) === key(wanted.ProductionVariants);
}

function toEndpointState(found: DescribeEndpointOutput): EndpointState {
  const pending = found.PendingDeploymentSummary?.EndpointConfigName;
  return {
    name: found.EndpointName ?? '',
    arn: found.EndpointArn ?? '',
    status: found.EndpointStatus ?? 'Failed',
    config: found.EndpointConfigName ?? '',
    ...(pending !== undefined && { pendingConfig: pending }),
    variants: (found.ProductionVariants ?? []).map((variant) => ({
      name: variant.VariantName ?? '',
      currentWeight: variant.CurrentWeight ?? 0,
      desiredWeight: variant.DesiredWeight ?? variant.CurrentWeight ?? 0,
      currentInstances: variant.CurrentInstanceCount ?? 0,
      desiredInstances: variant.DesiredInstanceCount ?? variant.CurrentInstanceCount ?? 0,
    })),
    shadowVariants: found.ShadowProductionVariants?.length ?? 0,
    ...(found.FailureReason !== undefined && { failureReason: found.FailureReason }),
  };
}

function toConfigState(found: DescribeEndpointConfigOutput): ConfigState {
  const metrics = toMetricsSettings(found.MetricsConfig);
  return {
    name: found.EndpointConfigName ?? '',
    arn: found.EndpointConfigArn ?? '',
    variants: (found.ProductionVariants ?? []).map((variant) => ({
      name: variant.VariantName ?? '',
      ...(variant.ModelName !== undefined && { model: variant.ModelName }),
      ...(variant.InstanceType !== undefined && { instanceType: variant.InstanceType }),
      serverless: variant.ServerlessConfig !== undefined,
      weight: variant.InitialVariantWeight ?? 1,
      instances: variant.InitialInstanceCount ?? 1,
    })),
    shadowVariants: found.ShadowProductionVariants?.length ?? 0,
    asynchronous: found.AsyncInferenceConfig !== undefined,
    ...(metrics !== undefined && { metrics }),
  };
}

function toMetricsSettings(found: MetricsConfig | undefined): MetricsSettings | undefined {
  if (found === undefined) return undefined;
  const { EnableEnhancedMetrics, MetricPublishFrequencyInSeconds, EnableDetailedObservability } = found;
  return {
    ...(EnableEnhancedMetrics !== undefined && { enhanced: EnableEnhancedMetrics }),
    ...(MetricPublishFrequencyInSeconds !== undefined && { frequencySeconds: MetricPublishFrequencyInSeconds }),
    ...(EnableDetailedObservability !== undefined && { detailed: EnableDetailedObservability }),
  };
}

/** Seconds that SageMaker takes. */
const FREQUENCIES = [10, 30, 60, 120, 180, 240, 300] as const;

/** `undefined`, which is left out of the call, where everything is as SageMaker has it by default. */
function toMetricsConfig({ enhanced, frequencySeconds, detailed }: MetricsSettings): MetricsConfig | undefined {
  if (enhanced === undefined && frequencySeconds === undefined && detailed === undefined) return undefined;
  return {
    EnableEnhancedMetrics: enhanced,
    MetricPublishFrequencyInSeconds: FREQUENCIES.find((known) => known === frequencySeconds),
    EnableDetailedObservability: detailed,
  };
}
