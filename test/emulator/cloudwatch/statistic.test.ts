import * as fc from 'fast-check';
import { samplesOf, type Weighted } from '../../../lib/emulator/cloudwatch/metrics/samples';
import { parseStatistic } from '../../../lib/emulator/cloudwatch/metrics/statistic';

/** 1 to 100, each once. */
const HUNDRED: readonly Weighted[] = Array.from({ length: 100 }, (_, index) => [index + 1, 1]);

function compute(text: string, values: readonly Weighted[]): number | undefined {
  const samples = samplesOf(values);
  return samples === undefined ? undefined : parseStatistic(text)?.of(samples);
}

describe('a statistic', () => {
  it.each([
    ['SampleCount', 100],
    ['Sum', 5050],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['p99', 99],
    ['p50', 50],
    ['p99.5', 100],
    ['p0', 1],
    ['p100', 100],
    ['tm90', 45.5],
    ['TM(:90%)', 45.5],
    ['TM(10%:90%)', 50.5],
    ['IQM', 50.5],
    ['TC(10%:90%)', 80],
    ['tc90', 90],
    ['TS(80%:)', 1810],
    ['TM(10:20)', 15.5],
    ['TC(:10)', 10],
    ['TC(90:)', 10],
    ['PR(:30)', 30],
    ['PR(10:30)', 20],
    ['WM(:90)', 49.95],
    ['WM(10%:90%)', 50.4],
  ])('%s of 1 to 100 is %d', (text, expected) => {
    expect(compute(text, HUNDRED)).toBeCloseTo(expected, 9);
  });

  it.each([
    '',
    'p101',
    'p',
    'P99',
    'Median',
    'tm(5%:95%)',
    'TM90',
    'TM(:)',
    'TM(5%:95)',
    'PR(5%:)',
    'TM(90%:10%)',
    'constructor',
  ])('refuses %p', (text) => {
    expect(parseStatistic(text)).toBeUndefined();
  });

  it('weighs values by how often they occurred', () => {
    expect(
      compute('p99', [
        [5, 1000],
        [9, 10],
      ]),
    ).toBe(5);
    expect(
      compute('p99', [
        [5, 980],
        [9, 20],
      ]),
    ).toBe(9);
    expect(
      compute('Average', [
        [0, 990],
        [1, 10],
      ]),
    ).toBe(0.01);
  });

  it('has no data point where CloudWatch has none', () => {
    expect(
      compute('p50', [
        [-1, 1],
        [5, 1],
      ]),
    ).toBeUndefined();
    expect(compute('TM(200:300)', HUNDRED)).toBeUndefined();
    expect(parseStatistic('p50')?.of({ count: 2, sum: 3, min: 1, max: 2 })).toBeUndefined();
    expect(parseStatistic('Average')?.of({ count: 2, sum: 3, min: 1, max: 2 })).toBe(1.5);
  });

  it('keeps every percentile and mean between minimum and maximum', () => {
    const values = fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 30 });
    const statistics = fc.constantFrom('Average', 'p1', 'p50', 'p99.9', 'tm95', 'wm95', 'WM(3%:60%)', 'IQM');
    fc.assert(
      fc.property(values, statistics, (weighted, text) => {
        const value = compute(text, weighted) ?? Number.NaN;
        expect(value).toBeGreaterThanOrEqual((compute('Minimum', weighted) ?? 0) - 1e-9);
        expect(value).toBeLessThanOrEqual((compute('Maximum', weighted) ?? 0) + 1e-9);
      }),
    );
  });
});
