import { PROVISION_LOOK, SILENT_UPDATE_GRACE, SWIFT, TRAFFIC_LOOK } from '../bounds';
import { type EndpointState, isSameWeight } from './endpoint';
import type { Goal } from '../release/release';

/** What one look at an endpoint says about a goal. */
export type Arrival =
  | { readonly next: 'ready' }
  | { readonly next: 'wait'; readonly goal: Goal; readonly seconds: number }
  /** The call did not take hold, or was never accepted: send it again. */
  | { readonly next: 'resend'; readonly reason: string }
  /** It will not arrive any more. */
  | { readonly next: 'failed'; readonly reason: string; readonly gone?: boolean };

/**
 * Tells whether an endpoint has arrived at a goal. `InService` alone proves nothing: config, weights and instance
 * counts are compared, and `InService` with the old state right after a call may mean that the call has not taken
 * hold yet. Times are epoch milliseconds.
 */
export function judgeArrival(goal: Goal, endpoint: EndpointState | undefined, now: number): Arrival {
  if (goal.gone === true) return judgeRemoval(goal, endpoint, now);
  if (endpoint === undefined) {
    return { next: 'failed', reason: 'the endpoint does not exist any more: somebody has deleted it', gone: true };
  }
  if (endpoint.status === 'UpdateRollbackFailed' && isRemovalUnsent(goal, now))
    return { next: 'resend', reason: "somebody else's update could not be rolled back" };
  if (endpoint.status === 'Failed' || endpoint.status === 'Deleting' || endpoint.status === 'UpdateRollbackFailed') {
    const why = endpoint.failureReason === undefined ? '' : `: ${endpoint.failureReason}`;
    return { next: 'failed', reason: `the endpoint is ${endpoint.status}${why}`, gone: endpoint.status === 'Deleting' };
  }
  const arrived = endpoint.status === 'InService' && differences(goal, endpoint).length === 0;
  if (arrived && now >= goal.notBefore) return { next: 'ready' };
  if (now >= goal.deadline) {
    const seconds = Math.round((goal.deadline - goal.startedAt) / 1000);
    return { next: 'failed', reason: `not there after ${seconds} s: ${missing(goal, endpoint)}` };
  }
  const seconds = lookSecondsOf(goal, now);
  if (arrived || endpoint.status !== 'InService') {
    const sawWork = goal.sawWork || (goal.sentAt !== undefined && isAtWork(goal, endpoint));
    return { next: 'wait', goal: { ...goal, sawWork }, seconds };
  }
  return judgeOldState(goal, endpoint, now, seconds);
}

/** Whether the candidate's removal was never accepted: the update that has failed is somebody else's, and it can be sent now. */
function isRemovalUnsent({ step, sentAt, deadline }: Goal, now: number): boolean {
  return step === 'removed' && sentAt === undefined && now < deadline;
}

/** Weights arrive within seconds; what has not come after a while is a fleet, and four hours of close looks fill a history. */
function lookSecondsOf({ step, startedAt }: Goal, now: number): number {
  const isSwift = (step === 'traffic' || step === 'restored') && now - startedAt < SWIFT * 1000;
  return isSwift ? TRAFFIC_LOOK : PROVISION_LOOK;
}

function judgeRemoval(goal: Goal, endpoint: EndpointState | undefined, now: number): Arrival {
  const wait: Arrival = { next: 'wait', goal, seconds: PROVISION_LOOK };
  if (endpoint === undefined) return now >= goal.notBefore ? { next: 'ready' } : wait;
  if (now >= goal.deadline) return { next: 'failed', reason: `the endpoint is still ${endpoint.status}` };
  if (goal.sentAt === undefined && endpoint.status !== 'Creating')
    return { next: 'resend', reason: 'the endpoint was busy' };
  return wait;
}

/** Whether the endpoint works on what was asked; autoscaling and maintenance keep it busy too, but not with that. */
function isAtWork(goal: Goal, endpoint: EndpointState): boolean {
  if (endpoint.config !== goal.config) return endpoint.pendingConfig === goal.config;
  return endpoint.status === 'Updating' || endpoint.status === 'RollingBack';
}

/** The endpoint is in service, but not where it should be. */
function judgeOldState(goal: Goal, endpoint: EndpointState, now: number, seconds: number): Arrival {
  if (goal.sentAt === undefined) return { next: 'resend', reason: 'the endpoint was busy' };
  const silent = now - goal.sentAt >= SILENT_UPDATE_GRACE * 1000;
  if (!goal.sawWork && !silent) return { next: 'wait', goal, seconds };
  if (goal.sends >= 2 || (goal.sawWork && endpoint.config !== goal.config)) {
    const why = endpoint.failureReason === undefined ? '' : ` (${endpoint.failureReason})`;
    return { next: 'failed', reason: `SageMaker rolled the update back by itself${why}: ${missing(goal, endpoint)}` };
  }
  return { next: 'resend', reason: `the update was accepted but did not take hold: ${missing(goal, endpoint)}` };
}

/** What still differs from the goal, in words; empty when it is reached. */
function differences(goal: Goal, endpoint: EndpointState): string[] {
  const found: string[] = [];
  if (endpoint.config !== goal.config) found.push(`config is ${endpoint.config}, not ${goal.config}`);
  for (const [name, weight] of Object.entries(goal.weights)) {
    const variant = endpoint.variants.find((live) => live.name === name);
    if (variant === undefined) found.push(`variant ${name} is missing`);
    else if (!isSameWeight(variant.currentWeight, weight)) {
      found.push(`weight of ${name} is ${variant.currentWeight}, not ${weight}`);
    }
  }
  for (const [name, instances] of Object.entries(goal.instances)) {
    const current = endpoint.variants.find((live) => live.name === name)?.currentInstances ?? 0;
    if (current < instances) found.push(`${name} has ${current} of ${instances} instances`);
  }
  return found;
}

function missing(goal: Goal, endpoint: EndpointState): string {
  const found = differences(goal, endpoint);
  return found.length === 0 ? `status ${endpoint.status}` : `${found.join('; ')} (status ${endpoint.status})`;
}
