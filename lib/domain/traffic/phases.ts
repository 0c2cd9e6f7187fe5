import { PROVISION_TIMEOUT, TRAFFIC_TIMEOUT } from '../bounds';
import type { Answer } from './endpoint';
import type { Goal, Plan, Release } from '../release/release';

/** Weights that give the candidate its share: percent for each variant, so they add up to 100. */
export function phaseWeights(plan: Plan, traffic: number): Readonly<Record<string, number>> {
  if (plan.baseline === undefined) return {};
  return { [plan.baseline.variant]: 100 - traffic, [plan.candidate.variant]: traffic };
}

/** Weights of the way back. */
export function baselineWeights(plan: Plan): Readonly<Record<string, number>> {
  return phaseWeights(plan, 0);
}

/** Percent of the traffic that the candidate has while a phase is watched. */
export function trafficOf({ plan, phase, retreat }: Pick<Release, 'plan' | 'phase' | 'retreat'>): number {
  return retreat?.traffic ?? plan?.blueprint.phases[phase]?.traffic ?? 0;
}

/** The goal of giving the candidate `traffic` percent. `now` is epoch milliseconds. */
export function trafficGoal(plan: Plan, traffic: number, now: number): Goal {
  return newGoal({
    step: 'traffic',
    config: plan.candidate.sharedConfig,
    weights: phaseWeights(plan, traffic),
    now,
    seconds: TRAFFIC_TIMEOUT,
  });
}

/** Index of the phase whose bake was the last to end, -1 before the first: where a shift comes from that is called off. */
export function phaseBefore({ phases, plan }: Release): number {
  const last = phases.at(-1);
  return plan?.blueprint.phases.findIndex(({ name }) => name === last?.name) ?? -1;
}

/** The goal of shifting to phase `index`. `now` is epoch milliseconds. */
export function phaseGoal(plan: Plan, index: number, now: number): Goal {
  return trafficGoal(plan, plan.blueprint.phases[index]?.traffic ?? 0, now);
}

/** The goal of putting the candidate beside the baseline (or of creating the endpoint). */
export function deployGoal(plan: Plan, now: number): Goal {
  const { baseline, candidate } = plan;
  return newGoal({
    step: 'candidate',
    config: candidate.sharedConfig,
    weights: baseline === undefined ? {} : { [candidate.variant]: 0 },
    instances: { [candidate.variant]: candidate.instances },
    now,
    seconds: PROVISION_TIMEOUT,
  });
}

/** The goal of moving to the new model alone. */
export function finalGoal(plan: Plan, now: number): Goal {
  return newGoal({ step: 'final', config: plan.candidate.finalConfig, now, seconds: PROVISION_TIMEOUT });
}

/** A goal towards which nothing was sent yet. */
export function newGoal(goal: {
  readonly step: Goal['step'];
  readonly config: string;
  readonly weights?: Goal['weights'];
  readonly instances?: Goal['instances'];
  readonly now: number;
  /** Until it counts as missed. */
  readonly seconds: number;
}): Goal {
  return {
    step: goal.step,
    config: goal.config,
    weights: goal.weights ?? {},
    instances: goal.instances ?? {},
    startedAt: goal.now,
    notBefore: goal.now,
    deadline: goal.now + goal.seconds * 1000,
    sends: 0,
    sawWork: false,
  };
}

/** The goal after a call towards it was answered: taken, or to be sent again because the endpoint is busy. */
export function sent(goal: Goal, answer: Answer, now: number): Goal {
  return answer === 'busy' ? goal : { ...goal, sentAt: now, sends: goal.sends + 1, sawWork: false };
}
