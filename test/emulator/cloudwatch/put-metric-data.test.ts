import { errorOf, MINUTE, setUp, START } from './support';

const AT = START / 1000;

function statistics({ call }: ReturnType<typeof setUp>, input: object = {}) {
  return call('GetMetricStatistics', {
    Namespace: 'Shop',
    MetricName: 'PaySuccess',
    StartTime: AT - 600,
    EndTime: AT + 600,
    Period: 60,
    Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'],
    ...input,
  }).Datapoints;
}

describe('PutMetricData', () => {
  it.each([
    [{ Value: 4 }, { SampleCount: 1, Sum: 4, Minimum: 4, Maximum: 4, Average: 4 }],
    [
      { Values: [0, 1], Counts: [10, 990] },
      { SampleCount: 1000, Sum: 990, Minimum: 0, Maximum: 1, Average: 0.99 },
    ],
    [{ Values: [1, 6, 10] }, { SampleCount: 3, Sum: 17, Minimum: 1, Maximum: 10, Average: 17 / 3 }],
    [
      { StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 5 } },
      { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 5, Average: 2.5 },
    ],
  ])('stores %j', (datum, expected) => {
    const world = setUp();
    const MetricData = [{ MetricName: 'PaySuccess', ...datum }];
    expect(world.call('PutMetricData', { Namespace: 'Shop', MetricData })).toEqual({});
    expect(statistics(world)).toEqual([{ Timestamp: AT, Unit: 'None', ...expected }]);
  });

  it('adds up what comes for the same minute and keeps units apart', async () => {
    const world = setUp();
    const put = (datum: object) =>
      world.call('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'PaySuccess', ...datum }] });
    put({ Value: 1 });
    await world.advance(MINUTE / 2);
    put({ Value: 3 });
    put({ Value: 7, Unit: 'Seconds' });
    put({ Value: 9, Timestamp: AT - 300 });
    expect(statistics(world, { Statistics: ['Sum'] })).toEqual([
      { Timestamp: AT - 300, Unit: 'None', Sum: 9 },
      { Timestamp: AT, Unit: 'None', Sum: 4 },
      { Timestamp: AT, Unit: 'Seconds', Sum: 7 },
    ]);
    expect(statistics(world, { Statistics: ['Sum'], Unit: 'Seconds' })).toEqual([
      { Timestamp: AT, Unit: 'Seconds', Sum: 7 },
    ]);
  });

  it('computes percentiles of values, and of a statistic set only where it leaves no doubt', () => {
    const world = setUp();
    const put = (datum: object) =>
      world.call('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'PaySuccess', ...datum }] });
    const percentiles = () => statistics(world, { Statistics: undefined, ExtendedStatistics: ['p50', 'p99'] });
    put({ StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 3, Maximum: 3 } });
    expect(percentiles()).toEqual([{ Timestamp: AT, Unit: 'None', ExtendedStatistics: { p50: 3, p99: 3 } }]);
    put({ StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 1, Maximum: 5 } });
    expect(percentiles()).toEqual([]);
  });

  it.each([
    [{ Unit: 'Hours', Value: 1 }, 'InvalidParameterValueException'],
    [{ StorageResolution: 30, Value: 1 }, 'InvalidParameterValueException'],
    [{ Timestamp: AT + 3 * 3600, Value: 1 }, 'InvalidParameterValueException'],
    [{ Timestamp: AT - 15 * 86_400, Value: 1 }, 'InvalidParameterValueException'],
    [{}, 'MissingRequiredParameterException'],
    [{ Value: 1, Values: [1] }, 'InvalidParameterCombinationException'],
    [{ Value: 1, Counts: [1] }, 'InvalidParameterCombinationException'],
    [{ Values: [1, 2], Counts: [1] }, 'InvalidParameterValueException'],
    [{ Values: [] }, 'ValidationException'],
    [{ Value: Number.NaN }, 'InvalidParameterValueException'],
    [{ Value: 2 ** 361 }, 'InvalidParameterValueException'],
    [{ Value: 1, Dimensions: [{ Name: 'a', Value: '' }] }, 'InvalidParameterValueException'],
    [{ StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } }, 'InvalidParameterValueException'],
  ])('refuses %j and stores nothing of the request', (datum, code) => {
    const world = setUp();
    const MetricData = [
      { MetricName: 'PaySuccess', Value: 1 },
      { MetricName: 'PaySuccess', ...datum },
    ];
    expect(errorOf(() => world.call('PutMetricData', { Namespace: 'Shop', MetricData })).code).toBe(code);
    expect(statistics(world)).toEqual([]);
  });

  it('refuses the namespaces of AWS', () => {
    const { call } = setUp();
    const error = errorOf(() => call('PutMetricData', { Namespace: 'AWS/SageMaker', MetricData: [] }));
    expect(error.message).toBe('The value AWS/ for parameter Namespace is invalid.');
  });
});

describe('ListMetrics', () => {
  it('lists metrics by namespace, name and dimensions once they have visible data', async () => {
    const { call, cloudWatch, publish, advance } = setUp({ metricDelay: 60 });
    publish({ name: 'Errors', dimensions: { Variant: 'a' }, values: [[1, 1]] });
    publish({ name: 'Errors', dimensions: { Variant: 'b' }, values: [[1, 1]] });
    cloudWatch.publish([{ namespace: 'Other', name: 'X', dimensions: {}, timestamp: START, values: [[1, 1]] }]);
    expect(call('ListMetrics').Metrics).toEqual([]);
    await advance(MINUTE);
    expect(call('ListMetrics').Metrics).toHaveLength(3);
    expect(call('ListMetrics', { Namespace: 'Shop', Dimensions: [{ Name: 'Variant', Value: 'b' }] }).Metrics).toEqual([
      { Namespace: 'Shop', MetricName: 'Errors', Dimensions: [{ Name: 'Variant', Value: 'b' }] },
    ]);
    expect(call('ListMetrics', { Dimensions: [{ Name: 'Variant' }] }).Metrics).toHaveLength(2);
    await advance(4 * 60 * MINUTE);
    expect(call('ListMetrics', { RecentlyActive: 'PT3H' }).Metrics).toEqual([]);
  });
});

describe('GetMetricStatistics', () => {
  it.each([
    [{ Statistics: undefined }, 'MissingRequiredParameterException'],
    [{ ExtendedStatistics: ['p99'] }, 'InvalidParameterCombinationException'],
    [{ Statistics: ['Median'] }, 'ValidationException'],
    [{ Period: 7 }, 'ValidationException'],
    [{ EndTime: AT - 600 }, 'InvalidParameterValueException'],
    [{ StartTime: AT - 2 * 86_400 }, 'InvalidParameterCombinationException'],
  ])('refuses %j', (input, code) => {
    expect(errorOf(() => statistics(setUp(), input)).code).toBe(code);
  });
});
