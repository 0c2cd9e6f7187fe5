import { candidateVariant, configName, releaseOfConfig } from '../names';
import { refuseKind } from '../opening/opening';
import { type EndedRelease, type EndpointRecord, isKnownConfig, type Plan, type Release } from '../release/release';
import { type ConfigState, type ConfigVariant, type EndpointState, servingVariant } from '../traffic/endpoint';
import { type Destination, hasReturned } from './destination';
import type { Wanted } from './wanted';

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
  /** Whether the variant that serves is registered with Application Auto Scaling. */
  readonly autoscaled?: boolean;
}

/** The plan of a return, or why there is none, as a sentence. */
export type ReturnAnswer =
  | { readonly kind: 'planned'; readonly plan: Plan; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a plan is made of. */
interface Ground {
  readonly endpoint: EndpointState;
  readonly destination: Destination;
  readonly kept: ConfigState | undefined;
  /** The variant that serves. */
  readonly now: ConfigVariant & { readonly model: string; readonly instanceType: string };
  readonly config: ConfigState;
}

/** Statuses in which an endpoint can be moved, now or when it has finished what it is at. */
const MOVABLE: ReadonlySet<string> = new Set([
  'InService',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'UpdateRollbackFailed',
]);

/**
 * Plans a return while no release is live: what serves now is left for what is wanted. A config that is there and whose
 * variant is the one that serves, on the same instances, is deployed as it is: the live count carries over. Any other
 * would begin with as few instances as it began with in its time, so one is made with as many as serve now or served then.
 */
export function planReturn(record: EndpointRecord, to: Wanted | undefined, found: ReturnFindings): ReturnAnswer {
  const { destination, endpoint, named } = found;
  if (typeof destination === 'string') return refused(destination);
  const past = record.last?.plan ?? named?.plan;
  const id = record.last?.id ?? named?.id;
  if (past === undefined || id === undefined) return refused(`no release of ${record.endpoint} has ever had a plan`);
  if (endpoint === undefined || !MOVABLE.has(endpoint.status)) {
    return refused(
      `endpoint ${record.endpoint} ${endpoint === undefined ? 'does not exist' : `is ${endpoint.status}`}, so it can go back to nothing`,
    );
  }
  if (found.hasModel !== true) {
    return refused(
      `model ${destination.model} does not exist any more; create it again under this name, or go back to another release`,
    );
  }
  const ground = groundOf(endpoint, destination, found);
  if (isAsRecorded(record, { to, endpoint, destination, ground })) return { kind: 'planned', plan: past, id };
  if (typeof ground === 'string') return refused(ground);
  const reason = refuseMove(ground, found.autoscaled === true);
  return reason === undefined ? { kind: 'planned', plan: returnPlan(record, past, ground), id } : refused(reason);
}

/** Why a live release does not go back to where a person wants to be; `undefined` where it does. */
export function refuseDetour(
  live: Release,
  endpoint: string,
  { to, destination }: { readonly to: Wanted | undefined; readonly destination: Destination | string },
): string | undefined {
  if (to === undefined || to.kind === 'previous') return undefined;
  if (typeof destination === 'string') return destination;
  const back = live.plan?.baseline?.model;
  if (back === destination.model) return undefined;
  const leads = back === undefined ? 'to nothing yet' : `to ${back}`;
  return (
    `release ${live.number} of ${endpoint} is live and goes back ${leads}, not to ${destination.model}; ` +
    'roll it back or wait for its end, and ask again then'
  );
}

/** What serves now and can be left, or why it cannot. */
function groundOf(
  endpoint: EndpointState,
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
  return { endpoint, destination, kept, config, now: { ...now, model, instanceType } };
}

/**
 * Whether the plan of the last release leads there as it stands: it knows the config it came from, and the weights if its
 * candidate is still beside its baseline. What somebody else has deployed since is left alone unless a release is named.
 */
function isAsRecorded(
  { last }: EndpointRecord,
  {
    to,
    endpoint,
    destination,
    ground,
  }: {
    readonly to: Wanted | undefined;
    readonly endpoint: EndpointState;
    readonly destination: Destination;
    readonly ground: Ground | string;
  },
): boolean {
  if (last?.outcome !== 'completed' || last.plan?.baseline?.config !== destination.config) return false;
  const deployed = endpoint.pendingConfig ?? endpoint.config;
  if (!isKnownConfig(last.plan, deployed)) return to === undefined || to.kind === 'previous';
  return deployed !== last.plan.candidate.finalConfig || (typeof ground !== 'string' && carriesOver(ground));
}

/** Whether the destination's config has the variant that serves, on the same instances. */
function carriesOver({ kept, now, destination }: Ground): boolean {
  const [only, ...others] = kept?.variants ?? [];
  const isSame = only?.name === now.name && only.instanceType === now.instanceType;
  return isSame && others.length === 0 && only.model === destination.model;
}

function instanceTypeOf({ destination, kept }: Ground): string | undefined {
  return destination.instanceType ?? kept?.variants.find(({ model }) => model === destination.model)?.instanceType;
}

function refuseMove(ground: Ground, autoscaled: boolean): string | undefined {
  const { endpoint, destination, now } = ground;
  if (endpoint.pendingConfig !== undefined)
    return `somebody is moving endpoint ${endpoint.name} to config ${endpoint.pendingConfig}; ask again when it is there`;
  const instanceType = instanceTypeOf(ground);
  if (instanceType === undefined)
    return `endpoint config ${destination.config} has been deleted, and nothing else tells on which instances ${destination.model} ran; go back to a release, or launch one with that model`;
  if (now.model === destination.model && now.instanceType === instanceType)
    return `${destination.model} serves ${endpoint.name} already`;
  if (!autoscaled || now.instanceType === instanceType) return undefined;
  return (
    `${destination.model} ran on ${instanceType}, and the autoscaled variant ${now.name} runs on ${now.instanceType}; ` +
    'SageMaker refuses that until its scalable target is deregistered'
  );
}

function returnPlan(record: EndpointRecord, past: Plan, ground: Ground): Plan {
  const { endpoint, config, now, destination } = ground;
  const number = record.number + 1;
  const live = endpoint.variants.find(({ name }) => name === now.name)?.desiredInstances ?? now.instances;
  const isKept = carriesOver(ground);
  // A release that was not finalized has left the config in which it turned its own metrics on.
  const metrics = config.name === past.candidate.sharedConfig ? past.baseline?.metrics : config.metrics;
  const wasRenamed = [past.candidate.variant, past.baseline?.variant].includes(now.name);
  return {
    blueprint: past.blueprint,
    endpointArn: endpoint.arn,
    baseline: {
      variant: now.name,
      model: destination.model,
      ...(isKept
        ? { config: destination.config, instances: live }
        : {
            config: configName(record.endpoint, number, 'final'),
            copyOf: { config: config.name, instanceType: instanceTypeOf(ground) ?? now.instanceType },
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
      finalVariant: wasRenamed ? past.candidate.finalVariant : now.name,
    },
  };
}

/** Number of the release that has brought what serves; 0 where it was none of ours. */
function releaseLeft({ endpoint, last }: EndpointRecord, config: string): number {
  const isOfLast = last?.plan !== undefined && (last.outcome === 'completed' || hasReturned(last));
  return isOfLast && isKnownConfig(last.plan, config) ? last.number : (releaseOfConfig(endpoint, config) ?? 0);
}

function refused(reason: string): ReturnAnswer {
  return { kind: 'refused', reason };
}
