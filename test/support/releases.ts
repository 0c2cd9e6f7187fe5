import { EMPTY_TRAIL } from '../../lib/domain/release/audit';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { newRelease } from '../../lib/domain/release/claims';
import type { EndpointRecord, Plan, Release, Step } from '../../lib/domain/release/release';

/** A whole minute, so that metric periods begin where tests begin. */
export const START = Date.parse('2026-03-02T10:00:00Z');
export const MINUTE = 60_000;
export const ENDPOINT = 'fraud';
export const OWNER = 'arn:aws:states:eu-west-1:111122223333:execution:canary:r7';
export const RESCUER = 'arn:aws:states:eu-west-1:111122223333:execution:rollback:b1';
export const STACK = 'Rollouts';

/** A blueprint as its user writes it. */
export const DOCUMENT = {
  id: 'fraud-v42',
  endpoint: ENDPOINT,
  model: 'fraud-v42',
  tests: [{ name: 'smoke', invoke: { body: '{"amount": 12.5}' }, expect: { bodyContains: 'score' } }],
  kpi: { error_rate: '< 0.5%' },
  alarms: ['checkout-is-down'],
  phases: [
    { name: 'canary', traffic: '1%', bake: '10m' },
    { name: 'half', traffic: '50%', bake: '10m', gate: 'manual' },
    { name: 'full', traffic: '100%', bake: '15m' },
  ],
};

export function blueprint(change: Readonly<Record<string, unknown>> = {}): Blueprint {
  const parsed = parseBlueprint({ ...DOCUMENT, ...change });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return parsed.blueprint;
}

/** The plan of release 7 beside a baseline. */
export function plan(change: Readonly<Record<string, unknown>> = {}): Plan {
  return {
    blueprint: blueprint(change),
    endpointArn: 'arn:endpoint/fraud',
    baseline: { variant: 'AllTraffic', model: 'fraud-v41', config: 'fraud-v41-config', instances: 2 },
    candidate: {
      variant: 'candidate-7',
      model: 'fraud-v42',
      instanceType: 'ml.m5.large',
      instances: 2,
      sharedConfig: 'fraud-r7-shared',
      finalConfig: 'fraud-r7-final',
      finalVariant: 'AllTraffic',
    },
  };
}

/** The same where autoscaling manages the baseline. */
export function heldPlan(): Plan {
  const { baseline, ...rest } = plan();
  return { ...rest, ...(baseline !== undefined && { baseline: { ...baseline, holdsScaleIn: true } }) };
}

/** The plan of release 7 of an endpoint that does not exist yet. */
export function firstPlan(): Plan {
  return {
    blueprint: blueprint({
      strategy: 'standard',
      alarms: [],
      capacity: { instanceType: 'ml.m5.large', instances: 2 },
      phases: [{ name: 'full', traffic: '100%', bake: '15m' }],
    }),
    endpointArn: '',
    candidate: {
      variant: 'primary',
      model: 'fraud-v42',
      instanceType: 'ml.m5.large',
      instances: 2,
      sharedConfig: 'fraud-r7-final',
      finalConfig: 'fraud-r7-final',
      finalVariant: 'primary',
    },
  };
}

/** Release 7, live at a stage. */
export function release(stage: Release['stage'], change: Partial<Release> = {}): Release {
  const opening = { id: 'fraud-v42', strategy: 'canary' as const, execution: OWNER, at: START };
  return { ...newRelease(7, opening), stage, plan: plan(), ...change };
}

/** A release on its way back, since `at`. */
export function goingBack(change: Partial<Release> = {}, at = START): Release {
  return release('rolling_back', {
    phase: 0,
    breach: { trigger: 'alarm', reason: 'it burns', at },
    rollbackDeadline: at + 4 * 3_600_000,
    ...change,
  });
}

export function record(live: Release | undefined, change: Partial<EndpointRecord> = {}): EndpointRecord {
  const base = { endpoint: ENDPOINT, revision: 40, epoch: 9, number: 7, audit: EMPTY_TRAIL };
  return { ...base, ...(live !== undefined && { release: live }), ...change };
}

/** A visit of a state. */
export function step(name: string, visit = 1, execution = OWNER): Step {
  return { name, enteredAt: new Date(START + visit * 1000).toISOString(), execution };
}
