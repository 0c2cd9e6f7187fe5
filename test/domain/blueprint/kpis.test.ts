import { SHORT, blueprintOf, complaintsOf } from './support';

function kpisOf(kpi: Record<string, unknown>) {
  return blueprintOf({ ...SHORT, kpi }).kpis;
}

function custom(kind: string, limit: string) {
  return { metric: { namespace: 'Shop', name: 'PaySuccess', kind }, limit };
}

describe('built-in KPIs', () => {
  it.each([
    ['error_rate', '< 0.5%', { comparison: '<', value: 0.005 }],
    ['error_rate', '<=1 %', { comparison: '<=', value: 0.01 }],
    ['success_rate', '> 99.5%', { comparison: '>', value: 0.995 }],
    ['success_rate', '≥ 98%', { comparison: '>=', value: 0.98 }],
    ['p50_latency', '< 50000us', { comparison: '<', value: 0.05 }],
    ['p90_latency', '<300ms', { comparison: '<', value: 0.3 }],
    ['p95_latency', '< 59.9s', { comparison: '<', value: 59.9 }],
    ['p99_latency', '<= 1.2s', { comparison: '<=', value: 1.2 }],
    ['mean_latency', '< 80 ms', { comparison: '<', value: 0.08 }],
  ])('reads %s %s', (name, text, limit) => {
    expect(kpisOf({ [name]: text })).toMatchObject([{ name, limit: { ...limit, text } }]);
  });

  it.each([
    ['error_rate', '< 150%', 'can never be crossed'],
    ['error_rate', '<= 100%', 'can never be crossed'],
    ['error_rate', '< 100%', 'is crossed only when nothing works any more'],
    ['error_rate', '< 0%', 'can never be kept'],
    ['error_rate', '<= 0%', 'leaves no room: one bad request would cross it'],
    ['error_rate', '< -1%', 'can never be kept'],
    ['error_rate', '> 1%', 'points the wrong way'],
    ['error_rate', '< 0.5', 'has no unit'],
    ['error_rate', '< 5ms', 'has the wrong unit'],
    ['error_rate', '0.5%', 'is not a limit'],
    ['error_rate', 0.5, 'is not a limit'],
    ['error_rate', null, 'has no value'],
    ['success_rate', '> 100%', 'can never be kept'],
    ['success_rate', '>= 100%', 'leaves no room: one bad request would cross it'],
    ['success_rate', '> 0%', 'is crossed only when nothing works any more'],
    ['success_rate', '>= 0%', 'can never be crossed'],
    ['success_rate', '< 98%', 'points the wrong way'],
    ['p99_latency', '< -5ms', 'can never be kept'],
    ['p99_latency', '< 0ms', 'can never be kept'],
    ['p99_latency', '< 61s', 'can never be crossed'],
    ['p99_latency', '> 300ms', 'points the wrong way'],
    ['p99_latency', '< 300', 'has no unit'],
    ['p99_latency', '< 3%', 'has the wrong unit'],
  ])('refuses %s %j: it %s', (name, limit, message) => {
    expect(complaintsOf({ ...SHORT, kpi: { [name]: limit } })).toEqual([`kpi.${name}: ${message}`]);
  });

  it('proposes the KPI that was meant', () => {
    expect(complaintsOf({ ...SHORT, kpi: { p99_latncy: '< 1s', sales: '> 5' } })).toEqual([
      'kpi.p99_latncy: is not a built-in KPI, did you mean p99_latency?',
      'kpi.sales: is not a built-in KPI',
    ]);
  });
});

describe('KPIs on metrics of the user', () => {
  it.each([
    ['rate', '> 98%', 0.98],
    ['rate', '< 2%', 0.02],
    ['mean', '> 12.5', 12.5],
    ['value', '<= -3', -3],
  ])('reads a %s that is %s', (kind, text, value) => {
    expect(kpisOf({ pay: custom(kind, text) })).toMatchObject([
      {
        name: 'pay',
        measure: { kind, metric: { namespace: 'Shop', name: 'PaySuccess', dimensions: {} } },
        limit: { value, text },
      },
    ]);
  });

  it('fills in the endpoint and leaves the variant for the release', () => {
    const metric = {
      namespace: 'Shop',
      name: 'X',
      kind: 'mean',
      dimensions: { E: '{endpoint}/{variant}', F: 'fixed' },
    };
    expect(kpisOf({ pay: { metric, limit: '> 1' } })).toMatchObject([
      { measure: { metric: { dimensions: { E: 'fraud/{variant}', F: 'fixed' } } } },
    ]);
  });

  it.each([
    [custom('rate', '> 150%'), 'kpi.pay.limit: can never be kept'],
    [custom('rate', '> 0.98'), 'kpi.pay.limit: has no unit'],
    [custom('mean', '< 300ms'), 'kpi.pay.limit: has the wrong unit'],
    [custom('rates', '> 98%'), 'kpi.pay.metric.kind: is not a choice, did you mean rate?'],
    [{ limit: '> 98%' }, 'kpi.pay.metric: is missing'],
    [{ metric: { namespace: 'S', name: 'x', kind: 'mean' } }, 'kpi.pay.limit: is missing'],
    [
      { metric: { namespace: 'S', name: 'x', kind: 'mean', dimensions: { V: '{varaint}' } }, limit: '> 1' },
      'kpi.pay.metric.dimensions.V: has the placeholder {varaint}, which stands for nothing',
    ],
    [
      { metric: { namespace: 'S', name: 'x', kind: 'mean', dimensions: { V: 'naïve' } }, limit: '> 1' },
      'kpi.pay.metric.dimensions.V: cannot be used',
    ],
  ])('refuses %j', (kpi, complaint) => {
    expect(complaintsOf({ ...SHORT, kpi: { pay: kpi } })).toEqual([complaint]);
  });

  it('tells what is wrong with a limit even where the metric is not right either', () => {
    const kpi = { pay: { metric: { namespace: ':S', kind: 'rate' }, limit: '> 150%' } };
    expect(complaintsOf({ ...SHORT, kpi })).toEqual([
      'kpi.pay.metric.namespace: cannot be used',
      'kpi.pay.metric.name: is missing',
      'kpi.pay.limit: can never be kept',
    ]);
  });

  it.each(['pay success', '1st', '', 'x'.repeat(41), 'a.b'])('refuses the name %j', (name) => {
    expect(complaintsOf({ ...SHORT, kpi: { [name]: custom('rate', '> 98%') } })).toEqual([
      expect.stringMatching(/^kpi.*: has a name that cannot be used$/),
    ]);
  });
});
