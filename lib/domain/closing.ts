import { sageMakerPrices } from './cost/prices';
import { type ReleaseCost, releaseCost } from './cost/release-cost';
import { describeMissing, missingInstances, NOT_REFILLED } from './traffic/baseline-count';
import { type ConfigState, describeWeights, type EndpointState } from './traffic/endpoint';
import type { EventType } from './release/events';
import { isConfigOf } from './names';
import { isOnItsWayBack } from './rollback/take-over';
import {
  completedConfig,
  type EndedRelease,
  isCandidateConfig,
  isKnownConfig,
  type Outcome,
  type Plan,
  type Release,
  variantsIn,
} from './release/release';
import { waitedUntil } from './release/waiting';

/** How the execution of a release ends, for whoever waits for it. */
export interface Result {
  readonly endpoint: string;
  /** Empty where there is no endpoint. */
  readonly endpointArn: string;
  readonly release: number;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** The model that has all the traffic; absent where that cannot be said. */
  readonly servingModel?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly remarks: readonly string[];
  /** What the release was told about its sentinels when it opened. */
  readonly warnings: readonly string[];
  /** What it cost beyond what the endpoint costs anyway, at list price. */
  readonly cost: ReleaseCost;
}

/** What an endpoint looks like when its release closes. */
export interface AtClose {
  readonly endpoint: EndpointState | undefined;
  readonly config: ConfigState | undefined;
}

/** The end of a release, from what it has on record and what the endpoint says. `now` is epoch milliseconds. */
export function endRelease(release: Release, atClose: AtClose, now: number): EndedRelease {
  const { outcome, reason } = endingOf(release, atClose);
  const servingModel = servingModelOf(atClose, release.plan);
  const endpointArn = atClose.endpoint?.arn ?? release.plan?.endpointArn;
  const { plan } = release;
  const notFinalized =
    outcome === 'completed' &&
    isBesideBaseline(release, atClose) &&
    !release.remarks.some((remark) => remark.startsWith('not finalized'));
  // Where somebody's config is why the release has failed, the reason names it.
  const isToTell = outcome === 'failed' && !reason.includes(atClose.endpoint?.config ?? '');
  const isDrifted =
    (outcome === 'rolled_back' || outcome === 'completed' || isToTell) &&
    plan !== undefined &&
    atClose.endpoint !== undefined &&
    !isKnownConfig(plan, atClose.endpoint.config);
  const uncleaned =
    outcome !== 'rolled_back' || release.remarks.some((remark) => remark.startsWith('cleanup pending'))
      ? undefined
      : besideServing(release, atClose);
  const stray = strayWeights(outcome, release, atClose);
  const missing = outcome === 'rolled_back' ? missingInstances(release, atClose.endpoint) : undefined;
  const { control } = release;
  const remarks = [
    ...release.remarks,
    ...(outcome === 'completed' && control?.word === 'abort'
      ? [`the abort that ${control.actor} asked for came too late to be heeded; a rollback takes the release back`]
      : []),
    ...(notFinalized
      ? [
          `not finalized: the endpoint keeps baseline and candidate${stray === undefined ? ', with all traffic on the candidate' : ''}`,
        ]
      : []),
    ...(uncleaned === undefined
      ? []
      : [`cleanup pending: ${uncleaned} is still there${stray === undefined ? ', without traffic' : ''}`]),
    ...(missing === undefined || release.remarks.some((remark) => remark.startsWith(NOT_REFILLED))
      ? []
      : [describeMissing(missing)]),
    ...(stray === undefined
      ? []
      : [`somebody else has since changed the weights: they are ${stray}; they were left alone`]),
    ...(isDrifted
      ? [`somebody else has since moved the endpoint to config ${atClose.endpoint?.config}; it was left alone`]
      : []),
  ];
  return {
    number: release.number,
    id: release.id,
    outcome,
    reason: [reason, ...remarks].join('; '),
    startedAt: release.startedAt,
    endedAt: now,
    execution: release.execution,
    waitedSeconds: Math.round(waitedUntil(release, now)),
    remarks,
    phases: release.phases,
    ...(release.breach !== undefined && { breach: release.breach }),
    ...(release.restoreSentAt !== undefined && { restoreSentAt: release.restoreSentAt }),
    ...(release.restoredAt !== undefined && { restoredAt: release.restoredAt }),
    ...(endpointArn !== undefined && endpointArn !== '' && { endpointArn }),
    ...(servingModel !== undefined && { servingModel }),
    ...(release.plan !== undefined && { plan: release.plan }),
  };
}

function endingOf(
  { ending, breach, ...release }: Release,
  atClose: AtClose,
): { readonly outcome: Outcome; readonly reason: string } {
  if (ending !== undefined) {
    const isCause = breach === undefined || breach.reason === ending.reason;
    const cause = isCause ? '' : ` (on the way back because: ${breach.reason})`;
    return { outcome: ending.outcome, reason: ending.reason + cause };
  }
  if (release.restoredAt !== undefined) return afterRestoring(breach?.reason ?? 'rolled back', release.plan, atClose);
  if (isOnItsWayBack(release)) {
    return {
      outcome: 'rollback_failed',
      reason: `the way back ended before the traffic was verified: ${breach?.reason ?? ''}`,
    };
  }
  if (release.passedAt !== undefined) {
    const met = `${release.plan?.candidate.model ?? 'the new model'} met every gate`;
    const endpoint = standing(atClose);
    if (endpoint === undefined)
      return { outcome: 'endpoint_gone', reason: `${met}, and then somebody deleted the endpoint` };
    if (endpoint.status === 'Failed')
      return { outcome: 'failed', reason: `${met}, and then ${turnedFailed(endpoint)}` };
    // One of the release's own updates that fails so leaves the new model in every variant that has traffic.
    if (endpoint.status === 'UpdateRollbackFailed' && !isBesideBaseline(release, atClose))
      return { outcome: 'failed', reason: `${met}, and then ${leftBetween(endpoint)}` };
    return { outcome: 'completed', reason: met };
  }
  return { outcome: 'rollback_failed', reason: 'the release ended before it was decided' };
}

/** The traffic was back; what became of the endpoint since, while the candidate was removed. */
function afterRestoring(
  reason: string,
  plan: Plan | undefined,
  atClose: AtClose,
): { readonly outcome: Outcome; readonly reason: string } {
  const endpoint = standing(atClose);
  const back = `all traffic was back (${reason})`;
  if (endpoint === undefined)
    return { outcome: 'endpoint_gone', reason: `${back}, and then somebody deleted the endpoint` };
  if (endpoint.status === 'Failed')
    return { outcome: 'rollback_failed', reason: `${back}, and then ${turnedFailed(endpoint)}` };
  // The update that removes the candidate leaves the baseline's model in every variant that has traffic.
  const isOwn = plan !== undefined && isCandidateConfig(plan, endpoint.config);
  if (endpoint.status === 'UpdateRollbackFailed' && !isOwn)
    return { outcome: 'rollback_failed', reason: `${back}, and then ${leftBetween(endpoint)}` };
  return { outcome: 'rolled_back', reason };
}

/** The endpoint, unless it is gone or going. */
function standing({ endpoint }: AtClose): EndpointState | undefined {
  return endpoint?.status === 'Deleting' ? undefined : endpoint;
}

function turnedFailed({ failureReason = 'SageMaker gives no reason' }: EndpointState): string {
  return `the endpoint turned Failed (${failureReason}); SageMaker allows nothing but deleting it`;
}

function leftBetween({ failureReason = 'SageMaker gives no reason' }: EndpointState): string {
  return `somebody else's update could not be rolled back (${failureReason}); the endpoint may serve a mix of models`;
}

/** Whether the endpoint still has the config that the candidate shares with its baseline. */
function isBesideBaseline({ plan }: Pick<Release, 'plan'>, { endpoint }: AtClose): boolean {
  if (plan === undefined || endpoint === undefined) return false;
  const { sharedConfig, finalConfig } = plan.candidate;
  return endpoint.config === sharedConfig && sharedConfig !== finalConfig;
}

/** What is deployed beside the variant that the release has left serving; `undefined`: nothing that it knows. */
function besideServing(release: Pick<Release, 'plan'>, atClose: AtClose): string | undefined {
  if (isBesideBaseline(release, atClose)) return 'the candidate';
  return isBesideLeftovers(release, atClose) ? 'what an earlier release has left' : undefined;
}

/** Whether the endpoint has the config, with leftovers of an earlier release, that it had when this one opened. */
function isBesideLeftovers({ plan }: Pick<Release, 'plan'>, { endpoint }: AtClose): boolean {
  const leftoverConfig = plan?.baseline?.leftoverConfig;
  return leftoverConfig !== undefined && endpoint?.config === leftoverConfig;
}

/** The weights, where a variant that the release had left without traffic, and read that back, has some again or is about to. */
function strayWeights(outcome: Outcome, release: Pick<Release, 'plan'>, atClose: AtClose): string | undefined {
  const { endpoint } = atClose;
  const { baseline, candidate } = release.plan ?? {};
  const isOver = outcome === 'completed' || outcome === 'rolled_back';
  if (!isOver || endpoint === undefined || besideServing(release, atClose) === undefined) return undefined;
  const served = outcome === 'completed' ? candidate : baseline;
  const isStray = endpoint.variants.some(({ name, desiredWeight }) => name !== served?.variant && desiredWeight > 0);
  return isStray ? describeWeights(endpoint, 'desiredWeight') : undefined;
}

function servingModelOf({ endpoint, config }: AtClose, plan: Plan | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const variants = config?.variants ?? (plan && variantsIn(plan, endpoint.config)) ?? [];
  const serving = endpoint.variants.filter(({ currentWeight }) => currentWeight > 0).map(({ name }) => name);
  const models = new Set(variants.filter(({ name }) => serving.includes(name)).map(({ model }) => model));
  return models.size === 1 ? [...models][0] : undefined;
}

/**
 * Alarms and configs that the release made and that nobody needs any more; the config to go back to is never one of them.
 * `last` is the release before: the config to which it led back is nowhere to go back to from here.
 * After a failed way back everything stays for whoever repairs it: an endpoint that is `UpdateRollbackFailed` serves
 * a mix of configs.
 */
export function uselessThings(
  release: Release,
  atClose: AtClose,
  last?: EndedRelease,
): {
  readonly alarms: readonly string[];
  readonly configs: readonly string[];
} {
  if (!isReleased(endingOf(release, atClose).outcome)) return { alarms: [], configs: [] };
  return { alarms: release.alarms, configs: uselessConfigs(release, atClose, last) };
}

/** Once its traffic was back, a baseline needs no more instances than it has traffic for, whatever became of its endpoint since. */
const UNSEEN: AtClose = { endpoint: undefined, config: undefined };

/** The variant from which autoscaling may take instances again when the release has ended. */
export function variantToLetGo(release: Release): string | undefined {
  const { baseline } = release.plan ?? {};
  const isOver = isReleased(endingOf(release, UNSEEN).outcome);
  return isOver && baseline?.holdsScaleIn === true ? baseline.variant : undefined;
}

function uselessConfigs({ plan }: Release, atClose: AtClose, last: EndedRelease | undefined): string[] {
  if (plan === undefined) return [];
  // An endpoint that is being deleted uses nothing any more.
  const serving = standing(atClose);
  const inUse = new Set([serving?.config, serving?.pendingConfig, plan.baseline?.config]);
  const made = [
    plan.candidate.sharedConfig,
    plan.candidate.finalConfig,
    plan.baseline?.leftoverConfig,
    last?.plan?.baseline?.config,
    // Where somebody else moved the endpoint after the release before had completed, its config was left for a return.
    completedConfig(last),
  ];
  // What somebody else has made is not ours to remove.
  return [...new Set(made)].filter(
    (config): config is string =>
      config !== undefined && !inUse.has(config) && isConfigOf(plan.blueprint.endpoint, config),
  );
}

/** Whether a release that ended so gives its endpoint free. */
export function isReleased(outcome: Outcome): boolean {
  return outcome !== 'rollback_failed';
}

/** The event of an end. A release that rolled back has told so when its traffic was verified. */
export const END_EVENTS: Readonly<Record<Outcome, EventType | undefined>> = {
  completed: 'deployment.completed',
  rolled_back: undefined,
  failed: 'deployment.failed',
  rollback_failed: 'deployment.rollback_failed',
  endpoint_gone: 'deployment.failed',
  refused: 'deployment.failed',
};

/** The result as the execution's output. */
export function toResult(endpoint: string, ended: EndedRelease): Result {
  return {
    endpoint,
    endpointArn: ended.endpointArn ?? '',
    release: ended.number,
    id: ended.id,
    outcome: ended.outcome,
    reason: ended.reason,
    ...(ended.servingModel !== undefined && { servingModel: ended.servingModel }),
    startedAt: new Date(ended.startedAt).toISOString(),
    endedAt: new Date(ended.endedAt).toISOString(),
    durationSeconds: Math.round((ended.endedAt - ended.startedAt) / 1000),
    remarks: ended.remarks ?? [],
    warnings: ended.plan?.warnings ?? [],
    cost: releaseCost(ended, sageMakerPrices),
  };
}
