import { playStory } from '../support';
import { holdsOf, play, sharesOf } from './support';

jest.setTimeout(60_000);

describe('a limit that must be broken for a time', () => {
  const kpi = { error_rate: { limit: '< 10%', for: '3m' } };

  it('forgives a spike that is shorter', async () => {
    const story = await play({ kpi }, { incidents: [{ phase: 'half', after: '1m', for: '90s', errorRate: '40%' }] });
    expect(story.report).toMatchObject({ outcome: 'completed', rollback: null });
  });

  it('counts one that lasts', async () => {
    const story = await play({ kpi }, { incidents: [{ phase: 'half', after: '1m', errorRate: '40%' }] });
    expect(story.report.outcome).toBe('rolled_back');
    expect(story.report.rollback?.detectSeconds).toBeGreaterThanOrEqual(180);
    expect(story.report.reason).toContain('error_rate (limit < 10% for 3m)');
  });
});

describe('a limit that the baseline sets', () => {
  const twice = { baseline: { errorRate: '1%' }, candidate: { errorRate: '2.5%' } };

  it('sends back a candidate that is worse by a factor', async () => {
    const story = await play({ kpi: { error_rate: { worse_than_baseline: '1.25x' } } }, twice);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'kpi' } });
    expect(story.report.reason).toContain('error_rate (limit at most 1.25x the baseline)');
  });

  it('lets pass what lies within the factor, and says that nothing is left to compare with at 100 %', async () => {
    const story = await play({ kpi: { error_rate: { worse_than_baseline: '4x' } } }, twice);
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases.at(-1)?.reason).toContain('nothing is left to compare with');
  });

  it('sends back a candidate that is worse by a difference', async () => {
    const story = await play({ kpi: { error_rate: { worse_than_baseline: '+0.2%' } } }, twice);
    expect(story.report.outcome).toBe('rolled_back');
  });

  it('lets pass what lies within the difference', async () => {
    const story = await play({ kpi: { error_rate: { worse_than_baseline: '+2%' } } }, twice);
    expect(story.report.outcome).toBe('completed');
  });

  it('compares a latency without a limit', async () => {
    const phases = [
      { name: 'half', traffic: '50%', bake: '20m' },
      { name: 'full', traffic: '100%', bake: '6m' },
    ];
    const slower = { candidate: { latency: { p50: '60ms', p99: '180ms' } } };
    const kpi = { p90_latency: { worse_than_baseline: '1.25x' } };
    expect((await play({ kpi, phases }, slower)).report.outcome).toBe('rolled_back');
    expect((await play({ kpi, phases })).report.outcome).toBe('completed');
  });
});

describe('KPIs of other kinds', () => {
  it('rolls back when instances run hot where those of the baseline do not', async () => {
    const story = await play(
      { kpi: { cpu_utilization: { limit: '< 80%', for: '3m' } } },
      { incidents: [{ phase: 'half', after: '30s', cpu: '95%' }] },
    );
    expect(story.report.outcome).toBe('rolled_back');
    expect(story.report.reason).toMatch(/^cpu_utilization \(limit < 80% for 3m\): candidate 9\d %/);
  });

  it('judges GPUs where instances have them, and says so where they have none', async () => {
    const kpi = { error_rate: '< 2%', gpu_utilization: '< 90%' };
    const withGpu = await play({ kpi }, { baseline: { gpu: '50%' }, candidate: { gpu: '55%' } });
    expect(withGpu.report.outcome).toBe('completed');
    const without = await play({ kpi, inconclusive: 'promote' });
    expect(without.report.phases[0]?.reason).toMatch(/gpu_utilization .*no period with data of both variants/);
  });

  it('holds when the traffic dries up on both sides', async () => {
    const story = await play(
      {
        kpi: { error_rate: '< 2%', throughput: '> 1000' },
        phases: [
          { name: 'half', traffic: '50%', bake: '20m' },
          { name: 'full', traffic: '100%', bake: '6m' },
        ],
      },
      {
        traffic: {
          requestsPerMinute: [
            { at: '0s', value: 6000 },
            { at: '8m', value: 200 },
            { at: '40m', value: 6000 },
          ],
        },
      },
    );
    expect(holdsOf(story)).toEqual(['incident']);
    expect(story.report.outcome).toBe('completed');
  });

  it('counts throughput as if the variant had all of the traffic', async () => {
    const story = await play({ kpi: { throughput: '> 3000' } });
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases[0]?.reason).toMatch(/candidate [56],?\d{3} requests a minute on average/);
  });

  const refunds = {
    refunds: {
      metric: {
        namespace: 'Shop',
        name: 'Refunds',
        kind: 'ratio',
        dimensions: { Variant: '{variant}' },
        of: { name: 'Orders' },
      },
      limit: '< 3%',
    },
  };

  it('judges the ratio of two counts as counts', async () => {
    const story = await play(
      { kpi: refunds },
      { incidents: [{ phase: 'half', after: '30s', metrics: { refunds: '4%' } }] },
    );
    expect(story.report.outcome).toBe('rolled_back');
    expect(story.report.reason).toMatch(/^refunds \(limit < 3%\): .* candidate requests on the wrong side/);
    expect((await play({ kpi: refunds })).report.outcome).toBe('completed');
  });

  it('counts the errors that it is told to', async () => {
    const kpi = { error_rate: { limit: '< 1%', errors: ['5xx'] } };
    const candidate = { errorRate: '20%', errorKind: '4xx' };
    expect((await play({ kpi }, { candidate })).report.outcome).toBe('completed');
    expect((await play({ kpi }, { candidate: { ...candidate, errorKind: '5xx' } })).report.outcome).toBe('rolled_back');
  });

  it('takes the percentage of the mean of a metric of the users', async () => {
    const basket = (limit: string) => ({
      basket: { metric: { namespace: 'Shop', name: 'Basket', kind: 'mean', dimensions: { V: '{variant}' } }, limit },
    });
    const phases = [
      { name: 'half', traffic: '50%', bake: '25m' },
      { name: 'full', traffic: '100%', bake: '6m' },
    ];
    const story = await play(
      { kpi: basket('> 30'), phases },
      { baseline: { metrics: { basket: 45 } }, candidate: { metrics: { basket: 25 } } },
    );
    expect(story.report.outcome).toBe('rolled_back');
    expect(sharesOf(story)).toEqual([50, 0]);
  });
});

describe('latencies that CloudWatch cannot count', () => {
  it('are judged by the percentile itself, as a probe before any traffic has shown', async () => {
    const story = await playStory({
      blueprint: {
        endpoint: 'fraud',
        model: 'fraud-v2',
        kpi: { p90_latency: '< 100ms' },
        phases: [
          { name: 'half', traffic: '50%', bake: '15m' },
          { name: 'full', traffic: '100%', bake: '5m' },
        ],
      },
      scenario: { candidate: { latency: { p50: '120ms', p99: '200ms' } } },
      prepare: ({ emulator }) => {
        emulator.intercept(async (call, next) => {
          const answer = await next();
          if (call.operation !== 'GetMetricData') return answer;
          const { MetricDataQueries: queries } = call.input as {
            MetricDataQueries: { Id: string; MetricStat: { Stat: string } }[];
          };
          const counted = queries.filter(({ MetricStat }) => MetricStat.Stat.startsWith('TC')).map(({ Id }) => Id);
          const { MetricDataResults: results, ...rest } = answer as { MetricDataResults: { Id: string }[] };
          const emptied = results.map((one) =>
            counted.includes(one.Id) ? { ...one, Timestamps: [], Values: [] } : one,
          );
          return { ...rest, MetricDataResults: emptied };
        });
      },
    });
    expect(story.report.outcome).toBe('rolled_back');
    expect(story.report.reason).toMatch(
      /^p90_latency \(limit < 100ms\): candidate 0\.1\d s on average, above 0\.1 s in \d+ of \d+ periods/,
    );
  });
});
