import { createHandler as armSentinels } from '../../../lambdas/arm-sentinels';
import { createHandler as fireDrill } from '../../../lambdas/fire-drill';
import { createHandler as judge } from '../../../lambdas/judge';
import { createHandler as runHealthChecks } from '../../../lambdas/run-health-checks';
import { createHandler as runSmokeTests } from '../../../lambdas/run-smoke-tests';
import { MINUTE, plan, release, START } from '../../support/releases';

import { type Case, CHECKED, judged, quietAlarms } from './case';

/** Tests, sentinels, drills, checks and looks. */
export const JUDGING: readonly Case[] = [
  {
    name: 'Run smoke tests that pass',
    next: 'passed',
    prepare: (world) => {
      const input = world.beside(0).live(release('testing'));
      return () => runSmokeTests(world.ports)(input);
    },
  },
  {
    name: 'Run smoke tests that fail',
    next: 'failed',
    prepare: (world) => {
      const input = world.beside(0).live(release('testing'));
      world.model.answer = { ok: false, latency: 1, body: '', error: 'ModelError: no' };
      return () => runSmokeTests(world.ports)(input);
    },
  },
  {
    name: 'Arm sentinels',
    next: 'armed',
    prepare: (world) => {
      const input = world.beside(0).live(release('testing'));
      return () => armSentinels(world.ports)(input);
    },
  },
  {
    name: 'Arm final sentinels',
    next: 'armed',
    prepare: (world) => {
      const input = world.final().live(release('settling', { phase: 2, passedAt: START, bakeFrom: START }));
      return () => armSentinels(world.ports)(input);
    },
  },
  {
    name: 'Fire drill that begins',
    next: 'wait',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.beside(0).live(judged({ stage: 'judging', phase: -1 }));
      return () => fireDrill(world.ports)(input);
    },
  },
  {
    name: 'Fire drill that everybody has heard',
    next: 'passed',
    prepare: (world) => {
      quietAlarms(world);
      const drill = { until: START + MINUTE, fired: { error_rate: START }, heard: ['error_rate'] };
      const input = world.beside(0).live(judged({ stage: 'judging', phase: -1, drill }));
      return () => fireDrill(world.ports)(input);
    },
  },
  {
    name: 'Fire drill that nobody has heard',
    next: 'failed',
    prepare: (world) => {
      quietAlarms(world);
      const drill = { until: START - 1, fired: { error_rate: START - MINUTE }, heard: [] };
      const input = world.beside(0).live(judged({ stage: 'judging', phase: -1, drill }));
      return () => fireDrill(world.ports)(input);
    },
  },
  {
    name: 'Run health checks',
    next: 'checked',
    prepare: (world) => {
      const input = world.beside(1).live(judged({ plan: plan(CHECKED) }));
      return () => runHealthChecks(world.ports)({ ...input, moment: 'look' });
    },
  },
  {
    name: 'Run health checks that fail',
    next: 'checked',
    prepare: (world) => {
      world.health.answer = { seconds: 1, flaw: 'connection refused' };
      const input = world.beside(1).live(judged({ plan: plan(CHECKED) }));
      return () => runHealthChecks(world.ports)({ ...input, moment: 'gate' });
    },
  },
  {
    name: 'Judge before health checks',
    next: 'check',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.beside(0).live(judged({ stage: 'judging', phase: -1, plan: plan(CHECKED) }));
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge before the first phase',
    next: 'shift',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.beside(0).live(judged({ stage: 'judging', phase: -1 }));
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge in the middle of a bake',
    next: 'bake',
    prepare: (world) => {
      const input = world.beside(1).live(judged());
      world.now = START + 5 * MINUTE;
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge at the end of a bake before a gate',
    next: 'hold',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.beside(1).live(judged());
      world.now = START + 11 * MINUTE + 5000;
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge a promoted gate',
    next: 'shift',
    prepare: (world) => {
      quietAlarms(world);
      const hold = { why: 'gate' as const, reason: 'waits', since: START, until: START + 3_600_000 };
      const control = { word: 'promote' as const, actor: 'ann', reason: 'fine', at: START };
      const input = world.beside(1).live(judged({ stage: 'judging', hold, control }));
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge a candidate that does harm',
    next: 'roll back',
    prepare: (world) => {
      const input = world.beside(1).live(judged());
      world.cloudwatch.traffic = { ...world.cloudwatch.traffic, candidate: { requests: 1000, failures: 300 } };
      world.now = START + 5 * MINUTE;
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge the last phase',
    next: 'pass',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.beside(100).live(judged({ phase: 2 }));
      world.now = START + 16 * MINUTE + 5000;
      return () => judge(world.ports)(input);
    },
  },
  {
    name: 'Judge a final variant that has settled',
    next: 'close',
    prepare: (world) => {
      quietAlarms(world);
      const input = world.final().live(judged({ stage: 'settling', phase: 2, passedAt: START }));
      world.now = START + 6 * MINUTE;
      return () => judge(world.ports)(input);
    },
  },
];
