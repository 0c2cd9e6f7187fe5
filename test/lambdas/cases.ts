import { createHandler as armSentinels } from '../../lambdas/arm-sentinels';
import { createHandler as awaitEndpoint } from '../../lambdas/await-endpoint';
import { createHandler as closeRelease } from '../../lambdas/close-release';
import { createHandler as deployCandidate } from '../../lambdas/deploy-candidate';
import { createHandler as fireDrill } from '../../lambdas/fire-drill';
import { createHandler as finalize } from '../../lambdas/finalize';
import { createHandler as judge } from '../../lambdas/judge';
import { createHandler as markPassed } from '../../lambdas/mark-passed';
import { createHandler as openRelease } from '../../lambdas/open-release';
import { createHandler as removeCandidate } from '../../lambdas/remove-candidate';
import { createHandler as restoreTraffic } from '../../lambdas/restore-traffic';
import { createHandler as runHealthChecks } from '../../lambdas/run-health-checks';
import { createHandler as runSmokeTests } from '../../lambdas/run-smoke-tests';
import { createHandler as shiftTraffic } from '../../lambdas/shift-traffic';
import { createHandler as takeOver } from '../../lambdas/take-over';
import { createHandler as verify } from '../../lambdas/verify';
import { deployGoal, finalGoal, newGoal, phaseGoal } from '../../lib/domain/phases';
import type { Goal, Plan } from '../../lib/domain/release';
import {
  DOCUMENT,
  ENDPOINT,
  firstPlan,
  goingBack,
  MINUTE,
  plan,
  record,
  release,
  RESCUER,
  START,
  step,
} from '../support/releases';
import { World } from '../support/world';

/** Health checks beside the KPIs. */
const CHECKED = { checks: [{ name: 'feature store', tcp: { host: 'features.example.com', port: 443 }, at: 'always' }] };

/** One visit of one state: a world before it, and the call. */
export interface Case {
  readonly name: string;
  /** What the handler answers when nothing goes wrong. */
  readonly next: string;
  readonly prepare: (world: World) => () => Promise<{ readonly next: string }>;
}

const sentGoal = (goal: Goal): Goal => ({ ...goal, sentAt: START, sends: 1 });

const judged = (change: Parameters<typeof release>[1] = {}) =>
  release('baking', {
    phase: 0,
    phaseFrom: START,
    bakeFrom: START,
    alarms: ['rollouts/Rollouts/fraud/7/error_rate'],
    ...change,
  });

function quietAlarms(world: World): void {
  world.cloudwatch.alarms.set('rollouts/Rollouts/fraud/7/error_rate', 'OK');
}

export const CASES: readonly Case[] = [
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
      const { baseline, ...rest } = plan();
      const held: Plan = { ...rest, ...(baseline && { baseline: { ...baseline, holdsScaleIn: true } }) };
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
  {
    name: 'Shift traffic',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(0).live(release('shifting', { phase: 0, goal: phaseGoal(plan(), 0, START) }));
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
    name: 'Restore traffic by weights',
    next: 'await',
    prepare: (world) => {
      const input = world.beside(50).live(goingBack());
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
    name: 'Restore traffic of an endpoint that is gone',
    next: 'close',
    prepare: (world) => {
      const input = world.live(goingBack());
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
  ...takeOverCases(),
];

function takeOverCases(): Case[] {
  const request = { endpoint: ENDPOINT, actor: 'ann', reason: 'smells' };
  const input = { request, step: step('Take over', 1, RESCUER) };
  const alarm = {
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 'rollouts/Rollouts/fraud/7/error_rate', state: { value: 'ALARM', reason: 'too many' } },
  };
  const died = {
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: release('baking').owner, status: 'FAILED' },
  };
  return [
    {
      name: 'Take over a live release',
      next: 'restore',
      prepare: (world) => {
        world.beside(50).live(release('baking', { phase: 1 }));
        return () => takeOver(world.ports)(input);
      },
    },
    {
      name: 'Take over a release that only holds',
      next: 'held',
      prepare: (world) => {
        world.beside(50);
        const live = release('baking', { phase: 1, plan: plan({ rollback: 'manual' }) });
        world.table.put(record(live, { holdToken: 'token' }));
        return () => takeOver(world.ports)({ ...input, request: alarm });
      },
    },
    {
      name: 'Take over a passed release whose owner died',
      next: 'close',
      prepare: (world) => {
        world.final().live(release('settling', { phase: 2, passedAt: START }));
        return () => takeOver(world.ports)({ ...input, request: died });
      },
    },
    {
      name: 'Take over with nothing live',
      next: 'nothing',
      prepare: (world) => {
        world.before().table.put(record(undefined));
        return () => takeOver(world.ports)({ ...input, request: alarm });
      },
    },
  ];
}
