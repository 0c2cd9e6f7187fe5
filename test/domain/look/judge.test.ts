import { isCompared, judgeKpis, queriesOf } from '../../../lib/domain/look/judge';
import type { Reading } from '../../../lib/domain/sentinels/readings';
import type { Release } from '../../../lib/domain/release/release';
import { firstPlan, MINUTE, plan, release, START } from '../../support/releases';

const KPI = { error_rate: '< 0.5%' };

/** Ten minutes of requests, so many of a thousand failing. */
function readings(failing: { readonly candidate: number; readonly baseline?: number }, requests = 1000): Reading[] {
  const arms = Object.entries(failing) as [Reading['arm'], number][];
  return arms.map(([arm, failures]) => ({
    kpi: 'error_rate',
    arm,
    counts: Array.from({ length: 10 }, (_, index) => ({ start: START + index * MINUTE, requests, failures })),
    values: [],
  }));
}

const baking = (phase: number, change: Partial<Release> = {}) =>
  release('baking', { phase, bakeFrom: START, plan: plan({ kpi: KPI }), ...change });

describe('judgeKpis', () => {
  it.each([
    ['passes a candidate that is as good as the baseline', { candidate: 2, baseline: 2 }, 'pass'],
    ['fails one that is worse, with the numbers', { candidate: 60, baseline: 2 }, 'fail'],
    ['passes one that keeps the limit', { candidate: 1, baseline: 0 }, 'pass'],
  ])('%s', (_, failing, verdict) => {
    const [only] = judgeKpis(baking(0), readings(failing), true).verdicts;
    expect(only).toMatchObject({ kpi: 'error_rate', verdict });
    expect(only?.reason).toMatch(/^error_rate \(limit < 0\.5%\): .*10,000/);
  });

  it('blames nobody in an incident on both', () => {
    const [only] = judgeKpis(baking(0), readings({ candidate: 200, baseline: 200 }), false).verdicts;
    expect(only).toMatchObject({ verdict: 'inconclusive', incident: true });
  });

  it('takes no data for no answer', () => {
    const none = judgeKpis(baking(0), [], true);
    expect(none.verdicts).toMatchObject([{ verdict: 'inconclusive' }]);
    const few = judgeKpis(baking(0), readings({ candidate: 0, baseline: 0 }, 2), true);
    expect(few.verdicts).toMatchObject([{ verdict: 'inconclusive' }]);
  });

  it('weighs a look on top of what earlier ones have seen, and forgets nothing over a look without data', () => {
    const first = judgeKpis(baking(0), readings({ candidate: 60, baseline: 2 }), false);
    const second = judgeKpis(baking(0, { evidence: first.evidence }), [], false);
    expect(second.verdicts).toMatchObject([{ verdict: 'fail' }]);
    expect(second.evidence).toEqual(first.evidence);
  });

  it('judges by the limit alone where the baseline has no traffic', () => {
    const full = baking(2);
    expect(isCompared(full)).toBe(false);
    expect(judgeKpis(full, readings({ candidate: 60 }), true).verdicts).toMatchObject([{ verdict: 'fail' }]);
    expect(judgeKpis(full, readings({ candidate: 1 }), true).verdicts).toMatchObject([{ verdict: 'pass' }]);
  });
});

describe('queriesOf', () => {
  it('asks for both variants while both have traffic', () => {
    expect(queriesOf(baking(0)).map(({ arm, variant }) => [arm, variant])).toEqual([
      ['candidate', 'candidate-7'],
      ['baseline', 'AllTraffic'],
    ]);
  });

  it('asks for the candidate alone at the end, and where there never was a baseline', () => {
    expect(queriesOf(baking(2)).map(({ arm }) => arm)).toEqual(['candidate']);
    expect(queriesOf(baking(0, { plan: firstPlan() })).map(({ variant }) => variant)).toEqual(['primary']);
  });
});
