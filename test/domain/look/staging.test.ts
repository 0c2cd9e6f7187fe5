import fc from 'fast-check';
import { newCountsEvidence } from '../../../lib/domain/evidence/counts-evidence';
import type { Kpi } from '../../../lib/domain/blueprint/blueprint';
import type { KpiNumbers } from '../../../lib/domain/look/kpi-numbers';
import { decide } from '../../../lib/domain/look/look';
import { trafficOf } from '../../../lib/domain/traffic/phases';
import type { Plan, Release } from '../../../lib/domain/release/release';
import { firing, look, says, verdict } from '../../support/looks';
import { MINUTE, plan, release, START } from '../../support/releases';

const STAGED = withKpi({ breach: 'staged' });

function withKpi(change: Partial<Kpi>): Plan {
  const of = plan();
  const kpis = of.blueprint.kpis.map((kpi) => ({ ...kpi, ...change }));
  return { ...of, blueprint: { ...of.blueprint, kpis } };
}

const counts = (failures: number): KpiNumbers => ({
  kind: 'counts',
  evidence: 1,
  evidenceLimit: 300,
  candidate: { requests: 1000, failures },
  baseline: { requests: 1000, failures: 1 },
});

const baking = (change: Partial<Release> = {}) =>
  release('baking', { phase: 1, phaseFrom: START, bakeFrom: START, plan: STAGED, ...change });

const failing = (now = START + 2 * MINUTE) => look({ now, verdicts: [verdict('fail')] });

/** The release once half of its traffic is back and verified. */
function retreated(): Release {
  const { release: shifting } = decide(baking({ evidence: { error_rate: newCountsEvidence() } }), STAGED, failing());
  const { goal: _, ...rest } = shifting;
  return { ...rest, stage: 'baking', bakeFrom: START + 3 * MINUTE };
}

const AFTER = START + 30 * MINUTE;

describe('a staged breach', () => {
  it('takes half of the traffic back, and says why', () => {
    const decision = decide(baking(), STAGED, failing());
    expect(decision).toMatchObject({
      next: 'shift',
      release: { stage: 'shifting', phase: 1, goal: { weights: { AllTraffic: 75, 'candidate-7': 25 } } },
      notes: [{ action: 'stage rollback', detail: { traffic: 25 } }],
    });
    expect(trafficOf(decision.release)).toBe(25);
  });

  it('is not what somebody has promoted who could not see it', () => {
    const control = { word: 'promote', full: true, actor: 'ann', reason: 'looks well', at: START } as const;
    const decision = decide(baking({ control }), STAGED, failing());
    expect(decision).toMatchObject({ next: 'shift', notes: [{ action: 'stage rollback' }] });
    expect(decision.release).not.toHaveProperty('control');
  });

  it('is not over in the last phase where somebody promotes half of the traffic', () => {
    const last = STAGED.blueprint.phases.length - 1;
    const control = { word: 'promote', full: true, actor: 'ann', reason: 'looks well', at: AFTER } as const;
    const at = look({ now: START + 4 * MINUTE, verdicts: [verdict('inconclusive')] });
    const decision = decide({ ...retreated(), phase: last, control }, STAGED, at);
    expect(decision).toMatchObject({
      next: 'shift',
      release: { stage: 'shifting', phase: last, goal: { weights: { AllTraffic: 0, 'candidate-7': 100 } } },
      notes: [{ action: 'recover from staged rollback', detail: { reason: 'promoted by ann: looks well' } }],
    });
    expect(decision.release).not.toHaveProperty('control');
    expect(decision.release).not.toHaveProperty('retreat');
  });

  it('gives the traffic again when the second look shows that half was borne well', () => {
    const well = { ...verdict('pass'), numbers: counts(1) };
    expect(decide(retreated(), STAGED, look({ now: AFTER, verdicts: [well] }))).toMatchObject({
      next: 'shift',
      release: { phase: 1, goal: { weights: { AllTraffic: 50, 'candidate-7': 50 } } },
      notes: [{ action: 'recover from staged rollback' }],
    });
  });

  it.each([
    ['the second look fails', { ...verdict('fail'), numbers: counts(100) }],
    ['it has seen too little', { ...verdict('inconclusive'), numbers: counts(0) }],
    ['the numbers themselves are beyond the limit', { ...verdict('pass'), numbers: counts(6) }],
    ['there are no numbers', verdict('pass')],
  ])('goes all the way back when %s', (_, seen) => {
    expect(decide(retreated(), STAGED, look({ now: AFTER, verdicts: [seen] })).next).toBe('roll back');
  });

  it('goes all the way back at a second breach in the same phase', () => {
    const again = { ...retreated(), retreat: undefined };
    const { retreat: _, ...recovered } = again;
    expect(decide(recovered, STAGED, failing(AFTER)).next).toBe('roll back');
  });

  it.each([
    ['an abort', { control: says('abort') }, look({ now: AFTER - 20 * MINUTE, verdicts: [] })],
    ['an alarm', {}, look({ now: AFTER, alarms: [firing], verdicts: [] })],
  ])('does not keep %s waiting', (_, change, seen) => {
    expect(decide({ ...retreated(), ...change }, STAGED, seen).next).toBe('roll back');
  });

  it('holds under `rollback: manual`, as every breach does', () => {
    const manual: Plan = { ...STAGED, blueprint: { ...STAGED.blueprint, rollback: 'manual' } };
    expect(decide(baking({ plan: manual }), manual, failing())).toMatchObject({ next: 'hold' });
  });

  it('never gives the candidate more than it had, and never less than nothing', () => {
    const phases = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(phases, fc.constantFrom('baking' as const, 'judging' as const), (phase, stage) => {
        const live = { ...baking({ phase }), stage };
        const { next, release: after } = decide(live, STAGED, failing());
        if (next === 'roll back') return true;
        const share = after.goal?.weights['candidate-7'] ?? 100;
        return next === 'shift' && share === trafficOf(live) / 2;
      }),
    );
  });
});

describe('a breach that holds', () => {
  const HOLDING = withKpi({ breach: 'hold' });

  it('waits for a person, even where others roll back by themselves', () => {
    const first = decide(baking({ plan: HOLDING }), HOLDING, failing());
    expect(first).toMatchObject({ next: 'hold', release: { hold: { why: 'breach' }, breach: { holds: true } } });
    expect(decide(first.release, HOLDING, look({ now: START + 3 * MINUTE })).next).toBe('hold');
  });

  it('does not keep a worse one waiting that comes on top of it', () => {
    const first = decide(baking({ plan: HOLDING }), HOLDING, failing());
    expect(decide(first.release, HOLDING, look({ alarms: [firing] }))).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'alarm' } },
    });
  });
});
