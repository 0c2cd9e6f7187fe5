import type { Blueprint } from '../blueprint/blueprint';
import { PROVISION_TIMEOUT, SETTLE } from '../bounds';
import { looksIn } from '../blueprint/looks';
import type { EndedRelease } from '../release/release';
import { type InstancePrices, ORCHESTRATION_PRICES } from './prices';

/** What a release costs beyond what the endpoint costs anyway. US dollars at list price. */
export interface ReleaseCost {
  /** Hours of instances that ran beside those the endpoint needs. */
  readonly instanceHours: number;
  /** Absent where the instance type's price is not known. */
  readonly instances?: number;
  readonly transitions: number;
  readonly lambda: number;
  readonly alarms: number;
  /** Of everything whose price is known. */
  readonly total: number;
}

/** How long a fleet is provisioned, of the hour that it may take. Only an estimate before the release has run. */
const USUAL_PROVISIONING = PROVISION_TIMEOUT / 12;
/** Steps of a release outside its bakes, and transitions and invocations a look. */
const FIXED = { transitions: 60, invocations: 25 };
const LOOK = { transitions: 3, invocations: 1 };
/** Transitions and invocations of one shift of traffic: it is sent and read back about ten times. */
const SHIFT = { transitions: 25, invocations: 9 };

/** What an ended release has cost, by its times and its plan. */
export function releaseCost(ended: EndedRelease, prices: InstancePrices): ReleaseCost {
  const { plan } = ended;
  if (plan === undefined) return { instanceHours: 0, transitions: 0, lambda: 0, alarms: 0, total: 0 };
  const hours = (ended.endedAt - ended.startedAt) / 3_600_000;
  // A fleet that creates its endpoint is no overlap. After the last gate a third one comes up before two go.
  const overlap = plan.baseline === undefined ? 0 : plan.candidate.instances * hours;
  const looks = (ended.phases ?? []).reduce(
    (sum, { startedAt, endedAt }) => sum + looksIn(Math.max(60, (endedAt - startedAt) / 1000)),
    0,
  );
  return priced({
    instanceHours: overlap,
    instanceType: plan.candidate.instanceType,
    hours,
    looks,
    shifts: (ended.phases ?? []).length,
    alarms: alarmsOf(plan.blueprint),
    prices,
  });
}

/** What a release of a blueprint is going to cost if it completes and nobody keeps it waiting. */
export function estimateCost(
  blueprint: Blueprint,
  fleet: { readonly instanceType: string; readonly instances: number },
  prices: InstancePrices,
): ReleaseCost {
  const bakes = blueprint.phases.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, 0);
  const hours = (bakes + SETTLE + 2 * USUAL_PROVISIONING) / 3600;
  return priced({
    instanceHours: fleet.instances * hours,
    instanceType: fleet.instanceType,
    hours,
    looks: blueprint.phases.reduce((sum, { bakeSeconds }) => sum + looksIn(bakeSeconds), 0),
    shifts: blueprint.phases.length,
    alarms: alarmsOf(blueprint),
    prices,
  });
}

function alarmsOf({ kpis, alarms }: Blueprint): number {
  return kpis.length + (alarms.length > 0 ? 1 : 0);
}

function priced(work: {
  readonly instanceHours: number;
  readonly instanceType: string;
  readonly hours: number;
  readonly looks: number;
  readonly shifts: number;
  readonly alarms: number;
  readonly prices: InstancePrices;
}): ReleaseCost {
  const { transition, invocation, alarmHour, write } = ORCHESTRATION_PRICES;
  const steps = (of: 'transitions' | 'invocations') => FIXED[of] + work.looks * LOOK[of] + work.shifts * SHIFT[of];
  const price = work.prices[work.instanceType];
  const instances = price === undefined ? undefined : work.instanceHours * price;
  const transitions = steps('transitions') * transition;
  const lambda = steps('invocations') * (invocation + write);
  const alarms = work.alarms * work.hours * alarmHour;
  return {
    instanceHours: round(work.instanceHours, 2),
    ...(instances !== undefined && { instances: round(instances, 4) }),
    transitions: round(transitions, 4),
    lambda: round(lambda, 4),
    alarms: round(alarms, 4),
    total: round((instances ?? 0) + transitions + lambda + alarms, 4),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
