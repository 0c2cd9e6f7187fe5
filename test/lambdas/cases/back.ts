import { createHandler as closeRelease } from '../../../lambdas/close-release';
import { createHandler as removeCandidate } from '../../../lambdas/remove-candidate';
import { createHandler as restoreTraffic } from '../../../lambdas/restore-traffic';
import { createHandler as verify } from '../../../lambdas/verify';
import { ENDPOINT, firstPlan, goingBack, heldPlan, plan, release, START } from '../../support/releases';

import { type Case } from './case';

/** The way back, and the end. */
export const BACK: readonly Case[] = [
  {
    name: 'Restore traffic by weights',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(50).live(goingBack());
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic to a baseline that has lost instances',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(50).live(goingBack({ baselineInstances: 4 }));
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic after a step that failed',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(1).live(release('shifting', { phase: 0 }));
      const failure = { step: 'Shift traffic', error: 'Boom', cause: '{"errorMessage":"it broke"}' };
      return () => restoreTraffic(world.ports)({ ...input, failure });
    },
  },
  {
    name: 'Restore traffic from the final config',
    next: 'await',
    prepare: (world) => {
      const input = world.final().live(goingBack({ phase: 2, passedAt: START }));
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic to a config that is made for it',
    next: 'await',
    prepare: (world) => {
      const copyOf = { config: 'fraud-r7-final', variant: 'AllTraffic', instanceType: 'ml.m5.large' };
      const baseline = { variant: 'AllTraffic', model: 'fraud-v41', config: 'fraud-r8-final', instances: 4, copyOf };
      const input = world.final().live(goingBack({ plan: { ...plan(), baseline } }));
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic that is back',
    next: 'await',
    prepare: (world) => {
      const input = world.before().live(goingBack());
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic of a first deployment',
    next: 'await',
    prepare: (world) => {
      world.final();
      const input = world.live(goingBack({ plan: firstPlan(), phase: -1 }));
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic of an endpoint that is gone, when a call may be on its way',
    next: 'await',
    prepare: (world) => {
      const input = world.live(goingBack());
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Restore traffic of an endpoint that is gone',
    next: 'close',
    prepare: (world) => {
      const input = world.live(goingBack({}, START - 60_000));
      return () => restoreTraffic(world.ports)(input);
    },
  },
  {
    name: 'Verify traffic that is back',
    next: 'verified',
    prepare: (world) => {
      const input = world.beside(0).live(goingBack());
      return () => verify(world.ports)(input);
    },
  },
  {
    name: 'Verify traffic that is not back',
    next: 'restore',
    prepare: (world) => {
      const input = world.beside(1).live(goingBack());
      return () => verify(world.ports)(input);
    },
  },
  {
    name: 'Remove candidate',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(0).live(goingBack({ stage: 'cleaning_up', restoredAt: START }));
      return () => removeCandidate(world.ports)(input);
    },
  },
  {
    name: 'Remove candidate from a baseline that has lost instances',
    next: 'await',
    prepare: (world) => {
      const input = world
        .beside(0)
        .live(goingBack({ stage: 'cleaning_up', restoredAt: START, baselineInstances: 4, weights: {} }));
      return () => removeCandidate(world.ports)(input);
    },
  },
  {
    name: 'Remove candidate where the account may not have the instances that are missing',
    next: 'await',
    prepare: (world) => {
      world.sagemaker.quota = 3;
      const input = world.beside(0).live(goingBack({ stage: 'cleaning_up', restoredAt: START, baselineInstances: 4 }));
      return () => removeCandidate(world.ports)(input);
    },
  },
  {
    name: 'Close a release whose baseline was autoscaled',
    next: 'rolled_back',
    prepare: (world) => {
      world.sagemaker.autoscaled.add(`${ENDPOINT}/AllTraffic`);
      world.sagemaker.held.add(`${ENDPOINT}/AllTraffic`);
      const input = world
        .beside(0)
        .before()
        .live(goingBack({ plan: heldPlan(), stage: 'cleaning_up', restoredAt: START }));
      return () => closeRelease(world.ports)(input);
    },
  },
  {
    name: 'Close a completed release',
    next: 'completed',
    prepare: (world) => {
      const input = world
        .beside(0)
        .final()
        .live(release('settling', { phase: 2, passedAt: START, alarms: ['a', 'b'] }));
      return () => closeRelease(world.ports)(input);
    },
  },
  {
    name: 'Close a release that rolled back',
    next: 'rolled_back',
    prepare: (world) => {
      const input = world
        .beside(0)
        .before()
        .live(goingBack({ stage: 'cleaning_up', restoredAt: START }));
      return () => closeRelease(world.ports)(input);
    },
  },
  {
    name: 'Close a failed way back',
    next: 'rollback_failed',
    prepare: (world) => {
      const ending = { outcome: 'rollback_failed' as const, reason: 'time is up' };
      const input = world.beside(50).live(goingBack({ ending }));
      return () => closeRelease(world.ports)(input);
    },
  },
];
