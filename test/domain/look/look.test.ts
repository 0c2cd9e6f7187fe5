import { isBakeOver, mayBeGone, needsAlarms } from '../../../lib/domain/look/baking';
import { decide } from '../../../lib/domain/look/look';
import type { Release } from '../../../lib/domain/release/release';
import { BAKE_END, firing, held, look, MANUAL, quiet, says, verdict } from '../../support/looks';
import { MINUTE, plan, release, START } from '../../support/releases';

const baking = (change: Partial<Release> = {}) =>
  release('baking', { phase: 0, phaseFrom: START, bakeFrom: START, ...change });

const judging = (change: Partial<Release> = {}) =>
  release('judging', { phase: 0, bakeFrom: START, phases: [passed('canary', 1)], ...change });

function passed(name: string, traffic: number) {
  return { name, traffic, startedAt: START, endedAt: START, verdict: 'pass' as const, reason: '' };
}

describe('decide in a bake', () => {
  it('looks again after a minute, and never past the end of the bake', () => {
    expect(decide(baking(), plan(), look({ now: START + 3 * MINUTE }))).toMatchObject({ next: 'bake', wait: 60 });
    expect(decide(baking(), plan(), look({ now: START + 9.5 * MINUTE }))).toMatchObject({ next: 'bake', wait: 30 });
  });

  it('goes back, whatever the blueprint says of breaches, when the endpoint is not there any more', () => {
    const drift = 'the endpoint does not exist any more';
    const seen = look({ drift, verdicts: [verdict('inconclusive')] });
    expect(decide(baking(), MANUAL, seen)).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'drift', reason: drift } },
    });
  });

  it('sees to the endpoint only where numbers are missing and somebody would be asked to wait', () => {
    const unclear = [verdict('inconclusive')];
    expect(mayBeGone(baking(), unclear, BAKE_END)).toBe(true);
    expect(mayBeGone(baking(), unclear, START + 9 * MINUTE)).toBe(false);
    expect(mayBeGone(baking(), [verdict('pass')], BAKE_END)).toBe(false);
    expect(mayBeGone(baking(), [{ ...verdict('inconclusive'), dryRun: true }], BAKE_END)).toBe(false);
    expect(mayBeGone(judging({ hold: held('gate') }), unclear, START + MINUTE)).toBe(true);
  });

  it('takes one more look for data points that arrive late', () => {
    const { next, wait } = decide(baking(), plan(), look({ now: START + 10 * MINUTE }));
    expect({ next, wait }).toEqual({ next: 'bake', wait: 65 });
    expect(isBakeOver(baking(), START + 10 * MINUTE)).toBe(false);
    expect(isBakeOver(baking(), BAKE_END)).toBe(true);
  });

  it('shifts to the next phase when every KPI has passed', () => {
    const open = plan({
      phases: [
        { traffic: '1%', bake: '10m' },
        { traffic: '100%', bake: '15m' },
      ],
    });
    const decision = decide(baking({ plan: open }), open, look());
    expect(decision).toMatchObject({
      next: 'shift',
      release: { stage: 'shifting', phase: 1, goal: { weights: { AllTraffic: 0, 'candidate-7': 100 } } },
    });
    expect(decision.release.phases).toMatchObject([{ verdict: 'pass', traffic: 1 }]);
    expect(decision.notes.map(({ action }) => action)).toEqual(['pass phase', 'shift traffic']);
  });

  it('passes after the last phase', () => {
    expect(decide(baking({ phase: 2, bakeFrom: START - 5 * MINUTE }), plan(), look())).toMatchObject({
      next: 'pass',
      release: { stage: 'finalizing' },
    });
  });

  it('holds where it has seen too little to tell, until somebody speaks', () => {
    const unclear = look({ verdicts: [verdict('pass'), verdict('inconclusive')] });
    const first = decide(baking(), plan(), unclear);
    expect(first).toMatchObject({ next: 'hold', release: { stage: 'baking', hold: { why: 'inconclusive' } } });
    const later = decide(first.release, plan(), look({ now: BAKE_END + 5 * MINUTE }));
    expect(later).toMatchObject({ next: 'hold', notes: [], release: { hold: first.release.hold } });
    const promoted = decide({ ...first.release, control: says('promote') }, plan(), unclear);
    expect(promoted.release.phases).toMatchObject([{ verdict: 'inconclusive', reason: 'promoted by ann: because' }]);
  });

  it('goes back when a KPI fails, with the numbers as the reason', () => {
    const decision = decide(baking(), plan(), look({ now: START + MINUTE, verdicts: [verdict('fail')] }));
    expect(decision).toMatchObject({
      next: 'roll back',
      release: { stage: 'rolling_back', breach: { trigger: 'kpi', reason: 'error_rate < 0.5%: it is fail' } },
      notes: [{ event: 'deployment.rollback_started' }],
    });
    expect(decision.release.phases).toMatchObject([{ name: 'canary', verdict: 'fail' }]);
  });

  it('holds through an incident that is not the candidate’s, and goes on when it is over', () => {
    const first = decide(baking(), plan(), look({ now: START + MINUTE, verdicts: [verdict('inconclusive', true)] }));
    expect(first).toMatchObject({ next: 'hold', release: { hold: { why: 'incident' } } });
    const { next, release: after } = decide(first.release, plan(), look({ now: START + 2 * MINUTE }));
    expect(next).toBe('bake');
    expect(after.hold).toBeUndefined();
  });

  it('gives incidents and a decision function’s pauses one day in all while no look is free of them', () => {
    const incident = look({ now: START + MINUTE, verdicts: [verdict('inconclusive', true)] });
    const first = decide(baking(), plan(), incident).release;
    const paused = look({ now: START + 3 * MINUTE, decision: { decision: 'pause', reason: 'wait' } });
    const second = decide(first, plan(), paused).release;
    expect(second.hold).toEqual({ ...first.hold, why: 'decision', reason: expect.stringContaining('function') });
  });

  it('reads alarms at the end of a bake, in a hold and outside a bake', () => {
    expect(needsAlarms(baking(), START + MINUTE)).toBe(false);
    expect(needsAlarms(baking(), START + 10 * MINUTE)).toBe(true);
    expect(needsAlarms(baking({ hold: held('pause') }), START + MINUTE)).toBe(true);
    expect(needsAlarms(judging(), START + MINUTE)).toBe(true);
  });
});

describe('decide at a gate', () => {
  it('gives nobody more time for an approval because an incident comes and goes', () => {
    const waiting = decide(baking(), plan(), look()).release;
    const incident = look({ now: BAKE_END + MINUTE, verdicts: [verdict('inconclusive', true)] });
    expect(decide(waiting, plan(), incident).release.hold).toEqual(waiting.hold);
  });

  it('waits for approval, the gate’s own time long', () => {
    const decision = decide(baking(), plan(), look());
    expect(decision).toMatchObject({ next: 'hold', release: { stage: 'judging', hold: { why: 'gate' } } });
    expect(decision.notes.map(({ event }) => event)).toEqual(['deployment.phase_passed', 'deployment.paused']);
  });

  it('needs a word of its own: one that ended the bake is not for the gate', () => {
    const early = decide(baking({ control: says('promote') }), plan(), look({ now: START + MINUTE }));
    expect(early).toMatchObject({ next: 'hold', release: { hold: { why: 'gate' } } });
    expect(early.release.control).toBeUndefined();
    const approved = decide({ ...early.release, control: says('promote') }, plan(), look());
    expect(approved).toMatchObject({ next: 'shift', release: { phase: 1 } });
    expect(approved.release).not.toHaveProperty('hold');
    expect(approved.release).not.toHaveProperty('control');
  });

  it('is skipped by a promotion to all of the traffic', () => {
    const decision = decide(baking({ control: says('promote', true) }), plan(), look({ now: START + MINUTE }));
    expect(decision).toMatchObject({ next: 'shift', release: { phase: 2 } });
  });

  it('goes back when a KPI fails while somebody is waited for, and does not judge the phase twice', () => {
    const decision = decide(judging({ hold: held('gate') }), plan(), look({ verdicts: [verdict('fail')] }));
    expect(decision).toMatchObject({ next: 'roll back', release: { breach: { trigger: 'kpi' } } });
    expect(decision.release.phases).toHaveLength(1);
  });

  it('takes silence as a no', () => {
    const silent = judging({ hold: held('gate', BAKE_END) });
    expect(decide(silent, plan(), look())).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'silence' } },
    });
    expect(decide({ ...silent, control: says('promote') }, plan(), look()).next).toBe('shift');
  });

  it('stands again after a pause', () => {
    const paused = decide(judging({ hold: held('gate'), control: says('pause') }), plan(), look());
    expect(paused).toMatchObject({ next: 'hold', release: { hold: { why: 'pause' } } });
    const { control: _, ...resumed } = paused.release;
    expect(decide(resumed, plan(), look())).toMatchObject({ next: 'hold', release: { hold: { why: 'gate' } } });
  });
});

describe('decide under `rollback: manual`', () => {
  const manual = (change: Partial<Release> = {}) => baking({ plan: MANUAL, ...change });

  it('holds on a breach and keeps it on record', () => {
    const first = decide(manual(), MANUAL, look({ alarms: [firing] }));
    expect(first).toMatchObject({ next: 'hold', release: { hold: { why: 'breach' }, breach: { trigger: 'alarm' } } });
    expect(decide(first.release, MANUAL, look()).next).toBe('hold');
  });

  it.each([
    ['a pause and its end', { control: says('pause') }, look()],
    ['an incident and its end', {}, look({ verdicts: [verdict('inconclusive', true)] })],
  ])('does not forget the breach over %s', (_, change, between) => {
    const first = decide(manual(), MANUAL, look({ alarms: [firing] }));
    const { control: __, ...second } = decide({ ...first.release, ...change }, MANUAL, between).release;
    expect(decide(second, MANUAL, look())).toMatchObject({ next: 'hold', release: { hold: { why: 'breach' } } });
  });

  it.each([
    ['found by a look', {}],
    ['recorded by the rollback machine', { breach: { trigger: 'alarm' as const, reason: 'it burns', at: START } }],
  ])('goes back when nobody answers to a breach %s', (_, change) => {
    const first = decide(manual(change), MANUAL, look({ alarms: [firing] }));
    const until = first.release.hold?.until ?? 0;
    expect(decide(first.release, MANUAL, look({ now: until - 1, alarms: [firing] })).next).toBe('hold');
    expect(decide(first.release, MANUAL, look({ now: until, alarms: [firing] }))).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'silence' } },
    });
  });

  it('goes on when a person has seen the breach, and forgets the evidence behind it', () => {
    const first = decide(manual(), MANUAL, look({ verdicts: [verdict('fail')] }));
    const spoken = { ...first.release, control: says('promote') };
    const { next, release: after } = decide(spoken, MANUAL, look({ verdicts: [verdict('fail')] }));
    expect(next).toBe('hold');
    expect(after).toMatchObject({ stage: 'judging', hold: { why: 'gate' }, phases: [{ verdict: 'fail' }] });
    expect(after.breach).toBeUndefined();
  });

  it('does not take a word for the gate as one for a breach that nobody had seen', () => {
    const atGate = judging({ plan: MANUAL, hold: held('gate'), control: says('promote') });
    const first = decide(atGate, MANUAL, look({ alarms: [firing] }));
    expect(first).toMatchObject({ next: 'hold', release: { hold: { why: 'breach' } } });
    expect(decide(first.release, MANUAL, look()).next).toBe('hold');
  });

  it('lets a person end the watch over a final variant whose alarm fires', () => {
    const settling = release('settling', { plan: MANUAL, phase: 2, passedAt: START, bakeFrom: BAKE_END });
    const first = decide(settling, MANUAL, look({ alarms: [firing] }));
    expect(first.next).toBe('hold');
    expect(decide({ ...first.release, control: says('promote') }, MANUAL, look({ alarms: [firing] })).next).toBe(
      'close',
    );
  });

  it('goes back at once when a person aborts', () => {
    expect(decide(manual({ control: says('abort') }), MANUAL, look())).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'person', reason: 'ann aborted it: because' } },
    });
  });
});

describe('decide over a final variant', () => {
  const settling = release('settling', { phase: 2, passedAt: START, bakeFrom: START });

  it('watches until it has settled, then closes', () => {
    expect(decide(settling, plan(), look({ now: START + MINUTE }))).toMatchObject({ next: 'bake', wait: 60 });
    expect(decide(settling, plan(), look({ now: START + 5 * MINUTE })).next).toBe('close');
  });

  it('says which of its alarms have watched nothing, and not of those of others', () => {
    const blind = { ...quiet, state: 'INSUFFICIENT_DATA' as const };
    const seen = look({ now: START + 5 * MINUTE, alarms: [blind, { ...blind, name: 'theirs' }] });
    const { next, release: after } = decide({ ...settling, alarms: [quiet.name] }, plan(), seen);
    expect({ next, remarks: after.remarks }).toEqual({
      next: 'close',
      remarks: ['not watched to the end: error_rate had no state'],
    });
  });

  it.each(['ALARM', 'MISSING'] as const)('goes back when an alarm is %s', (state) => {
    const decision = decide(settling, plan(), look({ now: START + MINUTE, alarms: [{ ...quiet, state }] }));
    expect(decision).toMatchObject({ next: 'roll back', release: { breach: { trigger: 'alarm' }, phases: [] } });
  });
});
