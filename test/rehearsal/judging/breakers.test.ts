import type { Story } from '../support';
import { play } from './support';

jest.setTimeout(60_000);

interface Config {
  readonly EndpointConfigName: string;
  readonly MetricsConfig?: Readonly<Record<string, unknown>>;
}

function inputsOf<Input>({ stage }: Story, operation: string): Input[] {
  return stage.emulator.calls.filter((call) => call.operation === operation).map(({ input }) => input as Input);
}

describe('metrics: fast', () => {
  const fast = { metrics: 'fast', kpi: { error_rate: '< 1%' } };

  it('turns ten-second metrics on for the release and puts them back as they were', async () => {
    const story = await play(fast);
    expect(story.report.outcome).toBe('completed');
    const [shared, final] = inputsOf<Config>(story, 'CreateEndpointConfig');
    expect(shared?.MetricsConfig).toMatchObject({ EnableEnhancedMetrics: true, MetricPublishFrequencyInSeconds: 10 });
    expect(final?.EndpointConfigName).toMatch(/final$/);
    expect(final?.MetricsConfig).toBeUndefined();
  });

  it('has breakers of ten seconds, which are quicker', async () => {
    const incidents = [{ phase: 'half', after: '62s', errorRate: '70%' }];
    const quick = await play(fast, { incidents });
    const slow = await play({ kpi: fast.kpi }, { incidents });
    const alarms = inputsOf<{ AlarmName: string; EvaluationPeriods: number }>(quick, 'PutMetricAlarm');
    expect(alarms[0]).toMatchObject({ EvaluationPeriods: 2, DatapointsToAlarm: 2 });
    for (const { report } of [quick, slow]) {
      expect(report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
    }
    expect(quick.report.rollback?.detectSeconds).toBeLessThan(45);
    expect(quick.report.rollback?.detectSeconds).toBeLessThan(slow.report.rollback?.detectSeconds ?? 0);
  });

  it('is refused where there is no config to go back to', async () => {
    const story = await play(
      {
        ...fast,
        strategy: 'standard',
        capacity: { instanceType: 'ml.m5.large', instances: 1 },
        phases: [{ traffic: '100%', bake: '6m' }],
      },
      { endpoint: { exists: false } },
    );
    expect(story.report).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('metrics: fast') });
  });
});

describe('circuit breakers', () => {
  it('see a catastrophe when the candidate has all the traffic and nothing is left to compare with', async () => {
    const story = await play(
      { kpi: { error_rate: '< 1%' } },
      { incidents: [{ phase: 'full', after: '3m', errorRate: '80%' }] },
    );
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
    const alarms = inputsOf<{ AlarmName: string; Metrics: unknown[] }>(story, 'PutMetricAlarm');
    // Requests and errors of both variants at first, and of the candidate alone in the end.
    expect(alarms.map(({ Metrics }) => Metrics.length - 1)).toEqual([4, 2]);
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(1);
  });

  it('keep quiet in an incident on both variants', async () => {
    const story = await play(
      { kpi: { error_rate: '< 1%' } },
      { incidents: [{ phase: 'half', after: '1m', for: '10m', variant: 'both', errorRate: '80%' }] },
    );
    expect(story.progress.filter(({ kind }) => kind === 'alarm')).toEqual([]);
    expect(story.report.outcome).toBe('completed');
  });

  it('have the limit that the blueprint gives them, or none', async () => {
    const incidents = [{ phase: 'half', after: '1m', errorRate: '30%' }];
    const given = await play({ kpi: { error_rate: { limit: '< 25%', breaker: '< 60%' } } }, { incidents });
    expect(given.report.rollback?.trigger).toBe('kpi');
    const none = await play({ kpi: { error_rate: { limit: '< 1%', breaker: 'none' } } }, { incidents });
    expect(inputsOf(none, 'PutMetricAlarm')).toEqual([]);
    expect(none.report.rollback?.trigger).toBe('kpi');
  });

  it('watch a metric of the users, too', async () => {
    const kpi = {
      pay_success: {
        metric: { namespace: 'Shop', name: 'PaySuccess', kind: 'rate', dimensions: { V: '{variant}' } },
        limit: '> 98%',
      },
    };
    const story = await play(
      { kpi },
      { incidents: [{ phase: 'half', after: '62s', metrics: { pay_success: '20%' } }] },
    );
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
    expect(story.report.reason).toMatch(/pay_success \(limit > 98%\): [78]\d\.\d\d % were on the wrong side/);
  });
});
