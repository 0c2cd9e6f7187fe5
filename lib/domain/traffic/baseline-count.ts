import { PROVISION_TIMEOUT } from '../bounds';
import type { EndpointState } from './endpoint';
import { newGoal } from './phases';
import { type Goal, planOf, type Release } from '../release/release';

/** A baseline with fewer instances than it had. */
export interface MissingInstances {
  readonly variant: string;
  /** In service. */
  readonly current: number;
  /** Asked for. */
  readonly desired: number;
  /** The most that it was seen with while the release lasted. */
  readonly before: number;
}

/** The remark of a way back that could not bring the instances back, and the mark that it has tried. */
export const NOT_REFILLED = 'capacity not restored';

/** The release with the baseline's count on record, where it has grown: so many are to be there when all traffic comes back. */
export function countBaseline(release: Release, endpoint: EndpointState | undefined): Release {
  const { plan, baselineInstances: before } = release;
  const live = endpoint?.variants.find(({ name }) => name === plan?.baseline?.variant);
  if (before === undefined || live === undefined || live.desiredInstances <= before) return release;
  return { ...release, baselineInstances: live.desiredInstances };
}

/**
 * How many instances the baseline has lost; `undefined` if none. Only where its variant serves the old model in a config of
 * this release's: what somebody else deployed is theirs to size.
 */
export function missingInstances(
  { plan, baselineInstances: before }: Pick<Release, 'plan' | 'baselineInstances'>,
  endpoint: EndpointState | undefined,
): MissingInstances | undefined {
  if (before === undefined || plan?.baseline === undefined || endpoint === undefined) return undefined;
  const { variant, config } = plan.baseline;
  if (![config, plan.candidate.sharedConfig].includes(endpoint.config)) return undefined;
  const live = endpoint.variants.find(({ name }) => name === variant);
  if (live === undefined || Math.min(live.currentInstances, live.desiredInstances) >= before) return undefined;
  return { variant, current: live.currentInstances, desired: live.desiredInstances, before };
}

/** What is missing, for people. */
export function describeMissing({ current, before }: MissingInstances): string {
  return `the baseline has ${current} of the ${before} instances it had`;
}

/** The goal of having the baseline's instances in service again, with the traffic where it is. */
export function refillGoal(release: Release, endpoint: EndpointState, instances: number, now: number): Goal {
  const { baseline } = planOf(release);
  return newGoal({
    step: 'refilled',
    config: endpoint.config,
    instances: baseline === undefined ? {} : { [baseline.variant]: instances },
    now,
    seconds: PROVISION_TIMEOUT,
  });
}
