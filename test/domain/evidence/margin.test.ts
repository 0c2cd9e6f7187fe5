import * as fc from 'fast-check';
import { weighAgainstBaseline } from '../../../lib/domain/evidence/conditional';
import { judgeCounts, type CountsLook } from '../../../lib/domain/evidence/judge-counts';
import { logEvidence } from '../../../lib/domain/evidence/mixture';
import { DEFAULT_SETTINGS, type LookContext } from '../../../lib/domain/evidence/verdict';
import { binomial, freshHarm, pair } from './support';

const ROUNDING = 1e-9;
const BAKING: LookContext = { against: 'baseline', isBakeOver: false, kpis: 1, settings: DEFAULT_SETTINGS };

/** Expected evidence after one period, over every outcome. */
function expectation(given: {
  nc: number;
  nb: number;
  pc: number;
  pb: number;
  margin: number;
  burst?: number;
}): number {
  const { nc, nb, pc, pb, margin, burst = 1 } = given;
  let expected = 0;
  for (let x = 0; x <= nc; x++) {
    for (let y = 0; y <= nb; y++) {
      const period = { candidate: { requests: nc, failures: x }, baseline: { requests: nb, failures: y } };
      const chance = binomial(nc, pc, x) * binomial(nb, pb, y);
      expected +=
        chance * Math.exp(logEvidence(weighAgainstBaseline(freshHarm(), period, { tolerance: 1.05, burst, margin })));
    }
  }
  return expected;
}

describe('a difference from the baseline that is still fine', () => {
  it.each([
    { nc: 12, nb: 30, pb: 0.005, margin: 0.002 },
    { nc: 12, nb: 30, pb: 0, margin: 0.05 },
    { nc: 30, nb: 12, pb: 0.3, margin: 0.1 },
    { nc: 25, nb: 25, pb: 0.7, margin: 0.2 },
    { nc: 3, nb: 60, pb: 0.02, margin: 0.01 },
  ])('gives no evidence on average at the margin: $nc and $nb requests, $pb + $margin', (given) => {
    expect(expectation({ ...given, pc: given.pb + given.margin })).toBeLessThanOrEqual(1 + ROUNDING);
  });

  it('gives none below it either, whatever the rates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (nc, nb, pb, margin, share) =>
          expectation({ nc, nb, pb, pc: Math.min(1, (pb + margin) * share), margin }) <= 1 + ROUNDING,
      ),
      { numRuns: 60 },
    );
  });

  it('gives evidence beyond it', () => {
    expect(expectation({ nc: 30, nb: 30, pb: 0.05, pc: 0.3, margin: 0.05 })).toBeGreaterThan(1.5);
  });

  it('costs something in a period without failures, which must not be skipped', () => {
    const quiet = weighAgainstBaseline(freshHarm(), pair('0/5000', '0/5000'), { tolerance: 1, burst: 1, margin: 0.01 });
    expect(logEvidence(quiet)).toBeLessThan(Math.log(0.5));
  });

  it('says nothing where a variant had no requests', () => {
    for (const period of [pair('0/0', '9/90'), pair('9/90', '0/0')]) {
      expect(weighAgainstBaseline(freshHarm(), period, { tolerance: 1, burst: 1, margin: 0.01 })).toEqual(freshHarm());
    }
  });
});

function watch(minutes: readonly string[][], more: Partial<CountsLook>) {
  let finding: ReturnType<typeof judgeCounts> | undefined;
  for (const [index, [candidate = '', baseline = '']] of minutes.entries()) {
    const look: CountsLook = {
      kind: 'counts',
      name: 'error_rate',
      burst: 1,
      periods: [pair(candidate, baseline)],
      ...more,
      ...(finding && { evidence: finding.evidence }),
    };
    finding = judgeCounts(look, { ...BAKING, isBakeOver: index === minutes.length - 1 });
  }
  return finding;
}

const repeat = (minute: string[], times: number) => Array.from({ length: times }, () => minute);

describe('judgeCounts with a margin', () => {
  const double = ['40/2000', '20/2000'];

  it('fails beyond a factor although no limit is broken', () => {
    const margin = { kind: 'factor' as const, value: 1.25 };
    expect(watch(repeat(double, 12), { margin })?.verdict).toBe('fail');
    expect(watch(repeat(double, 12), { margin, limit: 0.2 })?.verdict).toBe('fail');
    expect(watch(repeat(double, 12), { limit: 0.2 })?.verdict).toBe('pass');
  });

  it('passes within a factor, or within a difference', () => {
    expect(watch(repeat(double, 12), { margin: { kind: 'factor', value: 3 } })?.verdict).toBe('pass');
    expect(watch(repeat(double, 12), { margin: { kind: 'difference', value: 0.02 } })?.verdict).toBe('pass');
    expect(watch(repeat(double, 12), { margin: { kind: 'difference', value: 0.002 } })?.verdict).toBe('fail');
  });
});

describe('judgeCounts with a limit that must be broken for a time', () => {
  const bad = ['400/1000', '1/1000'];
  const good = ['1/1000', '1/1000'];
  const forTwo = { limit: 0.1, forPeriods: 2 };

  it.each([
    ['fails at two bad minutes in a row', [good, bad, bad], 'fail'],
    ['forgives one, however bad', [good, bad, good], 'pass'],
    ['forgives two that are apart', [bad, good, bad], 'pass'],
    ['does not count a minute without requests as either', [bad, ['0/0', '1/1000'], bad], 'fail'],
  ])('%s', (_, minutes, verdict) => {
    expect(watch(minutes, forTwo)?.verdict).toBe(verdict);
  });

  it('remembers two in a row that lie within one look', () => {
    const periods = [pair('400/1000', '1/1000'), pair('400/1000', '1/1000'), pair('0/1000', '1/1000')];
    const look: CountsLook = { kind: 'counts', name: 'e', burst: 1, periods, ...forTwo };
    expect(judgeCounts(look, BAKING).verdict).toBe('fail');
  });

  it('still wants evidence: a minute of three requests proves nothing', () => {
    expect(watch(repeat(['1/3', '90/1000'], 2), forTwo)?.verdict).toBe('inconclusive');
  });
});
