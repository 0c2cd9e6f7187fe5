import {
  type Drill,
  type DrilledAlarm,
  drillOn,
  drillReason,
  hear,
  isDrillReason,
  newDrill,
} from '../../../lib/domain/sentinels/drill';
import { startForAlarm } from '../../../lib/domain/rollback/reconciling';
import { takeOver } from '../../../lib/domain/rollback/take-over';
import { ENDPOINT, record, release, RESCUER, START } from '../../support/releases';

const ALARMS: readonly DrilledAlarm[] = ['a', 'b', 'c', 'd', 'e'].map((watch) => ({ name: `alarm ${watch}`, watch }));
const SECOND = 1000;

function watches(alarms: readonly DrilledAlarm[]): readonly string[] {
  return alarms.map(({ watch }) => watch);
}

describe('drillOn', () => {
  it('sets off a few at a time, each once', () => {
    const first = drillOn(newDrill(ALARMS, START), ALARMS, START);
    expect([first.next, watches(first.fire)]).toEqual(['firing', ['a', 'b', 'c']]);
    const second = drillOn(first.drill, ALARMS, START + 3 * SECOND);
    expect(watches(second.fire)).toEqual(['d', 'e']);
    expect(drillOn(second.drill, ALARMS, START + 6 * SECOND).fire).toEqual([]);
  });

  it('sets off again who was not heard, and leaves alone who was', () => {
    const { drill } = drillOn(newDrill(ALARMS, START), ALARMS, START);
    const heard = hear(hear(drill, 'a'), 'c');
    const later = drillOn(heard, ALARMS, START + 50 * SECOND);
    expect(watches(later.fire)).toEqual(['b', 'd', 'e']);
    expect(watches(later.silent)).toEqual(['b', 'd', 'e']);
  });

  it('makes them quiet once all were heard', () => {
    const drill = ALARMS.reduce((so: Drill, { watch }) => hear(so, watch), newDrill(ALARMS, START));
    expect(drillOn(drill, ALARMS, START + 5 * SECOND)).toMatchObject({ next: 'quieting', fire: [], silent: [] });
  });

  it('ends: with a failure when somebody stays silent, or loud', () => {
    const drill = newDrill(ALARMS, START);
    expect(drillOn(drill, ALARMS, drill.until - 1).next).toBe('firing');
    expect(drillOn(drill, ALARMS, drill.until)).toMatchObject({ next: 'failed', fire: [] });
    const heard = ALARMS.reduce((so: Drill, { watch }) => hear(so, watch), drill);
    expect(drillOn(heard, ALARMS, drill.until).next).toBe('quieting');
    expect(drillOn(heard, ALARMS, drill.until + 180 * SECOND).next).toBe('failed');
  });
});

describe('an alarm of a fire drill', () => {
  const trigger = {
    kind: 'alarm' as const,
    endpoint: ENDPOINT,
    release: 7,
    watch: 'error_rate',
    reason: drillReason(7),
  };
  const drilled = release('judging', { drill: newDrill(ALARMS, START) });

  it('is heard by Take over, which takes nothing', () => {
    const answer = takeOver(record(drilled), trigger, { execution: RESCUER, now: START });
    expect(answer).toMatchObject({
      next: 'drilled',
      record: { epoch: 9, release: { drill: { heard: ['error_rate'] } } },
    });
    expect('record' in answer && answer.record.release?.stage).toBe('judging');
  });

  it.each([
    ['twice', { ...drilled, drill: hear(newDrill(ALARMS, START), 'error_rate') }],
    ['in a release without a drill', release('baking', { phase: 0 })],
    ['in a later release', { ...drilled, number: 8 }],
  ])('is nothing %s', (_, live) => {
    expect(takeOver(record(live), trigger, { execution: RESCUER, now: START }).next).toBe('nothing');
  });

  it('is nothing after the release has ended', () => {
    expect(takeOver(record(undefined), trigger, { execution: RESCUER, now: START }).next).toBe('nothing');
  });

  it('is not what a fire says, even during a drill', () => {
    const fire = { ...trigger, reason: 'Threshold Crossed: 1 datapoint was greater than the threshold' };
    expect(isDrillReason(fire.reason)).toBe(false);
    expect(takeOver(record(drilled), fire, { execution: RESCUER, now: START }).next).toBe('restore');
  });

  it('is no business of the reconciler: that it was found must not count as heard', () => {
    const alarm = { name: 'x', state: 'ALARM' as const, reason: drillReason(7), actionsEnabled: true };
    const found = { ...alarm, release: 7, watch: 'error_rate' };
    expect(startForAlarm(record(drilled), found, START)).toBeUndefined();
    expect(startForAlarm(record(drilled), { ...found, reason: 'too many' }, START)).toBeDefined();
  });
});
