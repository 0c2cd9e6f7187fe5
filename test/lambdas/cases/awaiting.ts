import { createHandler as awaitEndpoint } from '../../../lambdas/await-endpoint';
import { deployGoal, finalGoal, newGoal, phaseGoal } from '../../../lib/domain/traffic/phases';
import { ENDPOINT, goingBack, MINUTE, plan, release, START } from '../../support/releases';

import { type Case, sentGoal } from './case';

/** Looks at the endpoint. */
export const AWAITING: readonly Case[] = [
  {
    name: 'Await candidate in service',
    next: 'ready',
    prepare: (world) => {
      const input = world.beside(0).live(release('deploying', { goal: sentGoal(deployGoal(plan(), START)) }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await candidate at work',
    next: 'wait',
    prepare: (world) => {
      const input = world.before().live(release('deploying', { goal: sentGoal(deployGoal(plan(), START)) }));
      world.sagemaker.change(ENDPOINT, { status: 'Updating', pendingConfig: 'fraud-r7-shared' });
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await candidate after a busy endpoint',
    next: 'resend',
    prepare: (world) => {
      const input = world.before().live(release('deploying', { goal: deployGoal(plan(), START) }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await candidate that failed',
    next: 'failed',
    prepare: (world) => {
      const goal = { ...sentGoal(deployGoal(plan(), START)), sawWork: true };
      const input = world.before().live(release('deploying', { goal }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await traffic shifted',
    next: 'ready',
    prepare: (world) => {
      const input = world
        .beside(1)
        .live(release('shifting', { phase: 0, goal: sentGoal(phaseGoal(plan(), 0, START)) }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await traffic too late',
    next: 'failed',
    prepare: (world) => {
      const input = world
        .beside(0)
        .live(release('shifting', { phase: 0, goal: sentGoal(phaseGoal(plan(), 0, START)) }));
      world.now = START + 16 * MINUTE;
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await final fleet that failed once',
    next: 'resend',
    prepare: (world) => {
      const goal = { ...sentGoal(finalGoal(plan(), START)), sawWork: true };
      const input = world
        .beside(100)
        .live(release('finalizing', { phase: 2, passedAt: START, finalizeAttempts: 1, goal }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await final fleet that failed too often',
    next: 'failed',
    prepare: (world) => {
      const goal = { ...sentGoal(finalGoal(plan(), START)), sawWork: true };
      const input = world
        .beside(100)
        .live(release('finalizing', { phase: 2, passedAt: START, finalizeAttempts: 3, goal }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await final fleet in service',
    next: 'ready',
    prepare: (world) => {
      const goal = sentGoal(finalGoal(plan(), START));
      const input = world.final().live(release('finalizing', { phase: 2, passedAt: START, finalizeAttempts: 1, goal }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await restored traffic',
    next: 'ready',
    prepare: (world) => {
      const weights = { AllTraffic: 100, 'candidate-7': 0 };
      const goal = newGoal({ step: 'restored', config: 'fraud-r7-shared', weights, now: START, seconds: 900 });
      const input = world.beside(0).live(goingBack({ goal: sentGoal(goal) }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await restored traffic that went elsewhere',
    next: 'resend',
    prepare: (world) => {
      const goal = newGoal({ step: 'restored', config: 'fraud-r7-shared', now: START, seconds: 900 });
      const input = world.final().live(goingBack({ goal: { ...sentGoal(goal), sawWork: true } }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await restored traffic until the time is up',
    next: 'failed',
    prepare: (world) => {
      const goal = newGoal({ step: 'restored', config: 'fraud-r7-shared', now: START, seconds: 14_400 });
      const input = world.final().live(goingBack({ goal: sentGoal(goal) }));
      world.now = START + 4 * 3_600_000;
      return () => awaitEndpoint(world.ports)(input);
    },
  },
  {
    name: 'Await removal',
    next: 'ready',
    prepare: (world) => {
      const goal = newGoal({ step: 'removed', config: 'fraud-v41-config', now: START, seconds: 3600 });
      const input = world.before().live(goingBack({ stage: 'cleaning_up', restoredAt: START, goal: sentGoal(goal) }));
      return () => awaitEndpoint(world.ports)(input);
    },
  },
];
