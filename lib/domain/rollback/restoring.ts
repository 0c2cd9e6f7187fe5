import { type ConfigState, type EndpointState, isSameWeight } from '../traffic/endpoint';
import { PROVISION_LOOK, ROLLBACK_TIMEOUT, SWIFT, TRAFFIC_LOOK, WRITER_TIMEOUT } from '../bounds';
import { newGoal } from '../traffic/phases';
import type { Baseline, Goal, Outcome, Plan, Release } from '../release/release';

/** What brings the traffic back to the baseline from where the endpoint is now. */
export type Restoration =
  /** Set these weights on the config that is deployed. */
  | {
      readonly do: 'weights';
      readonly config: string;
      readonly weights: Readonly<Record<string, number>>;
      readonly remark?: string;
    }
  /** Move the endpoint to this config, with the live instance counts where they are enough. */
  | { readonly do: 'update'; readonly config: string; readonly keep: 'capacity' | 'nothing' }
  /** Nothing is sent: it is so already, or on its way there. */
  | { readonly do: 'nothing'; readonly config: string; readonly weights: Readonly<Record<string, number>> }
  /** Remove an endpoint that the release itself was creating. */
  | { readonly do: 'delete' }
  /** There is nothing to bring back; but a call of a fenced flow may still be on its way. */
  | { readonly do: 'watch' }
  | { readonly do: 'give up'; readonly outcome: Outcome; readonly reason: string };

/** What is known beside the endpoint's state. */
interface Found {
  /** Users' requests may have reached the candidate. */
  readonly served: boolean;
  /** The deployed config, where it is none that the release knows. */
  readonly config?: ConfigState;
  /** Weights were set before it was looked at. @default false */
  readonly isSent?: boolean;
}

/** Chooses how to restore traffic; only variants the release knows are touched. */
export function chooseRestoration(plan: Plan, endpoint: EndpointState | undefined, found: Found): Restoration {
  const { baseline, candidate } = plan;
  if (baseline === undefined) return restoreNothing(plan, endpoint, found.served);
  if (endpoint === undefined || endpoint.status === 'Deleting') {
    return {
      do: 'give up',
      outcome: 'endpoint_gone',
      reason: 'the endpoint does not exist any more: somebody has deleted it',
    };
  }
  if (endpoint.status === 'Failed') {
    const why = endpoint.failureReason ?? 'SageMaker gives no reason';
    return {
      do: 'give up',
      outcome: 'rollback_failed',
      reason: `the endpoint is Failed (${why}); SageMaker allows nothing but deleting it`,
    };
  }
  if (endpoint.status === 'UpdateRollbackFailed') return update(baseline, endpoint);
  const weights = { [baseline.variant]: 100, [candidate.variant]: 0 };
  const target = endpoint.pendingConfig ?? endpoint.config;
  if (target === candidate.sharedConfig) return restoreWeights(endpoint, target, weights);
  if (target === candidate.finalConfig) return update(baseline, endpoint);
  if (target === baseline.config) return { do: 'nothing', config: target, weights: {} };
  if (target === baseline.leftoverConfig) return restoreUntouched(baseline, endpoint, target);
  return restoreDrifted(plan, endpoint, weights, found);
}

/** A config that is made for the way back says how many instances are needed at least; autoscaling may have added to them. */
function update({ config, variant, instances, copyOf }: Baseline, { variants }: EndpointState): Restoration {
  const live = variants.find(({ name }) => name === variant)?.desiredInstances ?? 0;
  return { do: 'update', config, keep: copyOf === undefined || live >= instances ? 'capacity' : 'nothing' };
}

function restoreWeights(
  endpoint: EndpointState,
  config: string,
  weights: Readonly<Record<string, number>>,
): Restoration {
  // A fleet that is still being deployed comes up with the candidate at weight 0; its weights cannot be set before.
  const already =
    endpoint.pendingConfig === config ||
    Object.entries(weights).every(([name, weight]) => {
      const live = endpoint.variants.find((variant) => variant.name === name);
      return live !== undefined && isSameWeight(live.desiredWeight, weight) && isSameWeight(live.currentWeight, weight);
    });
  if (!already) return { do: 'weights', config, weights };
  const [candidate] = Object.entries(weights).filter(([, weight]) => weight === 0);
  return { do: 'nothing', config, weights: candidate === undefined ? {} : { [candidate[0]]: 0 } };
}

/** The release has deployed nothing yet: what stood idle beside the baseline when it began is to be idle again. */
function restoreUntouched({ variant }: Baseline, endpoint: EndpointState, config: string): Restoration {
  const others = endpoint.variants.filter(({ name }) => name !== variant);
  const isIdle = others.every(({ currentWeight, desiredWeight }) => currentWeight === 0 && desiredWeight === 0);
  // The weights of a config that is still on its way cannot be set.
  if (isIdle || endpoint.pendingConfig === config) return { do: 'nothing', config, weights: {} };
  return {
    do: 'weights',
    config,
    weights: { ...Object.fromEntries(others.map(({ name }) => [name, 0])), [variant]: 100 },
  };
}

/** Somebody else changed the endpoint: only a candidate of ours that still has traffic is touched. */
function restoreDrifted(
  plan: Plan,
  endpoint: EndpointState,
  weights: Readonly<Record<string, number>>,
  { config, isSent = false }: Found,
): Restoration {
  const { baseline } = plan;
  const isThere = Object.keys(weights).every((name) => endpoint.variants.some((live) => live.name === name));
  const others = endpoint.variants.filter(({ name }) => !(name in weights)).map(({ name }) => name);
  // Under the baseline's name there may be another model.
  const isBaseline = config?.variants.find(({ name }) => name === baseline?.variant)?.model === baseline?.model;
  if (isThere && isBaseline && others.length === 0) {
    return {
      do: 'weights',
      config: endpoint.config,
      weights,
      remark: `config ${endpoint.config}, which somebody else deployed, was left in place`,
    };
  }
  const serving = endpoint.variants.filter(({ currentWeight }) => currentWeight > 0).map(({ name }) => name);
  const models = new Set(config?.variants.filter(({ name }) => serving.includes(name)).map(({ model }) => model));
  const settled = models.size === 1 && !models.has(plan.candidate.model);
  return {
    do: 'give up',
    outcome: settled ? 'failed' : 'rollback_failed',
    reason:
      `somebody else moved the endpoint to config ${endpoint.config} with ${[...models].join(', ') || 'unknown models'} ` +
      `on ${endpoint.variants.map(({ name }) => name).join(', ')}${isSent ? '' : '; it was left alone'}`,
  };
}

/** A first deployment has nothing to go back to; an endpoint of ours that never served is removed. */
function restoreNothing({ candidate }: Plan, endpoint: EndpointState | undefined, served: boolean): Restoration {
  if (endpoint === undefined) return { do: 'watch' };
  if (![endpoint.config, endpoint.pendingConfig].includes(candidate.finalConfig)) {
    return {
      do: 'give up',
      outcome: 'failed',
      reason: `somebody else has created the endpoint with config ${endpoint.config}; it was left alone`,
    };
  }
  if (!served) return { do: 'delete' };
  const reason =
    "this was the endpoint's first deployment: there is nothing to go back to, so the new model keeps serving";
  return { do: 'give up', outcome: 'failed', reason };
}

/** Whether weights bring the traffic back, by all that is on record; only the first call of a way back goes by that. */
export function isRestoredByWeights({ plan, phase, passedAt, restoreSentAt }: Release): boolean {
  return plan?.baseline !== undefined && phase >= 0 && passedAt === undefined && restoreSentAt === undefined;
}

/** From when on no call of whoever was fenced can be on its way: its function could run for so long. Epoch milliseconds. */
export function quietFrom(release: Release, now: number): number {
  return begunAt(release, now) + WRITER_TIMEOUT * 1000;
}

/** Seconds until what brings the traffic back is sent again; what has not helped for long fills a history if it is sent often. */
export function pauseBeforeRestoring(release: Release, now: number): number {
  return now - begunAt(release, now) < SWIFT * 1000 ? TRAFFIC_LOOK : PROVISION_LOOK;
}

/** When the way back began, epoch milliseconds. */
function begunAt({ rollbackDeadline }: Release, now: number): number {
  return rollbackDeadline === undefined ? now : rollbackDeadline - ROLLBACK_TIMEOUT * 1000;
}

/** The goal of a restoration; it lasts as long as the way back. */
export function restoredGoal(release: Release, choice: Exclude<Restoration, { do: 'give up' }>, now: number): Goal {
  const isRemoval = choice.do === 'delete' || choice.do === 'watch';
  const goal = newGoal({
    step: 'restored',
    config: isRemoval ? '' : choice.config,
    weights: choice.do === 'weights' || choice.do === 'nothing' ? choice.weights : {},
    now,
    seconds: ROLLBACK_TIMEOUT,
  });
  return {
    ...goal,
    startedAt: begunAt(release, now),
    ...(isRemoval && { gone: true }),
    notBefore: quietFrom(release, now),
    deadline: release.rollbackDeadline ?? goal.deadline,
  };
}
