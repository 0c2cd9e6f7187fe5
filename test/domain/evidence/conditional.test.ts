import * as fc from 'fast-check';
import { weighAgainstBaseline } from '../../../lib/domain/evidence/conditional';
import type { PairedCounts } from '../../../lib/domain/evidence/counts';
import { logEvidence, type Mixture } from '../../../lib/domain/evidence/mixture';
import { freshHarm, pair } from './support';

const EXACT = { tolerance: 1, burst: 1 };
const USUAL = { tolerance: 1.1, burst: 1 };

function weigh(periods: readonly PairedCounts[], comparison = USUAL): Mixture {
  return periods.reduce((evidence, period) => weighAgainstBaseline(evidence, period, comparison), freshHarm());
}

function logAfter(period: PairedCounts, comparison = USUAL): number {
  return logEvidence(weigh([period], comparison));
}

const counts = fc
  .integer({ min: 1, max: 5_000 })
  .chain((requests) => fc.record({ requests: fc.constant(requests), failures: fc.integer({ min: 0, max: requests }) }));
const period = fc.record({ candidate: counts, baseline: counts });

describe('weighAgainstBaseline', () => {
  it.each([
    ['no candidate requests', pair('0/0', '5/100')],
    ['no baseline requests', pair('5/100', '0/0')],
    ['no requests at all', pair('0/0', '0/0')],
    ['no failures', pair('0/100', '0/900')],
  ])('finds no evidence in a period with %s', (_, silent) => {
    const before = weigh([pair('3/100', '4/900')]);
    expect(weighAgainstBaseline(before, silent, USUAL)).toBe(before);
  });

  it('calls a broken model in its first minute at 12 requests', () => {
    expect(logAfter(pair('6/12', '1/108'))).toBeGreaterThan(Math.log(100));
  });

  it('is not moved by an incident that hits both variants', () => {
    expect(logAfter(pair('40/1000', '360/9000'))).toBeLessThan(0);
  });

  it('rises with every failure that moves from the baseline to the candidate', () => {
    fc.assert(
      fc.property(period, ({ candidate, baseline }) => {
        fc.pre(baseline.failures > 0 && candidate.failures < candidate.requests);
        const worse = {
          candidate: { ...candidate, failures: candidate.failures + 1 },
          baseline: { ...baseline, failures: baseline.failures - 1 },
        };
        // Far below 1 only the stake that is kept back is left, the same in both.
        expect(logAfter(worse)).toBeGreaterThanOrEqual(logAfter({ candidate, baseline }));
      }),
    );
  });

  it('falls as the tolerance or the burst size rises, once there is evidence', () => {
    const bad = pair('40/1000', '90/9000');
    expect(logAfter(bad, { tolerance: 1.5, burst: 1 })).toBeLessThan(logAfter(bad, USUAL));
    expect(logAfter(bad, { tolerance: 1.1, burst: 3 })).toBeLessThan(logAfter(bad, USUAL));
  });

  it('does not depend on the order of the periods', () => {
    fc.assert(
      fc.property(fc.array(period, { maxLength: 6 }), (periods) => {
        expect(distance(weigh(periods), weigh(periods.toReversed()))).toBeLessThan(1e-9);
      }),
    );
  });

  it('does not depend on how a period is split, as long as the traffic share stays', () => {
    const shares = fc.record({ parts: fc.integer({ min: 2, max: 6 }), weight: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(shares, fc.array(fc.nat(20), { minLength: 12, maxLength: 12 }), ({ parts, weight }, failures) => {
        const splits = Array.from({ length: parts }, (_, part) =>
          pair(`${failures[part]}/${weight * 100}`, `${failures[part + 6]}/${(100 - weight) * 100}`),
        );
        const whole = splits.reduce((sum, { candidate, baseline }) => ({
          candidate: add(sum.candidate, candidate),
          baseline: add(sum.baseline, baseline),
        }));
        expect(distance(weigh(splits), weigh([whole]))).toBeLessThan(1e-9);
      }),
    );
  });

  it.each([
    ['a healthy candidate', pair('500000/100000000', '4500000/900000000')],
    ['a broken one', pair('100000000/100000000', '0/900000000')],
    ['a sliver of traffic', pair('1/1', '5000000/999999999')],
    ['nearly all the traffic', pair('5000000/999999999', '1/1')],
    ['failures only', pair('500000000/500000000', '500000000/500000000')],
  ])('stays finite at 10^9 requests: %s', (_, huge) => {
    const { logs, peak } = weigh([huge]);
    expect([...logs, peak].every(Number.isFinite)).toBe(true);
  });

  it('survives storage as JSON', () => {
    const stored = weigh([pair('12/480', '38/47500'), pair('0/500', '40/47000')]);
    expect(JSON.parse(JSON.stringify(stored))).toEqual(stored);
  });

  it.each([pair('5/4', '0/10'), pair('-1/4', '0/10'), pair('0/Infinity', '0/10'), pair('NaN/4', '0/10')])(
    'refuses impossible counts %j',
    (impossible) => {
      expect(() => weigh([impossible], EXACT)).toThrow('cannot be');
    },
  );
});

function add(a: PairedCounts['candidate'], b: PairedCounts['candidate']): PairedCounts['candidate'] {
  return { requests: a.requests + b.requests, failures: a.failures + b.failures };
}

/** Greatest difference of two mixtures' logarithms, relative to their size. */
function distance(a: Mixture, b: Mixture): number {
  return Math.max(...a.logs.map((log, index) => Math.abs(log - b.logs[index]!) / Math.max(1, Math.abs(log))));
}
