import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../service';
import { validationException } from './errors';
import type { Endpoint, EndpointConfig } from './state';

/**
 * Throws what a deployment config may not ask of this endpoint. AWS documents the rules, not the wording.
 * An accepted one is only remembered: traffic moves at once, and a rollback comes by injection alone.
 */
export function requireGuardrails(
  deployment: Wire<DeploymentConfig> | undefined,
  endpoint: Endpoint,
  config: EndpointConfig,
): void {
  if (deployment === undefined) return;
  if (deployment.BlueGreenUpdatePolicy !== undefined && deployment.RollingUpdatePolicy !== undefined) {
    throw validationException('Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy is allowed.');
  }
  if (deployment.RollingUpdatePolicy !== undefined && config.variants.length > 1) {
    throw validationException('RollingUpdatePolicy is not supported for endpoints with multiple production variants.');
  }
  const oldNames = new Set(endpoint.variants.map(({ name }) => name));
  if (config.variants.length !== oldNames.size || config.variants.some(({ name }) => !oldNames.has(name))) {
    throw validationException(
      'With a deployment config the new endpoint configuration must have the variant names of the current one.',
    );
  }
}
