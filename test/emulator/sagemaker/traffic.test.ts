import type { Workload } from '../../../lib/emulator/sagemaker/workload';
import { createWorld, HEALTHY, START, sumOf, withCandidate, workload } from './support';

/** A sum of Poisson draws lies this far from its mean about once in 10 000 tries; the seed is fixed anyway. */
function near(expected: number) {
  const margin = 4 * Math.sqrt(expected);
  return { asymmetricMatch: (got: unknown) => typeof got === 'number' && Math.abs(got - expected) <= margin };
}

async function dataOf(seed: string, others: boolean) {
  const { sagemaker, data, pass } = withCandidate(createWorld({ seed, workload: workload(600) }));
  if (others) sagemaker.putEndpoint({ name: 'zoo', variants: [{ name: 'baseline', model: 'z' }] });
  await pass(300);
  return data.filter(({ dimensions }) => dimensions['EndpointName'] === 'shop');
}

describe('generated traffic', () => {
  it('follows the weights', async () => {
    const { sagemaker, data, pass } = createWorld({ workload: workload(6000) });
    sagemaker.putEndpoint({
      name: 'shop',
      variants: [
        { name: 'baseline', model: 'a', weight: 3 },
        { name: 'candidate', model: 'b', weight: 1 },
      ],
    });
    await pass(600);
    expect(sumOf(data, 'Invocations', 'baseline')).toEqual(near(45_000));
    expect(sumOf(data, 'Invocations', 'candidate')).toEqual(near(15_000));
  });

  it('follows a change of weights inside a minute, and counts each request for the model that served it', async () => {
    const { sagemaker, data, setWeights, pass } = withCandidate(createWorld({ workload: workload(60_000) }));
    await pass(15);
    setWeights({ baseline: 0, candidate: 1 });
    await pass(30);
    await pass(15);
    expect(sumOf(data, 'Invocations', 'baseline')).toEqual(near(45_000));
    expect(sumOf(data, 'Invocations', 'candidate')).toEqual(near(15_000));
    expect(sagemaker.served('shop')).toEqual([
      {
        variant: 'baseline',
        model: 'shop-v1',
        requests: sumOf(data, 'Invocations', 'baseline'),
        errors: expect.any(Number),
      },
      {
        variant: 'candidate',
        model: 'shop-v2',
        requests: sumOf(data, 'Invocations', 'candidate'),
        errors: expect.any(Number),
      },
    ]);
  });

  it('follows a workload that changes inside a minute', async () => {
    const at = START + 45_000;
    const jumps: Workload = {
      requestsPerMinute: (_, now) => (now < at ? 1000 : 100_000),
      behaviour: (_e, _m, _v, now) => (now < at ? HEALTHY : { ...HEALTHY, errorRate: 0.5 }),
      changePoints: (_, from, to) => [at].filter((point) => point >= from && point < to),
    };
    const { data, pass } = withCandidate(createWorld({ workload: jumps }));
    await pass(60);
    expect(sumOf(data, 'Invocations', 'baseline')).toEqual(near(25_750));
    expect(sumOf(data, 'Invocation5XXErrors', 'baseline')).toEqual(near(12_500));
  });

  it('publishes every metric of a period when it ends, by variant', async () => {
    const { data, pass } = withCandidate(createWorld({ workload: workload(600) }));
    await pass(59);
    expect(data).toEqual([]);
    await pass(1);
    const shown = data.map(({ namespace, name, unit, timestamp, dimensions, storageResolution }) => {
      expect([timestamp, storageResolution]).toEqual([START, 60]);
      return `${namespace} ${name} ${unit} ${Object.entries(dimensions).join(' ')}`;
    });
    const baseline = 'EndpointName,shop VariantName,baseline';
    const candidate = 'EndpointName,shop VariantName,candidate';
    expect(shown).toEqual([
      `AWS/SageMaker Invocations None ${baseline}`,
      `AWS/SageMaker InvocationsPerInstance None ${baseline}`,
      `AWS/SageMaker Invocation4XXErrors None ${baseline}`,
      `AWS/SageMaker Invocation5XXErrors None ${baseline}`,
      `AWS/SageMaker InvocationModelErrors None ${baseline}`,
      `AWS/SageMaker ModelLatency Microseconds ${baseline}`,
      `AWS/SageMaker OverheadLatency Microseconds ${baseline}`,
      ...[baseline, candidate].flatMap((variant) =>
        ['CPUUtilization', 'MemoryUtilization', 'DiskUtilization'].map(
          (name) => `/aws/sagemaker/Endpoints ${name} Percent ${variant}`,
        ),
      ),
    ]);
    const requests = sumOf(data, 'Invocations', 'baseline');
    expect(sumOf(data, 'InvocationsPerInstance', 'baseline')).toBeCloseTo(requests / 2);
    const perRequest = data.filter(({ namespace }) => namespace === 'AWS/SageMaker');
    const samples = perRequest.map(({ values }) => values.reduce((sum, [, count]) => sum + count, 0));
    expect(samples).toEqual(Array(7).fill(requests));
  });

  it.each([
    ['4xx' as const, { Invocation4XXErrors: 1, Invocation5XXErrors: 0, InvocationModelErrors: 1 }],
    ['5xx' as const, { Invocation4XXErrors: 0, Invocation5XXErrors: 1, InvocationModelErrors: 1 }],
    ['model' as const, { Invocation4XXErrors: 0, Invocation5XXErrors: 0, InvocationModelErrors: 1 }],
  ])('counts a %s failure where AWS counts it', async (errorKind, expected) => {
    const { data, pass } = withCandidate(
      createWorld({ workload: workload(600, { 'shop-v1': { ...HEALTHY, errorRate: 1, errorKind } }) }),
    );
    await pass(60);
    const requests = sumOf(data, 'Invocations', 'baseline');
    for (const [metric, rate] of Object.entries(expected)) {
      expect([metric, sumOf(data, metric, 'baseline') / requests]).toEqual([metric, rate]);
    }
  });

  it('overwhelms a fleet that is too small: slower, failing, hot', async () => {
    const limited = { ...HEALTHY, requestsPerMinutePerInstance: 1000 };
    const { data, sagemaker, pass } = createWorld({ workload: workload(4000, { small: limited, large: limited }) });
    sagemaker.putEndpoint({
      name: 'shop',
      variants: [
        { name: 'small', model: 'small', instances: 1 },
        { name: 'large', model: 'large', instances: 10 },
      ],
    });
    await pass(60);
    const mean = (name: string, variant: string) => sumOf(data, name, variant) / sumOf(data, 'Invocations', variant);
    expect(mean('Invocation5XXErrors', 'small')).toBeCloseTo(0.5, 1);
    expect(mean('Invocation5XXErrors', 'large')).toBeLessThan(0.01);
    expect(mean('ModelLatency', 'small')).toBeGreaterThan(5 * mean('ModelLatency', 'large'));
    expect(sumOf(data, 'CPUUtilization', 'small')).toBeGreaterThan(90);
    expect(sumOf(data, 'CPUUtilization', 'large') / 10).toBeLessThan(30);
  });

  it('is silent about requests where there are none, unless the switch says otherwise', async () => {
    for (const zeroInvocationsAtZeroTraffic of ['absent', 'present'] as const) {
      const { data, pass } = withCandidate(
        createWorld({ workload: workload(600), settings: { switches: { zeroInvocationsAtZeroTraffic } } }),
      );
      await pass(60);
      const names = data
        .filter(
          ({ dimensions, namespace }) => dimensions['VariantName'] === 'candidate' && namespace === 'AWS/SageMaker',
        )
        .map(({ name, values }) => [name, values]);
      const zero = [[0, 1]];
      expect(names).toEqual(
        zeroInvocationsAtZeroTraffic === 'absent'
          ? []
          : [
              ['Invocations', zero],
              ['InvocationsPerInstance', zero],
            ],
      );
    }
  });

  it.each([
    ['10 s with enhanced metrics', true, 1, 6, 6],
    ['60 s without, while instances follow the frequency', false, 60, 1, 6],
  ])('has periods of %s', async (_, EnableEnhancedMetrics, resolution, invocations, utilizations) => {
    const { data, sagemaker, pass } = createWorld({ workload: workload(6000) });
    sagemaker.putEndpoint({
      name: 'shop',
      variants: [{ name: 'main', model: 'a' }],
      config: { MetricsConfig: { EnableEnhancedMetrics, MetricPublishFrequencyInSeconds: 10 } },
    });
    await pass(60);
    const of = (metric: string) => data.filter(({ name }) => name === metric);
    expect(of('Invocations').map(({ storageResolution }) => storageResolution)).toEqual(
      Array(invocations).fill(resolution),
    );
    expect(of('CPUUtilization').map(({ timestamp }) => timestamp - START)).toEqual(
      Array.from({ length: utilizations }, (__, index) => index * 10_000),
    );
    expect(sumOf(data, 'Invocations', 'main')).toEqual(near(6000));
  });

  it('comes only while the endpoint serves, and its last moments are not lost', async () => {
    const { call, config, sagemaker, data, clock, pass } = createWorld({ workload: workload(6000) });
    sagemaker.putModel('a');
    config('c', [{ VariantName: 'main', ModelName: 'a' }]);
    call('CreateEndpoint', { EndpointName: 'shop', EndpointConfigName: 'c' });
    await pass(300);
    expect(data).toEqual([]);
    await pass(90);
    call('DeleteEndpoint', { EndpointName: 'shop' });
    await clock.run();
    expect(sumOf(data, 'Invocations', 'main')).toEqual(near(9000));
    expect(sagemaker.served('shop')[0]?.requests).toBe(sumOf(data, 'Invocations', 'main'));
  });

  it('repeats for the same seed, whatever other endpoints do, and differs for another', async () => {
    expect(await dataOf('one', true)).toEqual(await dataOf('one', false));
    expect(await dataOf('two', false)).not.toEqual(await dataOf('one', false));
  });
});
