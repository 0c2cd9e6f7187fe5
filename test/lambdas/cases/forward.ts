import { createHandler as deployCandidate } from '../../../lambdas/deploy-candidate';
import { createHandler as finalize } from '../../../lambdas/finalize';
import { createHandler as markPassed } from '../../../lambdas/mark-passed';
import { createHandler as openRelease } from '../../../lambdas/open-release';
import { createHandler as shiftTraffic } from '../../../lambdas/shift-traffic';
import { deployGoal, phaseGoal } from '../../../lib/domain/traffic/phases';
import type { Plan } from '../../../lib/domain/release/release';
import { DOCUMENT, ENDPOINT, firstPlan, heldPlan, plan, release, START, step } from '../../support/releases';

import { type Case } from './case';

/** A start that comes a second after the release that is live. */
const SECOND = {
  strategy: 'canary' as const,
  step: step('Open release', 1, 'arn:second'),
  startedAt: new Date(START + 1000).toISOString(),
};

/** A breach that came after the last gate, of a release that a person rolls back. */
const UNANSWERED = { trigger: 'alarm', reason: 'alarm checkout-is-down fired', at: START } as const;

/** From the blueprint to the new model alone. */
export const FORWARD: readonly Case[] = [
  {
    name: 'Open release beside a baseline',
    next: 'opened',
    prepare: (world) => {
      world.before();
      const input = { blueprint: DOCUMENT, strategy: 'canary' as const, step: step('Open release') };
      return () => openRelease(world.ports)(input);
    },
  },
  {
    name: 'Open release that is refused',
    next: 'refused',
    prepare: (world) => {
      world.before().sagemaker.models.clear();
      const input = { blueprint: DOCUMENT, strategy: 'canary' as const, step: step('Open release') };
      return () => openRelease(world.ports)(input);
    },
  },
  {
    name: 'Open release that supersedes another',
    next: 'wait',
    prepare: (world) => {
      world.before().live(release('baking'));
      const input = { ...SECOND, blueprint: { ...DOCUMENT, supersede: 'replace' } };
      return () => openRelease(world.ports)(input);
    },
  },
  {
    name: 'Open release behind one that has passed',
    next: 'wait',
    prepare: (world) => {
      world.final().live(release('settling', { passedAt: START }));
      const input = { ...SECOND, blueprint: { ...DOCUMENT, supersede: 'replace' } };
      return () => openRelease(world.ports)(input);
    },
  },
  {
    name: 'Deploy candidate beside a baseline',
    next: 'await',
    prepare: (world) => {
      const input = world.before().live(release('deploying', { goal: deployGoal(plan(), START) }));
      return () => deployCandidate(world.ports)(input);
    },
  },
  {
    name: 'Deploy candidate beside a baseline that is autoscaled',
    next: 'await',
    prepare: (world) => {
      world.sagemaker.autoscaled.add('fraud/AllTraffic');
      const held = heldPlan();
      const input = world.before().live(release('deploying', { plan: held, goal: deployGoal(held, START) }));
      return () => deployCandidate(world.ports)(input);
    },
  },
  {
    name: 'Deploy candidate beside leftovers of an earlier release',
    next: 'await',
    prepare: (world) => {
      const { baseline, ...rest } = plan();
      const own = { config: 'fraud-r7-before', leftoverConfig: 'fraud-v41-config' };
      const beside: Plan = { ...rest, ...(baseline && { baseline: { ...baseline, ...own } }) };
      const input = world.before().live(release('deploying', { plan: beside, goal: deployGoal(beside, START) }));
      return () => deployCandidate(world.ports)(input);
    },
  },
  {
    name: 'Deploy candidate on a busy endpoint',
    next: 'await',
    prepare: (world) => {
      const input = world.before().live(release('deploying', { goal: deployGoal(plan(), START) }));
      world.sagemaker.change(ENDPOINT, { status: 'SystemUpdating' });
      return () => deployCandidate(world.ports)(input);
    },
  },
  {
    name: 'Deploy candidate as the first',
    next: 'await',
    prepare: (world) => {
      const first = firstPlan();
      const input = world.live(release('deploying', { plan: first, goal: deployGoal(first, START) }));
      return () => deployCandidate(world.ports)(input);
    },
  },
  {
    name: 'Shift traffic',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(0).live(release('shifting', { phase: 0, goal: phaseGoal(plan(), 0, START) }));
      return () => shiftTraffic(world.ports)(input);
    },
  },
  {
    name: 'Shift traffic for which the candidate is too small',
    next: 'await',
    prepare: (world) => {
      world.beside(1).sagemaker.size('AllTraffic', 6);
      const input = world.live(release('shifting', { phase: 2, goal: phaseGoal(plan(), 2, START) }));
      return () => shiftTraffic(world.ports)(input);
    },
  },
  {
    name: 'Shift traffic for which maxCapacity is too small',
    next: 'judge',
    prepare: (world) => {
      world.beside(1).sagemaker.size('AllTraffic', 6);
      const capped = plan({ maxCapacity: 4 });
      const input = world.live(release('shifting', { plan: capped, phase: 2, goal: phaseGoal(capped, 2, START) }));
      return () => shiftTraffic(world.ports)(input);
    },
  },
  {
    name: 'Shift traffic after an abort',
    next: 'judge',
    prepare: (world) => {
      const control = { word: 'abort' as const, actor: 'ann', reason: 'no', at: START };
      const input = world.beside(0).live(release('shifting', { phase: 0, goal: phaseGoal(plan(), 0, START), control }));
      return () => shiftTraffic(world.ports)(input);
    },
  },
  {
    name: 'Shift traffic that somebody else has shifted',
    next: 'roll back',
    prepare: (world) => {
      const weights = { AllTraffic: 100, 'candidate-7': 0 };
      const input = world
        .beside(30)
        .live(release('shifting', { phase: 0, goal: phaseGoal(plan(), 0, START), weights }));
      return () => shiftTraffic(world.ports)(input);
    },
  },
  {
    name: 'Finalize after an abort',
    next: 'roll back',
    prepare: (world) => {
      const control = { word: 'abort' as const, actor: 'ann', reason: 'no', at: START };
      const input = world.beside(100).live(release('finalizing', { phase: 2, passedAt: START, control }));
      return () => finalize(world.ports)(input);
    },
  },
  {
    name: 'Finalize an endpoint that somebody else has moved',
    next: 'roll back',
    prepare: (world) => {
      const input = world
        .beside(100)
        .before()
        .live(release('finalizing', { phase: 2, passedAt: START }));
      return () => finalize(world.ports)(input);
    },
  },
  {
    name: 'Mark passed',
    next: 'passed',
    prepare: (world) => {
      const input = world.beside(100).live(release('finalizing', { phase: 2 }));
      return () => markPassed(world.ports)(input);
    },
  },
  {
    name: 'Finalize',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(100).live(release('finalizing', { phase: 2, passedAt: START }));
      return () => finalize(world.ports)(input);
    },
  },
  {
    name: 'Finalize with a breach that waits for a person',
    next: 'hold',
    prepare: (world) => {
      const input = world.beside(100).live(release('finalizing', { phase: 2, passedAt: START, breach: UNANSWERED }));
      return () => finalize(world.ports)({ ...input, mayHold: true });
    },
  },
  {
    name: 'Finalize with such a breach, in a machine that cannot hold there',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(100).live(release('finalizing', { phase: 2, passedAt: START, breach: UNANSWERED }));
      return () => finalize(world.ports)(input);
    },
  },
];
