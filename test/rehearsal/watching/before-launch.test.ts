import type { PutCompositeAlarmCommandInput, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Stage } from '../../../lib/rehearsal/stage';
import { play } from '../judging/support';
import { playStory, type Story } from '../support';

jest.setTimeout(60_000);

const BLUEPRINT = { endpoint: 'fraud', model: 'fraud-v2', alarms: ['mine'] };
const VARIANT = [
  { Name: 'EndpointName', Value: 'fraud' },
  { Name: 'VariantName', Value: 'AllTraffic' },
];
const ERRORS: PutMetricAlarmCommandInput = {
  AlarmName: 'mine',
  Namespace: 'AWS/SageMaker',
  MetricName: 'Invocation5XXErrors',
  Dimensions: VARIANT,
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0.05,
  TreatMissingData: 'notBreaching',
};

/** Puts an alarm of the user's in place of the scenario's. */
function putting(operation: string, input: PutMetricAlarmCommandInput | PutCompositeAlarmCommandInput) {
  return async ({ emulator }: Stage): Promise<void> => {
    await emulator.direct('CloudWatch', 'DeleteAlarms', { AlarmNames: ['mine'] });
    await emulator.direct('CloudWatch', operation, input);
    await emulator.clock.run(() => false, emulator.clock.now() + 2 * 60_000);
  };
}

function startedWith({ report }: Story): { readonly warnings: readonly string[]; readonly power: readonly unknown[] } {
  const found = report.events.find(({ detailType }) => detailType === 'deployment.started');
  return found?.detail as { warnings: readonly string[]; power: readonly unknown[] };
}

describe('before a launch', () => {
  it('an alarm that can do its work is fine', async () => {
    const story = await playStory({ blueprint: BLUEPRINT, prepare: putting('PutMetricAlarm', ERRORS) });
    expect(story.report.outcome).toBe('completed');
    expect(startedWith(story).warnings).toEqual([expect.stringContaining('alarm mine watches variant AllTraffic')]);
  });

  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ['a limit beyond the metric', { Threshold: 5 }, 'alarm mine can never fire'],
    ['no variant', { Dimensions: VARIANT.slice(0, 1) }, 'VariantName is missing'],
    [
      'another unit',
      { MetricName: 'ModelLatency', Unit: 'Milliseconds', Threshold: 3e5 },
      'publishes it in Microseconds',
    ],
    ['no actions', { ActionsEnabled: false }, 'alarm mine is disabled'],
  ])('an alarm with %s is refused, in a sentence', async (_, change, reason) => {
    const prepare = putting('PutMetricAlarm', { ...ERRORS, ...change });
    const { report } = await playStory({ blueprint: BLUEPRINT, prepare });
    expect(report.outcome).toBe('refused');
    expect(report.reason).toContain(reason);
  });

  it('a composite that is never on is refused', async () => {
    const prepare = putting('PutCompositeAlarm', { AlarmName: 'mine', AlarmRule: 'FALSE' });
    const { report } = await playStory({ blueprint: BLUEPRINT, prepare });
    expect(report).toMatchObject({ outcome: 'refused', reason: 'alarm mine never fires: its rule is FALSE' });
  });

  it('all that is wrong is told at once', async () => {
    const { report } = await playStory({
      blueprint: { ...BLUEPRINT, alarms: ['mine', 'gone'], decision: 'decide' },
      scenario: { alarms: [{ name: 'gone', state: 'MISSING' }] },
      prepare: putting('PutMetricAlarm', { ...ERRORS, Threshold: 5 }),
    });
    expect(report.reason).toContain('alarm gone does not exist');
    expect(report.reason).toContain('alarm mine can never fire');
  });

  it('the minutes until a regression shows are told', async () => {
    const story = await play({});
    expect(startedWith(story)).toMatchObject({
      warnings: [],
      power: [{ kpi: 'error_rate', minutes: expect.any(Number) }],
    });
  });

  const quiet = { traffic: { requestsPerMinute: 12 } };

  it('too little traffic is warned about, or refused, or ignored, as the blueprint says', async () => {
    const warned = await play({ inconclusive: 'promote' }, quiet);
    expect(startedWith(warned).warnings).toEqual([
      expect.stringMatching(/^KPI error_rate could not show a rate 4 times/),
    ]);
    expect(warned.report.outcome).toBe('completed');
    const refused = await play({ power: 'refuse' }, quiet);
    expect(refused.report.outcome).toBe('refused');
    expect(refused.report.reason).toContain('KPI error_rate could not show a rate 4 times');
    const ignored = await play({ power: 'off', inconclusive: 'promote' }, quiet);
    expect(startedWith(ignored)).toMatchObject({ warnings: [], power: [] });
  });

  it('a KPI whose metric nobody publishes is warned about', async () => {
    const metric = { namespace: 'Nobody', name: 'Nothing', kind: 'rate', dimensions: { Variant: '{variant}' } };
    const story = await playStory({
      blueprint: {
        endpoint: 'fraud',
        model: 'fraud-v2',
        kpi: { error_rate: '< 1%', lost: { metric, limit: '> 98%' } },
      },
      prepare: ({ emulator }) => {
        emulator.intercept(async (call, next) => {
          const answer = await next();
          return call.operation === 'GetMetricData' ? withoutNobody(call.input, answer) : answer;
        });
      },
      scenario: { operator: [{ at: '20m', do: 'abort' }] },
    });
    expect(startedWith(story).warnings).toEqual(
      expect.arrayContaining([expect.stringContaining('KPI lost has no data point')]),
    );
  });
});

/** The answer without what the rehearsal publishes in the user's name. */
function withoutNobody(input: unknown, answer: unknown): unknown {
  const { MetricDataQueries } = input as {
    MetricDataQueries: { Id: string; MetricStat: { Metric: { Namespace: string } } }[];
  };
  const unknown = MetricDataQueries.filter(({ MetricStat }) => MetricStat.Metric.Namespace === 'Nobody').map(
    ({ Id }) => Id,
  );
  const { MetricDataResults, ...rest } = answer as { MetricDataResults: { Id: string }[] };
  return {
    ...rest,
    MetricDataResults: MetricDataResults.map((result) =>
      unknown.includes(result.Id) ? { ...result, Timestamps: [], Values: [] } : result,
    ),
  };
}

describe('hours of caution', () => {
  // Rehearsals begin on a Monday at 9:10, UTC; the incident is within the usual limit.
  const kpi = { error_rate: '< 8%' };
  const incident = { incidents: [{ phase: 'half', after: '30s', errorRate: '4%' }] };
  const caution = { hours: '08:00-18:00', days: 'mon-fri', timeZone: 'Etc/UTC', kpi: { error_rate: '< 1%' } };

  it('hold the release to the stricter limits', async () => {
    const { report } = await play({ kpi, caution }, incident);
    expect(report.outcome).toBe('rolled_back');
    expect(report.reason).toContain('error_rate (limit < 1%)');
  });

  it('leave it to the usual ones at other times', async () => {
    const weekend = { ...caution, days: 'sat-sun' };
    const tokyo = { ...caution, timeZone: 'Asia/Tokyo' };
    expect((await play({ kpi, caution: weekend }, incident)).report.outcome).toBe('completed');
    expect((await play({ kpi, caution: tokyo }, incident)).report.outcome).toBe('completed');
  });
});
