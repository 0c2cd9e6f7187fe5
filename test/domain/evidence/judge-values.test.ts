import { judgeValues, type ValuesFinding, type ValuesLook } from '../../../lib/domain/evidence/judge-values';
import type { PairedValues } from '../../../lib/domain/evidence/values-evidence';
import { DEFAULT_SETTINGS, type LookContext } from '../../../lib/domain/evidence/verdict';

const BAKING: LookContext = { against: 'baseline', isBakeOver: false, kpis: 1, settings: DEFAULT_SETTINGS };
const ALONE: LookContext = { ...BAKING, against: 'limit' };
const P99 = { kind: 'values', name: 'p99_latency', limit: 300, harm: 'above', statistic: 'other', unit: 'ms' } as const;
const MEAN = { ...P99, name: 'mean_latency', statistic: 'mean' } as const;

/** One look a period; the last ends the bake. */
function watch(kpi: Omit<ValuesLook, 'periods'>, periods: readonly PairedValues[], context = BAKING): ValuesFinding {
  let finding: ValuesFinding | undefined;
  for (const [index, period] of periods.entries()) {
    const evidence = finding === undefined ? {} : { evidence: finding.evidence };
    const isBakeOver = index === periods.length - 1;
    finding = judgeValues({ ...kpi, periods: [period], ...evidence }, { ...context, isBakeOver });
  }
  return finding!;
}

function repeat(times: number, period: PairedValues): PairedValues[] {
  return Array.from({ length: times }, () => period);
}

describe('judgeValues', () => {
  it('fails a candidate whose percentile breaks the limit again and again while the baseline keeps it', () => {
    const finding = watch(P99, repeat(10, { candidate: 420, baseline: 210 }));
    expect(finding.verdict).toBe('fail');
    expect(finding.reason).toMatch(
      /^candidate 420 ms on average, above 300 ms in 10 of 10 periods; baseline 210 ms, above in 0; evidence \d+ against the limit 100$/,
    );
  });

  it('does not fail a candidate for now and then', () => {
    const periods = Array.from({ length: 60 }, (_, index) => ({ candidate: index % 2 ? 420 : 200, baseline: 200 }));
    expect(watch(P99, periods)).toMatchObject({ verdict: 'pass' });
  });

  it('calls it an incident when both variants break the limit, and takes that back when it is over', () => {
    const during = repeat(12, { candidate: 420, baseline: 430 });
    expect(watch(P99, during)).toMatchObject({ verdict: 'inconclusive', incident: true });
    expect(watch(P99, [...during, ...repeat(3, { candidate: 200, baseline: 200 })]).incident).toBe(false);
  });

  it('fails a mean that is slower than the baseline by more than the tolerance, after 15 periods', () => {
    const periods = Array.from({ length: 15 }, (_, index) => ({
      candidate: 330 + (index % 3),
      baseline: 220 + (index % 4),
    }));
    expect(watch(MEAN, periods.slice(0, 8)).verdict).not.toBe('fail');
    expect(watch(MEAN, periods).verdict).toBe('fail');
  });

  it('lets a mean pass that is slower than the baseline but keeps its limit', () => {
    const finding = watch(MEAN, repeat(20, { candidate: 200, baseline: 100 }));
    expect(finding.verdict).toBe('pass');
    expect(finding.reason).toContain('worse than the baseline, but within its limit of 300');
  });

  it('does not send it back for one slow minute, but for three in a row', () => {
    const within = repeat(20, { candidate: 200, baseline: 100 });
    const slow = { candidate: 320, baseline: 100 };
    expect(watch(MEAN, [...within, slow]).verdict).toBe('pass');
    expect(watch(MEAN, [...within, ...repeat(3, slow)]).verdict).toBe('fail');
  });

  it('judges a KPI that must stay above its limit by the other side', () => {
    const throughput = { kind: 'values', name: 'score', limit: 0.9, harm: 'below', statistic: 'mean' } as const;
    const worse = Array.from({ length: 20 }, (_, index) => ({ candidate: 0.7 - index / 1_000, baseline: 0.95 }));
    expect(watch(throughput, worse).verdict).toBe('fail');
    expect(
      watch(
        throughput,
        worse.map(({ candidate, baseline }) => ({ candidate: baseline, baseline: candidate })),
      ).verdict,
    ).toBe('pass');
  });

  it('judges by the limit alone where nothing is left to compare with', () => {
    const finding = watch(P99, repeat(10, { candidate: 420 }), ALONE);
    expect(finding.verdict).toBe('fail');
    expect(finding.reason).toContain('nothing was left to compare with but its limit of 300');
    expect(watch(P99, repeat(10, { candidate: 200 }), ALONE).verdict).toBe('pass');
  });

  it('takes no side from periods that lack a variant', () => {
    const finding = watch(P99, [...repeat(20, { candidate: 420 }), ...repeat(20, { baseline: 200 })]);
    expect(finding).toMatchObject({ verdict: 'inconclusive', logEvidence: 0 });
    expect(finding.reason).toMatch(/^no period with data of both variants; .*too few periods with data, 4 are needed$/);
  });

  it('admits in a short bake that no harm could have been shown', () => {
    const { verdict, reason } = watch(P99, repeat(5, { candidate: 200, baseline: 200 }));
    expect(verdict).toBe('pass');
    expect(reason).toContain('no harm shown, though none can be before period 10');
  });
});
