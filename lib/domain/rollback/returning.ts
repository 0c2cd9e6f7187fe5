import { type Baseline, type EndpointRecord, isKnownConfig, type Plan, type Release } from '../release/release';
import type { EndpointState } from '../traffic/endpoint';
import type { Destination } from './destination';
import { carriesOver, type Ground, groundOf, refuseMove, type ReturnFindings, returnPlan } from './leaving';
import type { Wanted } from './wanted';

/** The plan of a return, or why there is none, as a sentence. */
export type ReturnAnswer =
  | { readonly kind: 'planned'; readonly plan: Plan; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string };

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
  const ground = groundOf(endpoint, past, destination, found);
  if (isAsRecorded(record, { to, endpoint, destination, ground })) return { kind: 'planned', plan: past, id };
  if (typeof ground === 'string') return refused(ground);
  const reason = refuseMove(ground, found.autoscaled ?? []);
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

/**
 * Whether the plan of the last release leads there as it stands: it knows the config it came from, and the weights if its
 * candidate is still beside its baseline. What somebody else has deployed since is left alone unless a release is named.
 */
function isAsRecorded(
  { last }: EndpointRecord,
  way: {
    readonly to: Wanted | undefined;
    readonly endpoint: EndpointState;
    readonly destination: Destination;
    readonly ground: Ground | string;
  },
): boolean {
  const { to, endpoint, destination, ground } = way;
  const plan = last?.outcome === 'completed' ? last.plan : undefined;
  if (plan?.baseline === undefined || plan.baseline.config !== destination.config) return false;
  const deployed = endpoint.pendingConfig ?? endpoint.config;
  if (!isKnownConfig(plan, deployed)) return to === undefined || to.kind === 'previous';
  if (deployed === plan.candidate.sharedConfig) return isWarm(plan.baseline, endpoint);
  return deployed !== plan.candidate.finalConfig || (typeof ground !== 'string' && carriesOver(ground));
}

/** Whether a baseline that is without traffic since its release ended still has the instances that it needs. */
function isWarm({ variant, instances }: Baseline, { variants }: EndpointState): boolean {
  return variants.some(({ name, desiredInstances }) => name === variant && desiredInstances >= instances);
}

function refused(reason: string): ReturnAnswer {
  return { kind: 'refused', reason };
}
