import { PROVISION_TIMEOUT } from '../bounds';
import { type EndpointState, shareOf } from './endpoint';
import { newGoal } from './phases';
import { type Goal, type Plan, planOf, type Release } from '../release/release';

/** The baseline's count says what its share needs; below this share it says too little of the whole to be counted up from. */
const LEAST_SHARE = 0.5;

/** What the candidate must have before its share of the traffic rises. */
export interface Sizing {
  /** Instances to have in service first; absent where it has them. */
  readonly add?: number;
  /** Why they are too few for the share: `maxCapacity` allows no more. */
  readonly tooFew?: string;
}

/**
 * Sizes the candidate for `percent` of the traffic. It begins with as many instances as the baseline had. More are needed only
 * where autoscaling has added to the baseline since, and it never gets more than the blueprint allows.
 */
export function sizeFor(plan: Plan, endpoint: EndpointState, percent: number): Sizing {
  const live = endpoint.variants.find(({ name }) => name === plan.candidate.variant);
  const whole = instancesForAll(plan, endpoint);
  if (whole === undefined || live === undefined) return {};
  if (percent / 100 <= shareOf(endpoint, plan.candidate.variant)) return {};
  const needed = instancesFor(whole, percent);
  const most = plan.blueprint.maxCapacity ?? needed;
  const wanted = Math.min(needed, most);
  return {
    // What was asked for and is not in service yet carries no traffic.
    ...(wanted > live.currentInstances && { add: wanted }),
    ...(needed > most && { tooFew: describeTooFew({ percent, needed, most }) }),
  };
}

/** The first share of the plan for which `maxCapacity` is too small, going by the baseline's count when the release begins. */
export function whatMaxCapacityIsTooSmallFor({ blueprint, baseline }: Plan): string | undefined {
  const { maxCapacity: most, phases, capacity } = blueprint;
  if (baseline === undefined || most === undefined) return undefined;
  const whole = capacity?.instances ?? baseline.instances;
  const phase = phases.find(({ traffic }) => instancesFor(whole, traffic) > most);
  if (phase === undefined) return undefined;
  const tooFew = describeTooFew({ percent: phase.traffic, needed: instancesFor(whole, phase.traffic), most });
  return `${tooFew}: the release will ask a person before phase ${phase.name}`;
}

/** The goal of having so many instances of the candidate in service, with the traffic as it is. */
export function capacityGoal(release: Release, instances: number, now: number): Goal {
  const { candidate } = planOf(release);
  return newGoal({
    step: 'capacity',
    config: candidate.sharedConfig,
    weights: release.weights ?? {},
    instances: { [candidate.variant]: instances },
    now,
    seconds: PROVISION_TIMEOUT,
  });
}

/** Instances of the candidate's type that all of the traffic would need now. */
function instancesForAll({ baseline, blueprint }: Plan, endpoint: EndpointState): number | undefined {
  const beside = endpoint.variants.find(({ name }) => name === baseline?.variant);
  if (baseline === undefined || beside === undefined) return undefined;
  const planned = blueprint.capacity?.instances ?? baseline.instances;
  if (beside.desiredInstances <= baseline.instances) return planned;
  const share = Math.max(LEAST_SHARE, shareOf(endpoint, baseline.variant));
  return (beside.desiredInstances / share) * (planned / baseline.instances);
}

function instancesFor(whole: number, percent: number): number {
  return Math.ceil((whole * percent) / 100 - 1e-9);
}

function describeTooFew(of: { readonly percent: number; readonly needed: number; readonly most: number }): string {
  return `${of.percent} % of the traffic needs ${of.needed} instances of the new model, and maxCapacity allows ${of.most}`;
}
