import type { UpdateEndpointInput, UpdateEndpointOutput } from '@aws-sdk/client-sagemaker';
import { notEmulated, type Wire } from '../../service';
import { check } from '../check';
import { DEPLOYMENT_CONFIG, NAME } from '../constraints';
import type { Context } from '../context';
import { inProgress, validationException } from '../errors';
import { requireGuardrails } from '../guardrails';
import { startDeployment } from '../lifecycle/deploy';
import { instancesByType, requireQuota } from '../lifecycle/quota';
import { variantsToDeploy, type Retained } from '../lifecycle/variants';
import { deployableConfig, endpointNamed } from '../lookup';
import type { Endpoint, EndpointConfig } from '../state';
import { lagBehind } from '../view';
import { requireTraffic } from '../weights';

export function updateEndpoint(context: Context) {
  return (input: Wire<UpdateEndpointInput>): Wire<UpdateEndpointOutput> => {
    check(input, {
      EndpointName: NAME,
      EndpointConfigName: NAME,
      ExcludeRetainedVariantProperties: {
        max: 3,
        members: {
          VariantPropertyType: {
            required: true,
            values: ['DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig'],
          },
        },
      },
      DeploymentConfig: DEPLOYMENT_CONFIG,
    });
    const endpoint = endpointNamed(context, input.EndpointName);
    if (endpoint.status !== 'InService' && endpoint.status !== 'UpdateRollbackFailed') throw inProgress(endpoint.arn);
    const config = deployableConfig(context, input.EndpointConfigName);
    requireOtherConfig(context, endpoint, config);
    requireSameKind(endpoint, config);
    requireScalableUntouched(context, endpoint, config);
    requireGuardrails(input.DeploymentConfig, endpoint, config);

    const variants = variantsToDeploy(config, endpoint.variants, retainedOf(input));
    requireTraffic(
      context,
      variants.map(({ desiredWeight }) => desiredWeight),
    );
    requireQuota(context, instancesByType(variants));

    lagBehind(context, endpoint);
    // RetainDeploymentConfig would reuse the last one: it stays what it is.
    if (input.DeploymentConfig !== undefined) endpoint.lastDeploymentConfig = structuredClone(input.DeploymentConfig);
    startDeployment(context, endpoint, config, variants);
    return { EndpointArn: endpoint.arn };
  };
}

/** Without RetainAllVariantProperties the new config's initial values win, whatever is live. */
function retainedOf(input: Wire<UpdateEndpointInput>): Retained {
  const excluded = new Set(input.ExcludeRetainedVariantProperties?.map((property) => property.VariantPropertyType));
  if (excluded.has('DataCaptureConfig')) throw notEmulated('ExcludeRetainedVariantProperties of DataCaptureConfig');
  const retains = input.RetainAllVariantProperties === true;
  return {
    weights: retains && !excluded.has('DesiredWeight'),
    instances: retains && !excluded.has('DesiredInstanceCount'),
  };
}

function requireOtherConfig(context: Context, endpoint: Endpoint, config: EndpointConfig): void {
  if (endpoint.status !== 'InService' || endpoint.config.name !== config.name) return;
  if (context.settings.switches.updateToDeployedConfig === 'rejected') {
    throw validationException(`Endpoint "${endpoint.arn}" already uses endpoint configuration "${config.arn}".`);
  }
}

function requireSameKind(endpoint: Endpoint, config: EndpointConfig): void {
  const isServerless = endpoint.config.variants.some(({ serverless }) => serverless !== undefined);
  const becomesServerless = config.variants.some(({ serverless }) => serverless !== undefined);
  if (becomesServerless && !isServerless) {
    throw validationException(`Endpoint "${endpoint.arn}" cannot be converted to a serverless endpoint.`);
  }
}

/** A variant that Application Auto Scaling scales must stay, on its instance type; only the model may change. */
function requireScalableUntouched(context: Context, endpoint: Endpoint, config: EndpointConfig): void {
  const touched = endpoint.variants.filter((variant) => {
    const next = config.variants.find(({ name }) => name === variant.name);
    return next?.instanceType !== variant.instanceType && context.isScalable(endpoint.name, variant.name);
  });
  if (touched.length === 0) return;
  const names = touched.map(({ name }) => name).join(', ');
  throw validationException(
    `The variant(s) "[${names}]" must be deregistered as scalable target with AutoScaling ` +
      'before they can be removed or have their instance type updated.',
  );
}
