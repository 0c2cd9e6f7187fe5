import fc from 'fast-check';
import { type Arrival, judgeArrival } from '../../../lib/domain/traffic/arrival';
import type { EndpointState, EndpointStatus } from '../../../lib/domain/traffic/endpoint';
import { finalGoal, newGoal, phaseGoal, sent } from '../../../lib/domain/traffic/phases';
import type { Goal } from '../../../lib/domain/release/release';
import { firstPlan, MINUTE, plan, START } from '../../support/releases';

const STATUSES: readonly EndpointStatus[] = [
  'Creating',
  'Deleting',
  'Failed',
  'InService',
  'OutOfService',
  'RollingBack',
  'SystemUpdating',
  'UpdateRollbackFailed',
  'Updating',
];

function endpoint(traffic: number, change: Partial<EndpointState> = {}): EndpointState {
  const variant = (name: string, weight: number) => ({
    name,
    currentWeight: Math.fround(weight),
    desiredWeight: Math.fround(weight),
    currentInstances: 2,
    desiredInstances: 2,
  });
  return {
    name: 'fraud',
    arn: 'arn',
    status: 'InService',
    config: 'fraud-r7-shared',
    variants: [variant('AllTraffic', 100 - traffic), variant('candidate-7', traffic)],
    shadowVariants: 0,
    ...change,
  };
}

const asked = phaseGoal(plan(), 0, START);
const taken = sent(asked, 'accepted', START);
const deploying = sent(
  newGoal({
    step: 'candidate',
    config: 'fraud-r7-shared',
    weights: { 'candidate-7': 0 },
    instances: { 'candidate-7': 2 },
    now: START,
    seconds: 3600,
  }),
  'accepted',
  START,
);
const old = endpoint(0, { config: 'fraud-v41-config' });

describe('judgeArrival', () => {
  it.each<[string, Goal, EndpointState, number, Partial<Arrival>]>([
    ['is there when config, weights and counts are', taken, endpoint(1), 0, { next: 'ready' }],
    ['is not there while the endpoint is at work', taken, endpoint(1, { status: 'Updating' }), 0, { next: 'wait' }],
    ['waits out maintenance', taken, endpoint(0, { status: 'SystemUpdating' }), 60, { next: 'wait' }],
    [
      'takes old weights right after a call for a call that has not taken hold yet',
      taken,
      endpoint(0),
      5,
      { next: 'wait' },
    ],
    ['sends again what never took hold', taken, endpoint(0), 60, { next: 'resend' }],
    ['sends what met a busy endpoint', asked, endpoint(0), 5, { next: 'resend' }],
    [
      'sends again when SageMaker took the weights back',
      { ...taken, sawWork: true },
      endpoint(0),
      10,
      { next: 'resend' },
    ],
    ['gives up what was taken back twice', { ...taken, sends: 2, sawWork: true }, endpoint(0), 10, { next: 'failed' }],
    ['gives up a fleet that SageMaker took back', { ...deploying, sawWork: true }, old, 600, { next: 'failed' }],
    ['waits for a fleet that was just asked for', deploying, old, 30, { next: 'wait', seconds: 30 }],
    ['gives up when the time is over', taken, endpoint(0, { status: 'Updating' }), 900, { next: 'failed' }],
    ['is there even when the time is over', taken, endpoint(1), 1000, { next: 'ready' }],
    [
      'gives up an endpoint that is Failed',
      taken,
      endpoint(1, { status: 'Failed' }),
      0,
      { next: 'failed', gone: false },
    ],
    ['says that it is being deleted', taken, endpoint(1, { status: 'Deleting' }), 0, { next: 'failed', gone: true }],
  ])('%s', (_, goal, at, seconds, expected) => {
    expect(judgeArrival(goal, at, START + seconds * 1000)).toMatchObject(expected);
  });

  it('sends a removal that met somebody else’s update once that has failed, and gives up one that failed itself', () => {
    const removal = newGoal({ step: 'removed', config: 'fraud-v41-config', now: START, seconds: 60 });
    const between = endpoint(0, { status: 'UpdateRollbackFailed' });
    expect(judgeArrival(removal, between, START).next).toBe('resend');
    expect(judgeArrival(removal, between, START + MINUTE).next).toBe('failed');
    expect(judgeArrival(sent(removal, 'accepted', START), between, START).next).toBe('failed');
  });

  it('says that the endpoint is gone', () => {
    expect(judgeArrival(taken, undefined, START)).toMatchObject({ next: 'failed', gone: true });
  });

  it('counts instances', () => {
    const few = endpoint(0, { variants: endpoint(0).variants.map((live) => ({ ...live, currentInstances: 1 })) });
    const arrival = judgeArrival({ ...deploying, sawWork: true, sends: 2 }, few, START + MINUTE);
    expect(arrival).toMatchObject({
      next: 'failed',
      reason: expect.stringContaining('candidate-7 has 1 of 2 instances'),
    });
  });

  it('remembers that it saw its own work, and takes nobody else’s for it', () => {
    const sawWork = (goal: Goal, at: EndpointState) => {
      const arrival = judgeArrival(goal, at, START + 5000);
      return arrival.next === 'wait' && arrival.goal.sawWork;
    };
    expect(sawWork(taken, endpoint(0, { status: 'Updating' }))).toBe(true);
    expect(sawWork(taken, endpoint(0, { status: 'SystemUpdating' }))).toBe(false);
    expect(sawWork(asked, endpoint(0, { status: 'Updating' }))).toBe(false);
    expect(sawWork(deploying, { ...old, status: 'Updating', pendingConfig: 'fraud-r7-shared' })).toBe(true);
    expect(sawWork(deploying, { ...old, status: 'Updating' })).toBe(false);
  });

  it('trusts no answer while a call of a fenced flow may still be on its way', () => {
    const goal = { ...taken, notBefore: START + 30_000 };
    expect(judgeArrival(goal, endpoint(1), START + 29_999).next).toBe('wait');
    expect(judgeArrival(goal, endpoint(1), START + 30_000).next).toBe('ready');
  });

  it('looks closely for ten minutes, then as at a fleet, so that no way back fills its history', () => {
    const goal = newGoal({ step: 'restored', config: 'fraud-r7-shared', now: START, seconds: 14_400 });
    const busy = endpoint(1, { status: 'Updating' });
    const seconds = (at: number) => {
      const arrival = judgeArrival(goal, busy, at);
      return arrival.next === 'wait' ? arrival.seconds : 0;
    };
    let looks = 0;
    for (let at = START; at < START + 14_400_000; at += 1000 * seconds(at)) looks++;
    expect(seconds(START)).toBe(5);
    expect(looks * 9).toBeLessThan(6000);
  });

  it('knows weights that SageMaker has rounded to 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (share) => {
        const traffic = share / 10_000;
        const goal = { ...taken, weights: { AllTraffic: 100 - traffic, 'candidate-7': traffic } };
        return judgeArrival(goal, endpoint(traffic), START).next === 'ready';
      }),
    );
  });

  it('is never ready unless in service with the config and weights asked for', () => {
    const configs = fc.constantFrom('fraud-r7-shared', 'fraud-r7-final', 'fraud-v41-config');
    const at = fc.record({ status: fc.constantFrom(...STATUSES), config: configs, traffic: fc.constantFrom(0, 1, 50) });
    fc.assert(
      fc.property(
        at,
        fc.boolean(),
        fc.integer({ min: 0, max: 2000 }),
        ({ status, config, traffic }, sawWork, seconds) => {
          const { next } = judgeArrival(
            { ...taken, sawWork },
            endpoint(traffic, { status, config }),
            START + seconds * 1000,
          );
          return (next === 'ready') === (status === 'InService' && config === 'fraud-r7-shared' && traffic === 1);
        },
      ),
    );
  });

  it('has arrived at the new model alone by its config', () => {
    const goal = sent(finalGoal(plan(), START), 'accepted', START);
    expect(judgeArrival(goal, endpoint(100, { config: 'fraud-r7-final' }), START + MINUTE).next).toBe('ready');
  });
});

describe('judgeArrival of an endpoint that is to be gone', () => {
  const goal: Goal = { ...newGoal({ step: 'restored', config: '', now: START, seconds: 900 }), gone: true };
  const ours = endpoint(0, { config: firstPlan().candidate.finalConfig });

  it.each<[string, Goal, EndpointState | undefined, number, Arrival['next']]>([
    ['is ready when it is', goal, undefined, 0, 'ready'],
    ['waits for calls that may be on their way', { ...goal, notBefore: START + 30_000 }, undefined, 29, 'wait'],
    ['is ready when none can be any more', { ...goal, notBefore: START + 30_000 }, undefined, 30, 'ready'],
    ['waits while it is being deleted', sent(goal, 'accepted', START), { ...ours, status: 'Deleting' }, 60, 'wait'],
    ['waits while it is still being created', goal, { ...ours, status: 'Creating' }, 60, 'wait'],
    ['asks again when it can be deleted', goal, ours, 60, 'resend'],
    ['gives up in the end', goal, ours, 900, 'failed'],
  ])('%s', (_, asking, at, seconds, next) => {
    expect(judgeArrival(asking, at, START + seconds * 1000).next).toBe(next);
  });
});
