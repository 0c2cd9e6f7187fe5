import { judgeValues, type ValuesLook } from '../../../lib/domain/evidence/judge-values';
import { DEFAULT_SETTINGS, type LookContext } from '../../../lib/domain/evidence/verdict';

const BAKING: LookContext = { against: 'baseline', isBakeOver: false, kpis: 1, settings: DEFAULT_SETTINGS };

/** Minutes of the candidate's and the baseline's value, one look each; the last one ends the bake. */
function watch(minutes: readonly (readonly [number, number])[], more: Partial<ValuesLook>, context = BAKING) {
  let finding: ReturnType<typeof judgeValues> | undefined;
  for (const [index, [candidate, baseline]] of minutes.entries()) {
    const look: ValuesLook = {
      kind: 'values',
      name: 'cpu',
      harm: 'above',
      statistic: 'other',
      periods: [{ candidate, baseline }],
      ...more,
      ...(finding && { evidence: finding.evidence }),
    };
    finding = judgeValues(look, { ...context, isBakeOver: index === minutes.length - 1 });
  }
  return finding;
}

const steady = (candidate: number, baseline: number, minutes: number) =>
  Array.from({ length: minutes }, (_, index): [number, number] => [candidate + (index % 2), baseline + (index % 3)]);

describe('judgeValues against the baseline', () => {
  it.each([
    ['fails a candidate beyond a factor', { kind: 'factor', value: 1.25 }, 'above', 80, 50, 'fail'],
    ['passes one within it', { kind: 'factor', value: 2 }, 'above', 80, 50, 'pass'],
    ['fails one beyond a difference', { kind: 'difference', value: 10 }, 'above', 80, 50, 'fail'],
    ['passes one within it', { kind: 'difference', value: 40 }, 'above', 80, 50, 'pass'],
    [
      'fails one that is lower by a factor where more is better',
      { kind: 'factor', value: 1.25 },
      'below',
      30,
      50,
      'fail',
    ],
    ['fails one that is lower by a difference', { kind: 'difference', value: 10 }, 'below', 30, 50, 'fail'],
    ['does not mind one that is better', { kind: 'factor', value: 1.25 }, 'below', 80, 50, 'pass'],
  ] as const)('%s', (_, margin, harm, candidate, baseline, verdict) => {
    expect(watch(steady(candidate, baseline, 20), { margin, harm })?.verdict).toBe(verdict);
  });

  it('judges a mean by its ratio and its signs, and a difference of means by signs alone', () => {
    const slow = steady(80, 50, 14);
    const byRatio = watch(slow, { margin: { kind: 'factor', value: 1.25 }, statistic: 'mean' });
    const byDifference = watch(slow, { margin: { kind: 'difference', value: 5 }, statistic: 'mean' });
    expect([byRatio?.verdict, byDifference?.verdict]).toEqual(['fail', 'fail']);
    expect(byDifference?.logEvidence).toBeGreaterThan(byRatio?.logEvidence ?? 0);
  });

  it('shows what was compared', () => {
    const { reason } = watch(steady(80, 50, 20), { margin: { kind: 'factor', value: 1.25 }, unit: '%' }) ?? {};
    expect(reason).toMatch(
      /^candidate 81 % on average, worse than the baseline by more than allowed in 20 of 20 periods; baseline 51 %; evidence/,
    );
  });
});

describe('judgeValues with a rule of so many minutes', () => {
  const rule = { limit: 80, forPeriods: 3 };

  it.each([
    [
      'fails at the third in a row',
      [
        [90, 50],
        [90, 50],
        [90, 50],
      ],
      'fail',
    ],
    [
      'forgives two',
      [
        [90, 50],
        [90, 50],
        [70, 50],
        [90, 50],
      ],
      'pass',
    ],
    [
      'does not count minutes in which the baseline breaks it, too',
      [
        [90, 50],
        [90, 95],
        [90, 50],
        [90, 50],
      ],
      'pass',
    ],
  ] as const)('%s', (_, minutes, verdict) => {
    expect(watch(minutes, rule)?.verdict).toBe(verdict);
  });

  it('counts the candidate alone where nothing is left to compare with', () => {
    const alone = { ...BAKING, against: 'limit' as const };
    expect(
      watch(
        [
          [90, 95],
          [90, 95],
          [90, 95],
        ],
        rule,
        alone,
      )?.verdict,
    ).toBe('fail');
  });

  it('does not fail before, whatever the evidence', () => {
    expect(watch(steady(90, 50, 12), { limit: 80, forPeriods: 20 })?.verdict).toBe('pass');
  });
});
