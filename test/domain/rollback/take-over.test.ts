import fc from 'fast-check';
import { MAX_RESCUES } from '../../../lib/domain/bounds';
import { finalGoal } from '../../../lib/domain/traffic/phases';
import type { Breach, Release, Stage } from '../../../lib/domain/release/release';
import { isOnItsWayBack, takeOver, toTheWayBack } from '../../../lib/domain/rollback/take-over';
import type { Trigger } from '../../../lib/domain/rollback/trigger';
import { NEVER } from '../../../lib/domain/release/claims';
import { ENDPOINT, goingBack, OWNER, plan, record, release, RESCUER, START } from '../../support/releases';
import { World } from '../../support/world';

type Known = Exclude<Trigger, { kind: 'unknown' }>;

const HOUR = 3_600_000;
const ALARM: Known = { kind: 'alarm', endpoint: ENDPOINT, release: 7, watch: 'error_rate', reason: 'too many' };
const PERSON: Known = { kind: 'person', endpoint: ENDPOINT, actor: 'ann', reason: 'smells' };
const DIED: Known = { kind: 'execution', execution: OWNER, status: 'FAILED', cause: 'out of history' };
const SICK: Known = { kind: 'health_check', endpoint: ENDPOINT, reason: 'drift' };

const SEEN: Breach = { trigger: 'kpi', reason: 'error_rate', at: START - 1 };

const STAGES: readonly Stage[] = [
  'opening',
  'deploying',
  'testing',
  'judging',
  'baking',
  'shifting',
  'finalizing',
  'settling',
  'rolling_back',
  'cleaning_up',
  'rollback_failed',
];

const FORWARD = STAGES.slice(0, 8);

function take(live: Release, trigger: Known, now = START, execution = RESCUER) {
  const answer = takeOver(record(live), trigger, { execution, now });
  return { ...answer, release: 'record' in answer ? answer.record.release : undefined };
}

describe('takeOver of a live release', () => {
  it.each(FORWARD)('takes a release that is %s from its owner for an alarm, a person and a health check', (stage) => {
    for (const trigger of [ALARM, PERSON, SICK]) {
      const live = release(stage, { hold: { why: 'gate', reason: '', since: START, until: START } });
      const { next, release: taken, ...rest } = take(live, trigger);
      expect({ next, fenced: 'fenced' in rest && rest.fenced }).toEqual({ next: 'restore', fenced: OWNER });
      expect(taken).toMatchObject({ stage: 'rolling_back', owner: RESCUER, breach: { at: START } });
      expect(taken).not.toHaveProperty('hold');
      expect('record' in rest && rest.record.epoch).toBe(10);
    }
  });

  it.each(['rolling_back', 'cleaning_up'] as const)('joins a way back that is %s', (stage) => {
    for (const trigger of [ALARM, PERSON, SICK]) expect(take(goingBack({ stage }), trigger).next).toBe('joined');
  });

  it('lets only a person try a failed way back again, with a new deadline', () => {
    const failed = goingBack({
      stage: 'rollback_failed',
      restoredAt: START,
      ending: { outcome: 'rollback_failed', reason: 'time is up' },
    });
    expect(take(failed, ALARM).next).toBe('nothing');
    expect(take(failed, SICK).next).toBe('nothing');
    const { next, release: taken } = take(failed, PERSON, START + 9 * HOUR);
    expect(next).toBe('restore');
    expect(taken?.rollbackDeadline).toBe(START + 13 * HOUR);
    expect(taken).not.toHaveProperty('ending');
    expect(taken).not.toHaveProperty('restoredAt');
  });

  it.each([
    ['a KPI that holds', { breach: { ...SEEN, holds: true as const } }],
    ['a manual rollback', { breach: SEEN, plan: plan({ rollback: 'manual' }) }],
  ])('names the person who ends the wait for a breach of %s, and the breach', (_, change) => {
    const { release: taken } = take(release('baking', change), PERSON);
    expect(taken?.breach).toEqual({
      trigger: 'person',
      reason: 'ann asked for it: smells (it held because of a breach: error_rate)',
      at: START,
    });
  });

  it('keeps the breach that has sent it back', () => {
    const failed = goingBack({ stage: 'rollback_failed', plan: plan({ rollback: 'manual' }), breach: SEEN });
    expect(take(failed, PERSON).release?.breach).toEqual(SEEN);
    expect(take(release('baking', { breach: SEEN }), PERSON).release?.breach).toEqual(SEEN);
  });

  it('takes back the release that a person means, and none that has followed it', () => {
    expect(take(release('baking'), { ...PERSON, release: 7 }).next).toBe('restore');
    expect(take(release('baking'), { ...PERSON, release: 6 })).toMatchObject({
      next: 'nothing',
      reason: 'release 6 has ended',
    });
  });

  it('says who has superseded it, where the abort on record does', () => {
    const control = { word: 'abort' as const, actor: 'arn:newer', reason: 'superseded by v43', at: START };
    const spoken: Known = { ...PERSON, actor: 'arn:newer', reason: 'superseded by v43', release: 7 };
    const breachOf = (live: Release) => take(live, spoken, START + 1).release?.breach;
    expect(breachOf(release('baking', { control: { ...control, supersedes: true } }))).toEqual({
      trigger: 'superseded',
      reason: 'superseded by v43',
      at: START + 1,
    });
    expect(breachOf(release('baking', { control }))).toMatchObject({ trigger: 'person' });
  });

  it('ignores an alarm of an earlier release, and a health check from before this one began', () => {
    expect(take(release('baking'), { ...ALARM, release: 6 }).next).toBe('nothing');
    expect(take(release('baking'), { ...SICK, at: START - 1 }).next).toBe('nothing');
    expect(take(release('baking'), { ...SICK, at: START }).next).toBe('restore');
  });

  it('answers the same to the execution that has it already', () => {
    const first = takeOver(record(release('baking')), ALARM, { execution: RESCUER, now: START });
    if (!('record' in first)) throw new Error('not taken');
    const again = takeOver(first.record, ALARM, { execution: RESCUER, now: START + 5000 });
    expect(again).toMatchObject({ next: 'restore', record: { epoch: first.record.epoch } });
  });

  it('goes back for what it was taken for, not for a breach that only holds', () => {
    const breach = { trigger: 'kpi' as const, reason: 'slow', at: START - 1, holds: true as const };
    expect(take(release('baking', { breach }), PERSON).release?.breach).toMatchObject({ trigger: 'person' });
  });

  it('keeps the first breach', () => {
    const breach = { trigger: 'kpi' as const, reason: 'the first', at: START };
    expect(take(release('baking', { breach }), ALARM).release?.breach).toEqual(breach);
  });
});

describe('takeOver under `rollback: manual`', () => {
  const manual = (stage: Stage, change: Partial<Release> = {}) =>
    release(stage, { plan: plan({ rollback: 'manual' }), ...change });

  it.each(FORWARD.slice(1))('records the breach of a release that is %s and leaves it to its owner', (stage) => {
    for (const trigger of [ALARM, SICK]) {
      const { next, release: held, ...rest } = take(manual(stage), trigger);
      expect(next).toBe('held');
      expect(held).toMatchObject({ stage, owner: OWNER, breach: { at: START } });
      expect('record' in rest && rest.record.epoch).toBe(9);
    }
  });

  it('goes back for a person, and for an owner that died', () => {
    expect(take(manual('baking'), PERSON).next).toBe('restore');
    expect(take(manual('baking'), DIED).next).toBe('restore');
  });
});

describe('takeOver from an owner that died', () => {
  it.each(STAGES.slice(0, 6))('goes back when the release was %s', (stage) => {
    const { next, release: taken } = take(release(stage), DIED);
    expect(next).toBe('restore');
    expect(taken?.breach).toMatchObject({ trigger: 'execution', reason: expect.stringContaining('out of history') });
  });

  it.each<[string, Release]>([
    ['a release that had passed', release('settling', { passedAt: START })],
    ['a release whose end was decided', goingBack({ ending: { outcome: 'endpoint_gone', reason: '' } })],
  ])('closes %s', (_, live) => {
    expect(take(live, DIED)).toMatchObject({ next: 'close', release: { owner: RESCUER, stage: live.stage } });
  });

  it.each<[string, Release, string]>([
    ['removes the candidate', goingBack({ stage: 'cleaning_up', restoredAt: START }), 'remove'],
    [
      'waits for the final fleet that is under way',
      release('finalizing', { passedAt: START, goal: finalGoal(plan(), START) }),
      'finish',
    ],
    ['does not wait where nothing is under way', release('finalizing', { passedAt: START }), 'close'],
  ])('%s', (_, live, next) => {
    expect(take(live, DIED)).toMatchObject({ next, release: { owner: RESCUER, stage: live.stage } });
  });

  it('goes back on when a passed release was on its way back, and keeps the deadline', () => {
    const live = goingBack({ passedAt: START });
    const { next, release: taken } = take(live, DIED, START + HOUR);
    expect({ next, deadline: taken?.rollbackDeadline }).toEqual({ next: 'restore', deadline: live.rollbackDeadline });
  });

  it('has a failed way back told by somebody else, until it was told; past the last rescue only when that is overdue', () => {
    const failed = (change: Partial<Release>) => goingBack({ stage: 'rollback_failed', ...change });
    expect(take(failed({ dueBy: NEVER }), DIED).next).toBe('nothing');
    const { next, release: taken } = take(failed({ dueBy: START + 1 }), DIED);
    expect({ next, stage: taken?.stage, owner: taken?.owner }).toEqual({
      next: 'close',
      stage: 'rollback_failed',
      owner: RESCUER,
    });
    const tired = failed({ dueBy: START, rescues: MAX_RESCUES });
    expect(take(tired, DIED, START).next).toBe('nothing');
    expect(take(tired, DIED, START + 1).next).toBe('close');
  });

  it('does nothing for an execution that owns nothing', () => {
    expect(take(release('baking'), { ...DIED, execution: 'arn:somebody' }).next).toBe('nothing');
  });

  it.each<[string, Release]>([
    ['going forward', release('baking')],
    ['closing', release('settling', { passedAt: START })],
    ['cleaning up', goingBack({ stage: 'cleaning_up', restoredAt: START })],
  ])('ends however often owners die while %s', (_, first) => {
    let live: Release | undefined = first;
    let starts = 0;
    for (; live !== undefined && starts < 20; starts++) {
      const taken = take(live, { ...DIED, execution: live.owner }, START + starts * HOUR, `arn:rescuer-${starts}`);
      if (taken.next === 'nothing') break;
      live = taken.release;
    }
    expect(starts).toBe(MAX_RESCUES + 1);
    expect(live).toMatchObject({ stage: 'rollback_failed', ending: { outcome: 'rollback_failed' } });
  });
});

describe('takeOver with nothing live', () => {
  const last = {
    number: 7,
    id: 'x',
    outcome: 'completed' as const,
    reason: '',
    startedAt: START,
    endedAt: START,
    plan: plan(),
  };
  const idle = record(undefined, { last });
  const found = {
    destination: { model: 'fraud-v41', instances: 2, config: 'fraud-v41-config' },
    endpoint: new World().beside(100).sagemaker.endpoints.get(ENDPOINT),
    hasModel: true,
  };

  it('returns to the config before the last release when a person asks', () => {
    const answer = takeOver(idle, PERSON, { execution: RESCUER, now: START, found });
    expect(answer).toMatchObject({
      next: 'restore',
      fenced: RESCUER,
      record: { number: 8, epoch: 10, release: { number: 8, stage: 'rolling_back', plan: plan(), owner: RESCUER } },
    });
  });

  it('says to which release a person wanted to go back', () => {
    const to = { kind: 'release' as const, number: 3 };
    const answer = takeOver(idle, { ...PERSON, to }, { execution: RESCUER, now: START, found });
    expect(answer).toMatchObject({
      record: { release: { breach: { trigger: 'person', reason: 'ann asked to go back to fraud/3: smells' } } },
    });
  });

  it('has nothing to do for events, and where there is nowhere to go', () => {
    for (const trigger of [ALARM, SICK, DIED]) {
      expect(takeOver(idle, trigger, { execution: RESCUER, now: START, found }).next).toBe('nothing');
    }
    const nowhere = { ...found, destination: 'release 7 rolled back' };
    expect(takeOver(idle, PERSON, { execution: RESCUER, now: START, found: nowhere })).toEqual({
      next: 'nothing',
      reason: 'release 7 rolled back',
    });
    expect(takeOver(idle, PERSON, { execution: RESCUER, now: START }).next).toBe('nothing');
  });
});

describe('takeOver of a live release for a person who names another', () => {
  const to = { kind: 'release' as const, number: 3 };
  const taker = (model: string) => ({
    execution: RESCUER,
    now: START,
    found: { destination: { model, instances: 2, config: 'fraud-r3-final' } },
  });

  it('takes it back where that is where it leads', () => {
    const answer = takeOver(record(release('baking')), { ...PERSON, to }, taker('fraud-v41'));
    expect(answer.next).toBe('restore');
    expect(takeOver(record(goingBack()), { ...PERSON, to }, taker('fraud-v41')).next).toBe('joined');
  });

  it('leaves it alone where it leads elsewhere, also on its way back', () => {
    for (const live of [release('baking'), goingBack(), goingBack({ stage: 'rollback_failed' })]) {
      expect(takeOver(record(live), { ...PERSON, to }, taker('fraud-v12'))).toEqual({
        next: 'nothing',
        reason: expect.stringContaining('release 7 of fraud is live and goes back to fraud-v41, not to fraud-v12'),
      });
    }
  });

  it('goes on with what is its own, whatever the repeated request names', () => {
    const live = goingBack({ owner: RESCUER });
    expect(takeOver(record(live), { ...PERSON, to }, taker('fraud-v12')).next).toBe('restore');
  });
});

describe('takeOver, whatever is live', () => {
  const releases = fc.record({
    stage: fc.constantFrom(...STAGES),
    manual: fc.boolean(),
    passed: fc.boolean(),
    rescues: fc.integer({ min: 0, max: 3 }),
  });

  it('never loses an alarm of a live release', () => {
    fc.assert(
      fc.property(releases, ({ stage, manual, passed, rescues }) => {
        const of = plan(manual ? { rollback: 'manual' } : {});
        const live = release(stage, { plan: of, rescues, ...(passed && { passedAt: START }) });
        const { next, release: after } = take(live, ALARM);
        if (stage === 'rollback_failed') return next === 'nothing';
        if (isOnItsWayBack(live)) return next === 'joined';
        if (manual) return next === 'held' && after?.breach !== undefined;
        return next === 'restore' && after?.stage === 'rolling_back' && after.breach !== undefined;
      }),
    );
  });

  it('raises the epoch whenever the owner changes, and only then', () => {
    const triggers = fc.constantFrom(ALARM, PERSON, DIED, SICK);
    fc.assert(
      fc.property(releases, triggers, ({ stage, manual, rescues }, trigger) => {
        const live = release(stage, { plan: plan(manual ? { rollback: 'manual' } : {}), rescues });
        const answer = takeOver(record(live), trigger, { execution: RESCUER, now: START });
        if (!('record' in answer)) return true;
        return (answer.record.release?.owner !== live.owner) === (answer.record.epoch === 10);
      }),
    );
  });
});

describe('toTheWayBack', () => {
  it('gives four hours, and does not give them again on the way', () => {
    const first = toTheWayBack(release('baking'), START);
    expect(first.rollbackDeadline).toBe(START + 4 * HOUR);
    expect(toTheWayBack(first, START + HOUR).rollbackDeadline).toBe(START + 4 * HOUR);
    expect(toTheWayBack(first, START + 5 * HOUR).rollbackDeadline).toBe(START + 9 * HOUR);
  });
});
