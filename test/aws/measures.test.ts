import { measuringOf } from '../../lib/aws/measures';
import type { MetricQuery } from '../../lib/domain/sentinels/readings';
import { blueprintOf, SHORT } from '../domain/blueprint/support';

function query(kpi: Record<string, unknown>, more: Partial<MetricQuery> = {}): MetricQuery {
  const [found] = blueprintOf({ ...SHORT, kpi }).kpis;
  return { kpi: found!, arm: 'candidate', endpoint: 'fraud', variant: 'candidate-7', ...more };
}

const shown = (asked: MetricQuery) =>
  measuringOf(asked).statistics.map(({ namespace, name, statistic }) => `${namespace} ${name} ${statistic}`);

/** What becomes of the values of one period. */
function measured(asked: MetricQuery, values: readonly (number | undefined)[]) {
  const measuring = measuringOf(asked);
  return measuring.kind === 'counts' ? measuring.toCounts(values) : measuring.toValue(values);
}

const paid = { namespace: 'Shop', name: 'Paid', dimensions: { V: '{variant}', E: '{endpoint}' } };
const ratio = { ...paid, kind: 'ratio', of: { name: 'Orders' } };

describe('measuringOf', () => {
  it.each([
    [{ error_rate: '< 1%' }, ['AWS/SageMaker Invocations Sum', 'AWS/SageMaker InvocationModelErrors Sum']],
    [
      { success_rate: { limit: '> 99%', errors: ['4xx', '5xx'] } },
      [
        'AWS/SageMaker Invocations Sum',
        'AWS/SageMaker Invocation4XXErrors Sum',
        'AWS/SageMaker Invocation5XXErrors Sum',
      ],
    ],
    [{ p99_latency: '< 300ms' }, ['AWS/SageMaker ModelLatency SampleCount', 'AWS/SageMaker ModelLatency TC(300000:)']],
    [{ p90_latency: { worse_than_baseline: '1.2x' } }, ['AWS/SageMaker ModelLatency p90']],
    [{ overhead_latency: '< 50ms' }, ['AWS/SageMaker OverheadLatency Average']],
    [{ throughput: '> 100' }, ['AWS/SageMaker Invocations Sum']],
    [{ gpu_utilization: '< 80%' }, ['/aws/sagemaker/Endpoints GPUUtilization Average']],
    [{ pay: { metric: { ...paid, kind: 'rate' }, limit: '> 98%' } }, ['Shop Paid SampleCount', 'Shop Paid Sum']],
    [{ pay: { metric: ratio, limit: '< 3%' } }, ['Shop Paid Sum', 'Shop Orders Sum']],
  ])('reads %j from %j', (kpi, statistics) => {
    expect(shown(query(kpi))).toEqual(statistics);
  });

  it('reads a percentile itself where latencies cannot be counted', () => {
    expect(shown(query({ p99_latency: '< 300ms' }, { byValue: true }))).toEqual(['AWS/SageMaker ModelLatency p99']);
  });

  it('probes whether they can be, with a count of all of them', () => {
    const probing = query({ p99_latency: '< 300ms' }, { probe: true });
    expect(shown(probing)).toEqual([
      'AWS/SageMaker ModelLatency SampleCount',
      'AWS/SageMaker ModelLatency TC(300000:)',
      'AWS/SageMaker ModelLatency TC(0:)',
    ]);
    expect(measuringOf(probing)).toMatchObject({ probed: 2 });
  });

  it('fills in the variant and the endpoint', () => {
    const [statistic] = measuringOf(query({ pay: { metric: { ...paid, kind: 'mean' }, limit: '> 1' } })).statistics;
    expect(statistic?.dimensions).toEqual({ V: 'candidate-7', E: 'fraud' });
  });

  it.each([
    [
      'errors of a KPI that counts several kinds',
      { error_rate: { limit: '< 1%', errors: ['4xx', '5xx'] } },
      [100, 2, 3],
      { requests: 100, failures: 5 },
    ],
    [
      'zeros of a rate that should be high',
      { pay: { metric: { ...paid, kind: 'rate' }, limit: '> 98%' } },
      [100, 97],
      { requests: 100, failures: 3 },
    ],
    [
      'ones of a rate that should be low',
      { pay: { metric: { ...paid, kind: 'rate' }, limit: '< 2%' } },
      [100, 3],
      { requests: 100, failures: 3 },
    ],
    [
      'the part of a ratio that should be low',
      { pay: { metric: ratio, limit: '< 3%' } },
      [4, 100],
      { requests: 100, failures: 4 },
    ],
    [
      'the rest of a ratio that should be high',
      { pay: { metric: ratio, limit: '> 90%' } },
      [92, 100],
      { requests: 100, failures: 8 },
    ],
    [
      'no part at all as zero',
      { pay: { metric: ratio, limit: '< 3%' } },
      [undefined, 100],
      { requests: 100, failures: 0 },
    ],
    ['nothing of which there is nothing', { pay: { metric: ratio, limit: '< 3%' } }, [4, undefined], undefined],
    ['seconds', { mean_latency: '< 90ms' }, [45_000], 0.045],
    ['a ratio that is no share', { pay: { metric: ratio, limit: '> 1.5' } }, [30, 10], 3],
    ['no ratio of nothing', { pay: { metric: ratio, limit: '> 1.5' } }, [30, 0], undefined],
  ])('makes of a period %s', (_, kpi, values, expected) => {
    expect(measured(query(kpi), values)).toEqual(expected);
  });

  it('scales throughput up to all of the traffic', () => {
    expect(measured(query({ throughput: '> 100' }, { share: 0.05 }), [12])).toBeCloseTo(240);
  });
});
