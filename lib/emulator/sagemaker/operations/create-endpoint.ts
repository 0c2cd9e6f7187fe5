import type { CreateEndpointInput, CreateEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { DEPLOYMENT_CONFIG, NAME, TAGS } from '../constraints';
import type { Context } from '../context';
import { alreadyExists } from '../errors';
import { startDeployment } from '../lifecycle/deploy';
import { newEndpoint } from '../lifecycle/new-endpoint';
import { instancesByType, requireQuota } from '../lifecycle/quota';
import { variantsToDeploy } from '../lifecycle/variants';
import { deployableConfig } from '../lookup';
import { arnOf } from '../names';
import { setTags } from '../tags';

export function createEndpoint(context: Context) {
  return (input: Wire<CreateEndpointInput>): Wire<CreateEndpointOutput> => {
    check(input, { EndpointName: NAME, EndpointConfigName: NAME, DeploymentConfig: DEPLOYMENT_CONFIG, Tags: TAGS });
    const arn = arnOf(context.account, 'endpoint', input.EndpointName);
    // Names differ by more than case: the ARN is in lower case.
    for (const other of context.store.endpoints.values()) {
      if (other.arn === arn) throw alreadyExists('endpoint', arn);
    }
    const config = deployableConfig(context, input.EndpointConfigName);
    const variants = variantsToDeploy(config, [], { weights: false, instances: false });
    requireQuota(context, instancesByType(variants));

    const endpoint = newEndpoint(context, input.EndpointName, config);
    // Not used for this deployment, only kept for a later one that asks for it.
    endpoint.lastDeploymentConfig = structuredClone(input.DeploymentConfig);
    context.store.endpoints.set(endpoint.name, endpoint);
    setTags(context, arn, input.Tags);
    startDeployment(context, endpoint, config, variants);
    return { EndpointArn: arn };
  };
}
