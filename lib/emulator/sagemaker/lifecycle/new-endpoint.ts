import type { Context } from '../context';
import { arnOf } from '../names';
import type { Endpoint, EndpointConfig } from '../state';

/** An endpoint that does not serve yet. */
export function newEndpoint(context: Context, name: string, config: EndpointConfig): Endpoint {
  const now = context.clock.now();
  return {
    name,
    arn: arnOf(context.account, 'endpoint', name),
    createdAt: now,
    modifiedAt: now,
    status: 'Creating',
    config,
    variants: [],
    deployment: undefined,
    failureReason: undefined,
    lastDeploymentConfig: undefined,
    timer: undefined,
    waiting: [],
    lag: undefined,
    dwell: {},
  };
}
