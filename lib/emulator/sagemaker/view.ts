import type {
  DataCaptureConfigSummary,
  DeployedImage,
  DescribeEndpointOutput,
  PendingDeploymentSummary,
  ProductionVariantSummary,
} from '@aws-sdk/client-sagemaker';
import type { Wire } from '../service';
import type { Context } from './context';
import type { Deployment, Endpoint, EndpointConfig, LiveVariant } from './state';

/** The endpoint as reads show it now, which may be a moment behind. */
export function viewOf(context: Context, endpoint: Endpoint): Wire<DescribeEndpointOutput> {
  if (endpoint.lag !== undefined && context.clock.now() < endpoint.lag.until) return structuredClone(endpoint.lag.view);
  endpoint.lag = undefined;
  return currentView(context, endpoint);
}

/** To be called before an accepted update takes hold: reads lag behind it. */
export function lagBehind(context: Context, endpoint: Endpoint): void {
  const { describeLagSeconds } = context.settings;
  if (describeLagSeconds <= 0) return;
  const view = viewOf(context, endpoint);
  endpoint.lag = { until: context.clock.now() + describeLagSeconds * 1000, view };
}

function currentView(context: Context, endpoint: Endpoint): Wire<DescribeEndpointOutput> {
  const { config, deployment, variants, lastDeploymentConfig, failureReason } = endpoint;
  const { AsyncInferenceConfig, ExplainerConfig, MetricsConfig } = config.definition;
  return structuredClone({
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: config.name,
    EndpointStatus: endpoint.status,
    ...(variants.length === 0
      ? {}
      : { ProductionVariants: variants.map((variant) => summaryOf(context, config, variant)), ...shadowsOf(config) }),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    CreationTime: endpoint.createdAt / 1000,
    LastModifiedTime: endpoint.modifiedAt / 1000,
    ...(lastDeploymentConfig === undefined ? {} : { LastDeploymentConfig: lastDeploymentConfig }),
    ...(deployment === undefined ? {} : { PendingDeploymentSummary: pendingOf(context, deployment) }),
    ...(AsyncInferenceConfig === undefined ? {} : { AsyncInferenceConfig }),
    ...(ExplainerConfig === undefined ? {} : { ExplainerConfig }),
    ...(MetricsConfig === undefined ? {} : { MetricsConfig }),
    ...dataCaptureOf(config),
  });
}

function summaryOf(context: Context, config: EndpointConfig, variant: LiveVariant): Wire<ProductionVariantSummary> {
  const definition = config.definition.ProductionVariants?.find(({ VariantName }) => VariantName === variant.name);
  return {
    VariantName: variant.name,
    DeployedImages: deployedImages(context, variant),
    CurrentWeight: variant.currentWeight,
    DesiredWeight: variant.desiredWeight,
    ...(variant.serverless === undefined
      ? { CurrentInstanceCount: variant.currentInstances, DesiredInstanceCount: variant.desiredInstances }
      : { CurrentServerlessConfig: variant.serverless }),
    ...(variant.status === undefined ? {} : { VariantStatus: [variant.status] }),
    ...(definition?.ManagedInstanceScaling === undefined
      ? {}
      : { ManagedInstanceScaling: definition.ManagedInstanceScaling }),
    ...(definition?.RoutingConfig === undefined ? {} : { RoutingConfig: definition.RoutingConfig }),
  };
}

// Shadow variants are shown but get no traffic here.
function shadowsOf({ definition }: EndpointConfig): Pick<Wire<DescribeEndpointOutput>, 'ShadowProductionVariants'> {
  const shadows = definition.ShadowProductionVariants;
  if (shadows === undefined) return {};
  return {
    ShadowProductionVariants: shadows.map((shadow) => ({
      VariantName: shadow.VariantName,
      CurrentWeight: shadow.InitialVariantWeight ?? 1,
      DesiredWeight: shadow.InitialVariantWeight ?? 1,
      CurrentInstanceCount: shadow.InitialInstanceCount,
      DesiredInstanceCount: shadow.InitialInstanceCount,
    })),
  };
}

function pendingOf(context: Context, { config, variants, startedAt }: Deployment): Wire<PendingDeploymentSummary> {
  return {
    EndpointConfigName: config.name,
    ProductionVariants: variants.map((variant) => ({
      VariantName: variant.name,
      DeployedImages: deployedImages(context, variant),
      CurrentWeight: 0,
      DesiredWeight: variant.desiredWeight,
      CurrentInstanceCount: 0,
      DesiredInstanceCount: variant.desiredInstances,
      InstanceType: definedType(config, variant.name),
      VariantStatus: [{ Status: 'Creating', StartTime: startedAt / 1000 }],
    })),
    StartTime: startedAt / 1000,
  };
}

function definedType({ definition }: EndpointConfig, variant: string) {
  return definition.ProductionVariants?.find(({ VariantName }) => VariantName === variant)?.InstanceType;
}

function deployedImages(context: Context, variant: LiveVariant): Wire<DeployedImage>[] {
  return variant.fleets.flatMap(({ model }) => {
    const definition = context.store.models.get(model)?.definition;
    const containers = definition?.Containers ?? (definition?.PrimaryContainer ? [definition.PrimaryContainer] : []);
    return containers.flatMap(({ Image }) =>
      Image === undefined ? [] : [{ SpecifiedImage: Image, ResolvedImage: Image }],
    );
  });
}

function dataCaptureOf({ definition }: EndpointConfig): {
  readonly DataCaptureConfig?: Wire<DataCaptureConfigSummary>;
} {
  const capture = definition.DataCaptureConfig;
  if (capture === undefined) return {};
  const isOn = capture.EnableCapture ?? true;
  return {
    DataCaptureConfig: {
      EnableCapture: isOn,
      CaptureStatus: isOn ? 'Started' : 'Stopped',
      CurrentSamplingPercentage: capture.InitialSamplingPercentage,
      DestinationS3Uri: capture.DestinationS3Uri,
      KmsKeyId: capture.KmsKeyId ?? '',
    },
  };
}
