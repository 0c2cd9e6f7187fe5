import { candidateVariant, configName, releaseOfConfig } from '../names';
import { refuseKind } from '../opening/opening';
import { type EndedRelease, type EndpointRecord, isKnownConfig, type Plan } from '../release/release';
import { type ConfigState, type ConfigVariant, type EndpointState, servingVariant } from '../traffic/endpoint';
import { type Destination, hasReturned } from './destination';

/** What is found before an endpoint goes back while no release is live. */
export interface ReturnFindings {
  /** Where it is to go; or why nowhere. */
  readonly destination: Destination | string;
  /** The release that was named. */
  readonly named?: EndedRelease | undefined;
  /** The rest is looked at only where there is somewhere to go, and nothing live. */
  readonly endpoint?: EndpointState | undefined;
  /** The config that is deployed. */
  readonly config?: ConfigState | undefined;
  /** The destination's config, if it is still there. */
  readonly kept?: ConfigState | undefined;
  /** Whether the destination's model is still there. */
  readonly hasModel?: boolean;
  /** Deployed variants that are registered with Application Auto Scaling. */
  readonly autoscaled?: readonly string[];
}

/** What serves now, and where it is to go. */
export interface Ground {
  readonly endpoint: EndpointState;
  readonly destination: Destination;
  readonly kept: ConfigState | undefined;
  /** The variant that serves. */
  readonly now: ConfigVariant & { readonly model: string; readonly instanceType: string };
  /** Its name when the endpoint has gone back: that of the baseline, where the last release was not finalized. */
  readonly variant: string;
  readonly config: ConfigState;
}

/** What serves now and can be left, or why it cannot. */
export function groundOf(
  endpoint: EndpointState,
  past: Plan,
  destination: Destination,
  { config, kept }: ReturnFindings,
): Ground | string {
  if (config === undefined)
    return `endpoint config ${endpoint.config} of endpoint ${endpoint.name} has been deleted; move the endpoint to a config that exists first`;
  const [reason] = refuseKind(endpoint, config);
  if (reason !== undefined) return reason;
  const now = servingVariant(endpoint, config);
  const serving = endpoint.variants.filter(({ currentWeight }) => currentWeight > 0).map(({ name }) => name);
  if (now?.model === undefined || now.instanceType === undefined || serving.length > 1)
    return `endpoint ${endpoint.name} has several live variants: ${serving.join(', ')}; bring it to one first`;
  const { model, instanceType } = now;
  const isOfPast = [past.candidate.variant, past.baseline?.variant].includes(now.name);
  const variant = isOfPast ? past.candidate.finalVariant : now.name;
  return { endpoint, destination, kept, config, variant, now: { ...now, model, instanceType } };
}

/** Whether the destination's config has the variant that serves, on the same instances: then the live count carries over. */
export function carriesOver({ kept, now, destination }: Ground): boolean {
  const [only, ...others] = kept?.variants ?? [];
  const isSame = only?.name === now.name && only.instanceType === now.instanceType;
  return isSame && others.length === 0 && only.model === destination.model;
}

function instanceTypeOf({ destination, kept }: Ground): string | undefined {
  return destination.instanceType ?? kept?.variants.find(({ model }) => model === destination.model)?.instanceType;
}

/** Why what serves cannot be left for the destination; `undefined` where it can. */
export function refuseMove(ground: Ground, autoscaled: readonly string[]): string | undefined {
  const { endpoint, destination, now, variant, config } = ground;
  if (endpoint.pendingConfig !== undefined)
    return `somebody is moving endpoint ${endpoint.name} to config ${endpoint.pendingConfig}; ask again when it is there`;
  const instanceType = instanceTypeOf(ground);
  if (instanceType === undefined)
    return `endpoint config ${destination.config} has been deleted, and nothing else tells on which instances ${destination.model} ran; go back to a release, or launch one with that model`;
  if (now.model === destination.model && now.instanceType === instanceType)
    return `${destination.model} serves ${endpoint.name} already`;
  const stays = (name: string) =>
    name === variant && config.variants.every((one) => one.name !== name || one.instanceType === instanceType);
  const touched = autoscaled.filter((name) => !stays(name));
  if (touched.length === 0) return undefined;
  return (
    `${destination.model} is to run on ${instanceType} as ${variant}, and ${touched.join(', ')} is autoscaled as it is now; ` +
    'SageMaker refuses that until its scalable target is deregistered'
  );
}

/** The plan of a return: the destination is its baseline, and what it leaves its candidate. */
export function returnPlan(record: EndpointRecord, past: Plan, ground: Ground): Plan {
  const { endpoint, config, now, variant, destination } = ground;
  const number = record.number + 1;
  const live = endpoint.variants.find(({ name }) => name === now.name)?.desiredInstances ?? now.instances;
  const isKept = carriesOver(ground);
  // A release that was not finalized has left the config in which it turned its own metrics on.
  const metrics = config.name === past.candidate.sharedConfig ? past.baseline?.metrics : config.metrics;
  return {
    blueprint: past.blueprint,
    endpointArn: endpoint.arn,
    baseline: {
      variant,
      model: destination.model,
      ...(isKept
        ? { config: destination.config, instances: live }
        : {
            config: configName(record.endpoint, number, 'final'),
            copyOf: {
              config: config.name,
              variant: now.name,
              instanceType: instanceTypeOf(ground) ?? now.instanceType,
            },
            instances: Math.max(live, destination.instances),
          }),
      ...(metrics !== undefined && { metrics }),
    },
    candidate: {
      variant: candidateVariant(releaseLeft(record, config.name)),
      model: now.model,
      instanceType: now.instanceType,
      instances: live,
      sharedConfig: configName(record.endpoint, number, 'shared'),
      finalConfig: config.name,
      finalVariant: variant,
    },
  };
}

/** Number of the release that has brought what serves; 0 where it was none of ours. */
function releaseLeft({ endpoint, last }: EndpointRecord, config: string): number {
  const isOfLast = last?.plan !== undefined && (last.outcome === 'completed' || hasReturned(last));
  return isOfLast && isKnownConfig(last.plan, config) ? last.number : (releaseOfConfig(endpoint, config) ?? 0);
}
