import { stillHeard, takePeriods } from '../../../lib/domain/look/periods';
import type { Release } from '../../../lib/domain/release/release';
import type { Arm, Reading } from '../../../lib/domain/sentinels/readings';
import { verdict } from '../../support/looks';
import { MINUTE, release, START } from '../../support/releases';

/** Minutes of the phase in which a variant had data. */
function minutes(arm: Arm, present: readonly number[], kpi = 'error_rate'): Reading {
  const counts = present.map((minute) => ({ start: START + minute * MINUTE, requests: 10, failures: 0 }));
  return { kpi, arm, counts, values: [] };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

const both = (present: readonly number[], kpi?: string) => [
  minutes('candidate', present, kpi),
  minutes('baseline', present, kpi),
];

const baking = (change: Partial<Release> = {}) => release('baking', { phase: 0, bakeFrom: START, ...change });

const at = (minute: number) => START + minute * MINUTE;

/** The minutes that a look counts of each reading. */
const counted = ({ readings }: { readonly readings: readonly Reading[] }) =>
  readings.map(({ counts }) => counts.map(({ start }) => (start - START) / MINUTE));

describe('takePeriods', () => {
  it('counts a period when both variants have data of it, in whatever order they come', () => {
    const first = takePeriods(baking(), [minutes('candidate', [0, 1, 4]), minutes('baseline', range(0, 6))], at(6));
    expect(counted(first)).toEqual([
      [0, 1, 4],
      [0, 1, 4],
    ]);
    const second = takePeriods(first.release, both(range(0, 7)), at(7));
    expect(counted(second)).toEqual([
      [2, 3, 5, 6],
      [2, 3, 5, 6],
    ]);
    expect(second.release.judgedUntil).toBe(at(7));
  });

  it('counts data that come twelve minutes late, each period once', () => {
    let live = baking();
    const seen: number[] = [];
    for (const now of range(1, 40)) {
      const taken = takePeriods(live, both(range(0, Math.max(0, now - 12))), at(now));
      seen.push(...(counted(taken)[0] ?? []));
      live = taken.release;
    }
    expect(seen).toEqual(range(0, 27));
  });

  it('waits a quarter of an hour for the half of a period that is missing, and no longer', () => {
    let live = baking();
    const baseline = minutes('baseline', range(0, 20));
    const first = takePeriods(live, [minutes('candidate', []), baseline], at(14));
    expect(counted(first)).toEqual([[], []]);
    live = first.release;
    const second = takePeriods(live, [minutes('candidate', []), baseline], at(18));
    expect(counted(second)).toEqual([[], [0, 1, 2]]);
    const third = takePeriods(second.release, both(range(0, 19)), at(19));
    expect(counted(third)[0]).toEqual(range(3, 19));
  });

  it('counts nothing twice when a look is repeated', () => {
    const { release: live } = takePeriods(baking(), both([0, 2, 3]), at(5));
    expect(counted(takePeriods(live, both([0, 2, 3]), at(5)))).toEqual([[], []]);
  });

  it('lets a KPI without data hold up no other', () => {
    const readings = [...both(range(0, 5)), ...both([], 'pay_success')];
    const { release: live, readings: taken } = takePeriods(baking(), readings, at(5));
    expect(counted({ readings: taken })[0]).toEqual(range(0, 5));
    // It is read again from its own beginning.
    expect(live.judgedUntil).toBe(START);
    expect(counted(takePeriods(live, readings, at(6)))[0]).toEqual([]);
  });

  it('counts nothing of a phase that is over', () => {
    const later = baking({ phase: 1, bakeFrom: at(30) });
    expect(counted(takePeriods(later, both(range(0, 20)), at(20)))[0]).toEqual([]);
  });

  it('goes on where a version without a reckoning for each KPI has stopped', () => {
    expect(counted(takePeriods(baking({ judgedUntil: at(3) }), both(range(0, 6)), at(6)))[0]).toEqual([3, 4, 5]);
  });
});

describe('stillHeard', () => {
  const after = (present: readonly number[], now: number) =>
    stillHeard(takePeriods(baking(), both(present), at(now)).release, [verdict('pass')], at(now + 1));

  it('lets a KPI pass while its data keep coming', () => {
    expect(after(range(0, 10), 10)).toEqual([verdict('pass')]);
    expect(after(range(0, 10), 16)).toEqual([verdict('pass')]);
  });

  it('takes a KPI that has fallen silent for undecided, and says since when', () => {
    expect(after(range(0, 3), 11)).toMatchObject([
      {
        verdict: 'inconclusive',
        reason: expect.stringContaining(
          'no data for the last 8 min (since 2026-03-02T10:03Z), after data in 3 of 3 min',
        ),
      },
    ]);
  });

  it('wants to have heard of more than half of a short bake', () => {
    expect(after(range(0, 2), 5)).toMatchObject([{ verdict: 'inconclusive' }]);
    expect(after(range(0, 3), 5)).toEqual([verdict('pass')]);
  });

  it('leaves a KPI alone that has always been quiet', () => {
    expect(after([0, 6, 13, 20], 30)).toEqual([verdict('pass')]);
  });

  it('softens no failure', () => {
    const live = takePeriods(baking(), both([0, 1, 2]), at(30)).release;
    expect(stillHeard(live, [verdict('fail')], at(31))).toEqual([verdict('fail')]);
  });
});
