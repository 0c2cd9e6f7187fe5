import { lintKpis } from '../../../lib/domain/linting/lint-kpis';
import type { Reading } from '../../../lib/domain/sentinels/readings';
import { blueprintOf, SHORT } from '../blueprint/support';

const ORDERS = { namespace: 'Shop', name: 'Orders', kind: 'mean', dimensions: { Variant: '{variant}' } };

function textsOf(
  kpi: Readonly<Record<string, unknown>>,
  past: Readonly<Record<string, Partial<Reading>>>,
): readonly string[] {
  const readings = Object.entries(past).map(([name, reading]): Reading => ({
    kpi: name,
    arm: 'baseline',
    counts: [],
    values: [],
    ...reading,
  }));
  return lintKpis(blueprintOf({ ...SHORT, kpi }).kpis, readings).map(({ text }) => text);
}

const counts = (requests: number, failures: number) => ({ counts: [{ start: 0, requests, failures }] });
const values = (...seen: readonly number[]) => ({
  values: seen.map((value, index) => ({ start: index * 60_000, value })),
});

describe('lintKpis', () => {
  it('has nothing to say about a KPI that its baseline keeps', () => {
    expect(textsOf({ error_rate: '< 1%' }, { error_rate: counts(1000, 5) })).toEqual([]);
  });

  it('tells of a limit that the baseline breaks', () => {
    expect(textsOf({ error_rate: '< 1%' }, { error_rate: counts(1000, 50) })).toEqual([
      "KPI error_rate (limit < 1%) is always on: 5.00 % of the baseline's requests were on its wrong side in the last hours",
    ]);
    expect(textsOf({ orders: { metric: ORDERS, limit: '> 100' } }, { orders: values(50, 60, 120) })).toEqual([
      expect.stringContaining('is always on: the baseline was between 50 and 120'),
    ]);
  });

  it.each([
    ['< 100000', [20, 30], true],
    ['< 100', [20, 30], false],
    ['> 0.01', [20, 30], true],
    ['> 1', [20, 30], false],
    ['< 100', [-5, 0], false],
  ])('tells whether a limit of %s can hardly be crossed by %j: %j', (limit, seen, isFar) => {
    const found = textsOf({ orders: { metric: ORDERS, limit } }, { orders: values(...seen) });
    expect(found.map((text) => text.includes('can hardly be crossed'))).toEqual(isFar ? [true] : []);
  });

  it('tells of a metric without data, if there was traffic', () => {
    const kpi = { error_rate: '< 1%', orders: { metric: ORDERS, limit: '> 100' } };
    expect(textsOf(kpi, { error_rate: counts(1000, 0), orders: {} })).toEqual([
      expect.stringContaining('KPI orders has no data point'),
    ]);
    expect(textsOf(kpi, { error_rate: {}, orders: {} })).toEqual([]);
  });

  it('tells of a metric that counts both variants together', () => {
    const metric = { ...ORDERS, dimensions: { Shop: 'main' } };
    expect(textsOf({ orders: { metric, limit: '> 100' } }, {})).toEqual([
      expect.stringContaining('counts baseline and candidate together'),
    ]);
  });
});
