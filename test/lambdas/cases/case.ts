import type { Goal } from '../../../lib/domain/release/release';
import { release, START } from '../../support/releases';
import { World } from '../../support/world';

/** One visit of one state: a world before it, and the call. */
export interface Case {
  readonly name: string;
  /** What the handler answers when nothing goes wrong. */
  readonly next: string;
  readonly prepare: (world: World) => () => Promise<{ readonly next: string }>;
}

/** Health checks beside the KPIs. */
export const CHECKED = {
  checks: [{ name: 'feature store', tcp: { host: 'features.example.com', port: 443 }, at: 'always' }],
};

/** A goal towards which a call was accepted. */
export const sentGoal = (goal: Goal): Goal => ({ ...goal, sentAt: START, sends: 1 });

/** A release that is watched, with an alarm of its own. */
export const judged = (change: Parameters<typeof release>[1] = {}) =>
  release('baking', {
    phase: 0,
    phaseFrom: START,
    bakeFrom: START,
    alarms: ['rollouts/Rollouts/fraud/7/error_rate'],
    ...change,
  });

/** That alarm does not fire. */
export function quietAlarms(world: World): void {
  world.cloudwatch.alarms.set('rollouts/Rollouts/fraud/7/error_rate', 'OK');
}
