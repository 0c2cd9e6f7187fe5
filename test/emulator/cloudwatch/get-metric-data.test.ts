import { errorOf, MINUTE, SECOND, setUp, START } from './support';

const AT = START / 1000;

const query = (id: string, input: object = {}, stat: object = {}) => ({
  Id: id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum', ...stat },
  ...input,
});

async function setUpThreeMinutes() {
  const world = setUp();
  for (const value of [1, 2, 4]) {
    world.publish({ values: [[value, 1]] });
    if (value !== 2) world.publish({ name: 'Requests', values: [[1, 10]] });
    await world.advance(MINUTE);
  }
  const get = (MetricDataQueries: object[], input: object = {}) =>
    world.call('GetMetricData', { MetricDataQueries, StartTime: AT, EndTime: AT + 180, ...input });
  return { ...world, get };
}

describe('GetMetricData', () => {
  it('returns metrics and math, newest first, and not what is only an intermediate result', async () => {
    const { get } = await setUpThreeMinutes();
    const requests = { Metric: { Namespace: 'Shop', MetricName: 'Requests' } };
    const queries = [query('m1'), query('m2', { ReturnData: false }, requests), { Id: 'rate', Expression: 'm1 / m2' }];
    expect(get(queries)).toEqual({
      Messages: [],
      MetricDataResults: [
        { Id: 'm1', Label: 'Errors', StatusCode: 'Complete', Timestamps: [AT + 120, AT + 60, AT], Values: [4, 2, 1] },
        { Id: 'rate', Label: 'rate', StatusCode: 'Complete', Timestamps: [AT + 120, AT], Values: [0.4, 0.1] },
      ],
    });
  });

  it('returns oldest first when asked, and periods of any length from the rounded start', async () => {
    const { get } = await setUpThreeMinutes();
    const [result] = get([query('m1', {}, { Period: 120 })], {
      ScanBy: 'TimestampAscending',
      StartTime: AT + 59,
    }).MetricDataResults;
    expect(result).toMatchObject({ Timestamps: [AT, AT + 120], Values: [3, 4] });
  });

  it('leaves out data at and after the end', async () => {
    const { get } = await setUpThreeMinutes();
    expect(get([query('m1')], { EndTime: AT + 60 }).MetricDataResults[0].Values).toEqual([1]);
    expect(get([query('m1')], { EndTime: AT + 61 }).MetricDataResults[0].Values).toEqual([2, 1]);
  });

  it('labels by what tells the queries apart', async () => {
    const { get } = await setUpThreeMinutes();
    const labels = (...queries: object[]) =>
      get(queries).MetricDataResults.map(({ Label }: { Label: string }) => Label);
    expect(labels(query('a'), query('b', {}, { Stat: 'Minimum', Period: 30 }))).toEqual([
      'Errors Sum 60',
      'Errors Minimum 30',
    ]);
    expect(labels(query('a'), query('b', {}, { Stat: 'Minimum' }))).toEqual(['Errors Sum', 'Errors Minimum']);
    expect(labels(query('a'), query('b', { Label: 'mine' }))).toEqual(['Errors', 'mine']);
  });

  it('returns one unit and says so when there are several', async () => {
    const { get, publish } = await setUpThreeMinutes();
    publish({ timestamp: START, values: [[500, 1]], unit: 'Count' });
    const [result] = get([query('m1')]).MetricDataResults;
    expect(result).toMatchObject({
      Values: [500],
      Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Count, None]'" }],
    });
    expect(get([query('m1', {}, { Unit: 'None' })]).MetricDataResults[0].Values).toEqual([4, 2, 1]);
    expect(get([query('m1', {}, { Unit: 'Seconds' })]).MetricDataResults[0].Values).toEqual([]);
  });

  it('returns an array of series as several results', async () => {
    const { get } = await setUpThreeMinutes();
    const requests = { Metric: { Namespace: 'Shop', MetricName: 'Requests' } };
    const queries = [query('m1', { ReturnData: false }), query('m2', { ReturnData: false }, requests)];
    const { MetricDataResults: results } = get([...queries, { Id: 'all', Expression: 'METRICS() * 2' }]);
    expect(results).toMatchObject([
      { Id: 'all', Label: 'Errors', Values: [8, 4, 2] },
      { Id: 'all', Label: 'Requests', Values: [20, 20] },
    ]);
  });

  it('keeps sub-minute data for three hours', async () => {
    const { publish, call, advance } = setUp();
    publish({ values: [[1, 1]], storageResolution: 1 });
    const read = (period: number) => {
      const MetricDataQueries = [query('m1', {}, { Period: period })];
      return call('GetMetricData', { MetricDataQueries, StartTime: AT, EndTime: AT + 60 }).MetricDataResults[0].Values;
    };
    await advance(3 * 60 * MINUTE);
    expect([read(10), read(60)]).toEqual([[1], [1]]);
    await advance(SECOND);
    expect([read(10), read(60)]).toEqual([[], [1]]);
  });

  it('shows data only after the delay that was set when it came', async () => {
    const { publish, call, advance, cloudWatch } = setUp();
    cloudWatch.setMetricDelay(30);
    publish({ values: [[1, 1]] });
    cloudWatch.setMetricDelay(0);
    publish({ values: [[5, 1]] });
    const read = () =>
      call('GetMetricData', { MetricDataQueries: [query('m1')], StartTime: AT, EndTime: AT + 60 }).MetricDataResults[0]
        .Values;
    expect(read()).toEqual([5]);
    await advance(30 * SECOND);
    expect(read()).toEqual([6]);
  });

  it.each([
    [
      [query('m1'), query('m1')],
      {},
      'ValidationException',
      'The values for parameter id in MetricDataQueries are not unique.',
    ],
    [
      [query('m1', {}, { Stat: 'p999' })],
      {},
      'ValidationException',
      'The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
    ],
    [
      [query('m1')],
      { EndTime: AT },
      'ValidationException',
      'The parameter StartTime must be less than the parameter EndTime.',
    ],
    [[query('m1')], { NextToken: 'x' }, 'InvalidNextToken', 'Invalid nextToken: x'],
    [[query('m1', { AccountId: '1' })], {}, 'NotEmulated', expect.stringContaining('other accounts')],
    [[query('m1')], { MaxDatapoints: 1 }, 'NotEmulated', expect.stringContaining('several pages')],
    [[query('m1', {}, { Period: 45 })], {}, 'ValidationException', expect.stringContaining('multiple of 60 (got 45)')],
  ])('refuses %j with %j', async (queries, input, code, message) => {
    const { get } = await setUpThreeMinutes();
    expect(errorOf(() => get(queries, input))).toMatchObject({ code, message });
  });
});
