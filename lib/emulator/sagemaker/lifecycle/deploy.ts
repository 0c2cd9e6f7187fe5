import type { Context } from '../context';
import type { Deployment, Endpoint, EndpointConfig, LiveVariant } from '../state';
import { failureReason, type ScriptedUpdateFault } from './faults';
import { dwellOf, setStatus, transition } from './transition';
import { mixedVariants } from './variants';

/** Brings up a new fleet for `config`; the old one serves until it is ready. */
export function startDeployment(
  context: Context,
  endpoint: Endpoint,
  config: EndpointConfig,
  variants: LiveVariant[],
): void {
  const deployment: Deployment = { config, variants, startedAt: context.clock.now() };
  const isFirst = endpoint.variants.length === 0;
  endpoint.deployment = deployment;
  endpoint.failureReason = undefined;
  const { createSeconds, deploySeconds } = dwellOf(context, endpoint);
  transition(context, endpoint, {
    status: isFirst ? 'Creating' : 'Updating',
    seconds: isFirst ? createSeconds : deploySeconds,
    done: () => {
      endpoint.deployment = undefined;
      const fault = context.faults.takeUpdateFault(endpoint.name);
      if (fault === undefined) settle(context, endpoint, deployment);
      else fail(context, endpoint, deployment, fault);
    },
  });
}

function settle(context: Context, endpoint: Endpoint, { config, variants }: Deployment): void {
  endpoint.config = config;
  endpoint.variants = variants;
  setStatus(context, endpoint, 'InService');
}

function fail(context: Context, endpoint: Endpoint, deployment: Deployment, fault: ScriptedUpdateFault): void {
  const reason = failureReason(fault, deployment.variants[0]?.name ?? '');
  const hasNothingToKeep = endpoint.variants.length === 0;
  if (hasNothingToKeep || fault.kind === 'failed' || (fault.kind === 'capacity' && fault.endsIn === 'Failed')) {
    endpoint.failureReason = reason;
    setStatus(context, endpoint, 'Failed');
    return;
  }
  if (fault.kind === 'update_rollback_failed') {
    endpoint.failureReason = reason;
    endpoint.variants = mixedVariants(endpoint.variants, deployment.variants);
    setStatus(context, endpoint, 'UpdateRollbackFailed');
    return;
  }
  if (context.settings.switches.failureReasonAfterRollback === 'present') endpoint.failureReason = reason;
  setStatus(context, endpoint, 'InService');
}
