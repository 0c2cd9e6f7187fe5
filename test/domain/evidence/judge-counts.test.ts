import type { PairedCounts } from '../../../lib/domain/evidence/counts';
import { beginCountsPhase, waiveCounts } from '../../../lib/domain/evidence/counts-evidence';
import { judgeCounts, type CountsFinding, type CountsLook } from '../../../lib/domain/evidence/judge-counts';
import { DEFAULT_SETTINGS, type LookContext } from '../../../lib/domain/evidence/verdict';
import { pair } from './support';

const BAKING: LookContext = { against: 'baseline', isBakeOver: false, kpis: 1, settings: DEFAULT_SETTINGS };
const BAKED: LookContext = { ...BAKING, isBakeOver: true };
const ALONE: LookContext = { ...BAKING, against: 'limit' };

function look(periods: readonly PairedCounts[], more: Partial<CountsLook> = {}): CountsLook {
  return { kind: 'counts', name: 'error_rate', burst: 1, limit: 0.005, periods, ...more };
}

/** Looks at the same minute again and again; the last look ends the bake. */
function watch(minute: PairedCounts, looks: number, context = BAKING, more: Partial<CountsLook> = {}): CountsFinding {
  let finding: CountsFinding | undefined;
  for (let index = 0; index < looks; index++) {
    const evidence = finding === undefined ? {} : { evidence: finding.evidence };
    finding = judgeCounts(look([minute], { ...more, ...evidence }), { ...context, isBakeOver: index === looks - 1 });
  }
  return finding!;
}

describe('judgeCounts', () => {
  it('fails a candidate that is worse than the baseline, and shows the numbers', () => {
    const finding = judgeCounts(look([pair('12/480', '38/47500')]), { ...BAKING, kpis: 4 });
    expect(finding).toMatchObject({ kpi: 'error_rate', verdict: 'fail', incident: false });
    expect(finding.reason).toMatch(
      /^12 of 480 candidate requests failed \(2\.50 %\), 38 of 47,500 baseline requests \(0\.08 %\); evidence \d(\.\d)?e\d+ against the limit 400$/,
    );
    expect(finding.logEvidence).toBeGreaterThan(finding.logLimit);
  });

  it('says what the requests did when they did not fail', () => {
    const { reason } = judgeCounts(look([pair('12/480', '38/47500')], { verb: 'took longer than 300 ms' }), BAKING);
    expect(reason).toContain('12 of 480 candidate requests took longer than 300 ms (2.50 %)');
  });

  it('shares alpha among the KPIs', () => {
    const minute = look([pair('8/100', '9/900')]);
    const { logEvidence } = judgeCounts(minute, BAKING);
    const enough = Math.floor(Math.exp(logEvidence) / 100);
    expect(enough).toBeGreaterThan(0);
    expect(judgeCounts(minute, { ...BAKING, kpis: enough }).verdict).toBe('fail');
    expect(judgeCounts(minute, { ...BAKING, kpis: enough + 1 }).verdict).toBe('inconclusive');
  });

  it('gives the same evidence however the periods are spread over one look', () => {
    const whole = judgeCounts(look([pair('6/200', '18/1800')]), BAKING);
    const split = judgeCounts(look([pair('4/100', '6/900'), pair('2/100', '12/900')]), BAKING);
    expect(split.evidence.harm.logs.map((log) => log.toFixed(9))).toEqual(
      whole.evidence.harm.logs.map((log) => log.toFixed(9)),
    );
  });

  it('is inconclusive while the bake goes on and nothing is wrong', () => {
    expect(judgeCounts(look([pair('0/120', '3/1080')]), BAKING)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('passes a certified candidate before the end of the bake', () => {
    const finding = judgeCounts(look([pair('45/9000', '405/81000')]), BAKING);
    expect(finding.verdict).toBe('pass');
    expect(finding.reason).toContain("certified: less than 2 times the baseline's rate");
  });

  it('passes at the end of the bake and says what would have been found', () => {
    const finding = watch(pair('0/120', '1/1080'), 10);
    expect(finding.verdict).toBe('pass');
    expect(finding.reason).toMatch(/no harm shown; 7\.\d times the baseline's rate would have been$/);
  });

  it.each([
    ['few candidate requests', pair('0/20', '1/2000'), 'too few candidate requests, 50 are needed'],
    ['few baseline requests', pair('0/200', '1/20'), 'too few baseline requests, 50 are needed'],
    ['no candidate requests', pair('0/0', '1/2000'), 'no candidate requests, 1 of 2,000 baseline requests'],
  ])('is inconclusive after a bake with %s', (_, period, reason) => {
    const finding = judgeCounts(look([period]), BAKED);
    expect(finding.verdict).toBe('inconclusive');
    expect(finding.reason).toContain(reason);
  });

  it('is inconclusive after a bake without any period', () => {
    expect(judgeCounts(look([]), BAKED)).toMatchObject({ verdict: 'inconclusive', logEvidence: 0 });
  });

  it('fails without waiting for the least number of requests', () => {
    expect(judgeCounts(look([pair('6/12', '1/108')]), BAKING).verdict).toBe('fail');
  });

  it('lets a candidate pass that is worse than the baseline but keeps its limit', () => {
    const minute = pair('10/10000', '9/90000');
    expect(watch(minute, 5, BAKING, { limit: 0.0005 }).verdict).toBe('fail');
    const finding = watch(minute, 5);
    expect(finding.verdict).toBe('pass');
    expect(finding.reason).toContain('worse than the baseline, but within its limit of 0.50 %');
  });

  it('does not blame it for a later phase of which nothing is known yet', () => {
    const evidence = beginCountsPhase(watch(pair('10/10000', '9/90000'), 5).evidence);
    const finding = judgeCounts(look([], { evidence }), BAKING);
    expect(finding.logEvidence).toBeGreaterThan(finding.logLimit);
    expect(finding.verdict).toBe('inconclusive');
  });

  it('compares only, where there is no limit', () => {
    const { limit: _, ...compared } = look([pair('60/60000', '54/540000')]);
    expect(judgeCounts(compared, BAKING).verdict).toBe('fail');
  });

  it('calls it an incident when both variants break the limit', () => {
    const finding = watch(pair('20/500', '180/4500'), 3);
    expect(finding).toMatchObject({ verdict: 'inconclusive', incident: true });
    expect(finding.reason).toContain('both variants break its limit of 0.50 %: an incident, not the candidate');
  });

  it('still blames a candidate that is much worse than a baseline in trouble', () => {
    expect(watch(pair('250/500', '180/4500'), 3)).toMatchObject({ verdict: 'fail', incident: false });
  });

  it('takes an incident back when it is over', () => {
    const incident = watch(pair('20/500', '180/4500'), 30);
    const after = Array.from({ length: 6 }).reduce<CountsFinding>(
      ({ evidence }) => judgeCounts(look([pair('1/500', '9/4500')], { evidence }), BAKING),
      incident,
    );
    expect(after.incident).toBe(false);
  });

  it('does not pass a candidate that breaks the limit, even where it is not shown to be the cause', () => {
    const finding = watch(pair('125/10000', '100/10000'), 40, BAKING, { limit: 0.01 });
    expect(finding).toMatchObject({ verdict: 'inconclusive', incident: false });
    expect(finding.logEvidence).toBeLessThan(finding.logLimit);
    expect(finding.reason).toContain('the candidate breaks its limit of 1.00 %, but is not shown to be the cause');
  });

  it('finds harm that begins with the traffic of a later phase', () => {
    const first = watch(pair('1/100', '99/9900'), 60);
    const second = beginCountsPhase(first.evidence);
    const finding = judgeCounts(look([pair('150/5000', '50/5000')], { evidence: second }), BAKING);
    expect(finding.verdict).toBe('fail');
    expect(finding.reason).toMatch(/^150 of 5,000 candidate requests failed \(3\.00 %\), 50 of 5,000 baseline/);
  });

  it('shows the numbers of the look beside those of the phase', () => {
    const first = judgeCounts(look([pair('1/1000', '9/9000')]), BAKING);
    const { reason } = judgeCounts(look([pair('70/1000', '9/9000')], { evidence: first.evidence }), BAKING);
    expect(reason).toContain('71 of 2,000 candidate requests failed (3.55 %), 18 of 18,000 baseline requests (0.10 %)');
    expect(reason).toContain('at this look 70 of 1,000 candidate requests failed (7.00 %), 9 of 9,000');
  });

  it('forgets harm that a person has seen and waived', () => {
    const failed = judgeCounts(look([pair('70/1000', '9/9000')]), BAKING);
    const evidence = waiveCounts(failed.evidence);
    expect(judgeCounts(look([], { evidence: failed.evidence }), BAKING).verdict).toBe('fail');
    expect(judgeCounts(look([], { evidence }), BAKING).verdict).toBe('inconclusive');
  });

  describe('with all the traffic on the candidate', () => {
    it('fails a candidate that breaks its limit and says that nothing was left to compare with', () => {
      const finding = judgeCounts(look([pair('60/1200', '0/0')]), ALONE);
      expect(finding.verdict).toBe('fail');
      expect(finding.reason).toMatch(
        /^60 of 1,200 candidate requests failed \(5\.00 %\); evidence .*nothing was left to compare with but its limit of 0\.50 %$/,
      );
    });

    it('passes a candidate that keeps its limit', () => {
      expect(watch(pair('4/1200', '0/0'), 10, ALONE).verdict).toBe('pass');
    });

    it('blames nobody for a period without baseline requests while there is a baseline', () => {
      expect(judgeCounts(look([pair('60/1200', '0/0')]), BAKING).verdict).toBe('inconclusive');
    });

    it('is inconclusive without a limit', () => {
      const { limit: _, ...compared } = look([pair('0/1200', '0/0')]);
      expect(judgeCounts(compared, { ...ALONE, isBakeOver: true }).verdict).toBe('inconclusive');
    });
  });
});
