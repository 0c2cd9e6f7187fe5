import { PROVISION_TIMEOUT } from '../bounds';
import { type EndpointState, shareOf } from './endpoint';
import { newGoal } from './phases';
import { type Goal, type Plan, planOf, type Release } from '../release/release';

/** The baseline's count says what its share needs; below this share it says too little of the whole to be counted up from. */
const LEAST_SHARE = 0.5;

/**
 * Instances that the candidate must have in service before it gets `percent` of the traffic; `undefined` where it has them.
 * It begins with as many as the baseline had. More are needed only where autoscaling has added to the baseline since.
 */
export function instancesToAdd(plan: Plan, endpoint: EndpointState, percent: number): number | undefined {
  const { baseline, candidate } = plan;
  const live = endpoint.variants.find(({ name }) => name === candidate.variant);
  const beside = endpoint.variants.find(({ name }) => name === baseline?.variant);
  if (baseline === undefined || live === undefined || beside === undefined) return undefined;
  if (percent / 100 <= shareOf(endpoint, candidate.variant)) return undefined;
  const share = Math.max(LEAST_SHARE, shareOf(endpoint, baseline.variant));
  const hasGrown = beside.desiredInstances > baseline.instances;
  const whole = hasGrown ? beside.desiredInstances / share : baseline.instances;
  const needed = Math.ceil((whole * (candidate.instances / baseline.instances) * percent) / 100 - 1e-9);
  return needed > live.desiredInstances ? needed : undefined;
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
