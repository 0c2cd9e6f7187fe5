import { checkVerdicts, withChecks } from '../../../lib/domain/look/checking';
import type { CheckReadings } from '../../../lib/domain/blueprint/health-checks';
import type { Decision } from '../../../lib/domain/look/holding';
import type { Release } from '../../../lib/domain/release/release';
import { MINUTE, plan, release, START } from '../../support/releases';

const CHECKED = plan({ checks: [{ name: 'database', tcp: { host: 'db.example.com', port: 5432 } }] });
const GATED = plan({ checks: [{ name: 'database', tcp: { host: 'db.example.com', port: 5432 }, at: 'gates' }] });

const live = (change: Partial<Release> = {}): Release => release('baking', { plan: CHECKED, phase: 0, ...change });
const asked = (at: number, moment: CheckReadings['moment'] = 'gate'): CheckReadings => ({ at, moment, results: [] });

function decision(next: Decision['next'], change: Partial<Release> = {}): Decision {
  return { next, wait: 60, release: live(change), notes: [{ action: 'something', detail: {} }] };
}

function nextOf(from: Release, decided: Decision, of = CHECKED): Decision['next'] {
  return withChecks(from, of, decided, START).next;
}

describe('withChecks', () => {
  it('leaves a release without checks as it is', () => {
    const decided = decision('shift', { phase: 1 });
    expect(withChecks(live(), plan(), decided, START)).toBe(decided);
  });

  it('asks before every look of a bake, where a check always runs', () => {
    expect(nextOf(live(), decision('bake'))).toBe('bake, then check');
    expect(nextOf(live(), decision('bake'), GATED)).toBe('bake');
    // While the final variant settles, alarms alone watch it.
    expect(nextOf(live({ stage: 'settling' }), decision('bake'))).toBe('bake');
  });

  it('asks before the looks of a hold, too, while the candidate has traffic', () => {
    const asksIn = (from: Release, of = CHECKED) => withChecks(from, of, decision('hold'), START).asks;
    expect(asksIn(live({ bakeFrom: START }))).toBe(true);
    expect(asksIn(live({ stage: 'judging', bakeFrom: START }))).toBe(true);
    expect(asksIn(live({ stage: 'judging' }))).toBeUndefined();
    expect(asksIn(live({ stage: 'settling', bakeFrom: START }))).toBeUndefined();
    expect(asksIn(live({ bakeFrom: START }), GATED)).toBeUndefined();
  });

  it.each([
    ['never asked', undefined, 'check'],
    ['asked just now', asked(START - 1000), 'shift'],
    ['asked at a look only', asked(START - 1000, 'look'), 'check'],
    ['asked too long ago', asked(START - 2 * MINUTE), 'check'],
  ] as const)('before a rise of the traffic: %s', (_, checks, next) => {
    const from = live(checks === undefined ? {} : { checks });
    expect(nextOf(from, decision('shift', { phase: 1 }))).toBe(next);
    expect(nextOf(from, decision('pass'))).toBe(next === 'shift' ? 'pass' : 'check');
  });

  it('forgets what was decided until the checks have spoken, but not what was weighed', () => {
    const from = live();
    expect(withChecks(from, CHECKED, decision('shift', { phase: 1 }), START)).toEqual({
      next: 'check',
      wait: 0,
      release: from,
      notes: [],
    });
  });

  it('never holds up the way down, nor what was decided before', () => {
    const retreat = { retreat: { traffic: 0.5, reason: 'staged', since: START } };
    expect(nextOf(live(), decision('shift', retreat))).toBe('shift');
    expect(nextOf(live({ stage: 'shifting', phase: 1 }), decision('shift', { phase: 1 }))).toBe('shift');
    expect(nextOf(live({ stage: 'finalizing' }), decision('pass'))).toBe('pass');
    for (const next of ['roll back', 'hold', 'close'] as const) expect(nextOf(live(), decision(next))).toBe(next);
  });
});

describe('checkVerdicts', () => {
  const results = [
    { name: 'database', ok: false, reason: 'check database failed: refused' },
    { name: 'score', ok: true, reason: 'check score passed' },
  ];

  it('speaks of what was asked just now, and of nothing older', () => {
    expect(checkVerdicts({ at: START, moment: 'look', results }, START + 1000)).toEqual([
      { kpi: 'database', verdict: 'fail', incident: false, check: true, reason: 'check database failed: refused' },
      { kpi: 'score', verdict: 'pass', incident: false, check: true, reason: 'check score passed' },
    ]);
    expect(checkVerdicts({ at: START, moment: 'look', results }, START + 5 * MINUTE)).toEqual([]);
    expect(checkVerdicts(undefined, START)).toEqual([]);
  });
});
