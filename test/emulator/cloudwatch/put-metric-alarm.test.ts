import * as fc from 'fast-check';
import { ALARM, errorOf, setUp } from './support';

const metric = (id: string, returnData = false) => ({
  Id: id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' },
  ReturnData: returnData,
});
const math = (Metrics: object[]) => ({
  AlarmName: 'math',
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  Metrics,
});

describe('PutMetricAlarm', () => {
  it('leaves the state of an existing alarm as it is', () => {
    const { putAlarm, cloudWatch, call } = setUp();
    putAlarm();
    call('SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' });
    putAlarm({ Threshold: 99 });
    expect(cloudWatch.alarm('errors')?.state).toMatchObject({ value: 'ALARM', reason: 'drill' });
  });

  it('names a missing member, and all of them together', () => {
    const { call } = setUp();
    const error = errorOf(() =>
      call('PutMetricAlarm', { ...ALARM, AlarmName: undefined, EvaluationPeriods: undefined }),
    );
    expect(error).toMatchObject({
      code: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'alarmName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'evaluationPeriods' failed to satisfy constraint: Member must not be null",
    });
  });

  it.each([
    [{ AlarmName: 'x'.repeat(256) }, /at 'alarmName' .* less than or equal to 255$/],
    [{ AlarmDescription: 'x'.repeat(1025) }, /at 'alarmDescription' .* 1024$/],
    [{ AlarmActions: Array.from({ length: 6 }, () => 'arn:aws:sns:eu-west-1:123456789012:t') }, /at 'alarmActions'/],
    [{ AlarmActions: ['my-topic'] }, /^Invalid arn syntax: my-topic$/],
    [{ EvaluationPeriods: 0 }, /'0' at 'evaluationPeriods' .* greater than or equal to 1$/],
    [{ DatapointsToAlarm: 2 }, /^DatapointsToAlarm must be less than or equal to EvaluationPeriods$/],
    [{ Period: 45 }, /^Period must be 10, 20, 30 or a multiple of 60/],
    [{ Period: 1 }, /^Period must be/],
    [{ Period: 300, EvaluationPeriods: 289 }, /more than a day \(EvaluationPeriods \* Period must be <= 86400\)\.$/],
    [{ Period: 3600, EvaluationPeriods: 169 }, /more than 7 days .* 604800/],
    [{ ComparisonOperator: 'EqualToThreshold' }, /at 'comparisonOperator' .* enum value set/],
    [{ ComparisonOperator: 'LessThanLowerThreshold' }, /at 'comparisonOperator'/],
    [{ Threshold: undefined }, /null at 'threshold'/],
    [{ TreatMissingData: 'good' }, /at 'treatMissingData'/],
    [{ EvaluateLowSampleCountPercentile: 'wait' }, /^Option wait is not supported/],
    [{ Statistic: 'Median' }, /at 'statistic' .*\[SampleCount, Sum, Average, Minimum, Maximum\]$/],
    [{ ExtendedStatistic: 'p99' }, /Exactly one of the parameters Statistic and ExtendedStatistic/],
    [{ Statistic: undefined }, /Exactly one of the parameters Statistic and ExtendedStatistic/],
    [
      { Statistic: undefined, ExtendedStatistic: 'p101' },
      /value p101 for parameter ExtendedStatistic is not supported/,
    ],
    [{ Unit: 'Hours' }, /at 'unit'/],
    [{ Namespace: undefined }, /Namespace is required/],
    [{ Period: undefined }, /Period is required/],
    [{ MetricName: undefined }, /One of the parameters MetricName and Metrics/],
    [{ Metrics: [metric('m1', true)] }, /Metrics and MetricName, Namespace, Statistic, Period are mutually exclusive/],
  ])('refuses %j', (input, message) => {
    const { call, cloudWatch, events } = setUp();
    expect(errorOf(() => call('PutMetricAlarm', { ...ALARM, ...input })).message).toMatch(message);
    expect([cloudWatch.alarm('errors'), events.length]).toEqual([undefined, 0]);
  });

  it.each([
    [[metric('m1'), metric('m2')], 'Exactly one element of the metrics list should return data.'],
    [[metric('m1', true), metric('m2', true)], 'Exactly one element of the metrics list should return data.'],
    [[metric('m1', true), metric('m1')], 'The values for parameter id in Metrics are not unique.'],
    [
      [metric('M1', true)],
      'The value M1 for parameter Metrics.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    [[{ Id: 'e1', Expression: 'm1 + 1' }], "Error in expression 'e1': Unrecognized metric 'm1'"],
    [
      [
        { Id: 'e1', Expression: 'e2' },
        { Id: 'e2', Expression: 'e1', ReturnData: false },
      ],
      "Error in expression 'e1': Circular reference",
    ],
    [
      [metric('m1'), { Id: 'e1', Expression: 'SUM(m1)' }],
      "Error in expression 'e1': The expression must result in a time series",
    ],
    [
      [metric('m1'), { Id: 'e1', Expression: 'METRICS() * 2' }],
      'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause',
    ],
    [[{ Id: 'm1' }], 'The parameter Metrics.member.1 must have exactly one of MetricStat and Expression.'],
    [
      Array.from({ length: 11 }, (_, index) => metric(`m${index}`, index === 0)),
      'The parameter Metrics must not have more than 10 metrics.',
    ],
  ])('refuses the metrics list %j', (metrics, message) => {
    const { call } = setUp();
    expect(errorOf(() => call('PutMetricAlarm', math(metrics)))).toMatchObject({
      code: 'ValidationException',
      message,
    });
  });

  it.each([
    [{ ThresholdMetricId: 'ad1' }],
    [{ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } }],
    [{ EvaluationWindow: { Type: 'wallclock' } }],
  ])('says loudly that it does not emulate %j', (input) => {
    const { call } = setUp();
    expect(errorOf(() => call('PutMetricAlarm', { ...ALARM, ...input })).code).toBe('NotEmulated');
  });

  it('says loudly that it does not emulate math over different periods', () => {
    const five = { ...metric('m2'), MetricStat: { ...metric('m2').MetricStat, Period: 300 } };
    const { call } = setUp();
    const error = errorOf(() =>
      call('PutMetricAlarm', math([metric('m1'), five, { Id: 'e1', Expression: 'm1 / m2' }])),
    );
    expect(error.code).toBe('NotEmulated');
  });

  it('reads back every alarm it accepts', () => {
    const alarms = fc.record({
      Period: fc.constantFrom(10, 20, 30, 60, 300),
      EvaluationPeriods: fc.integer({ min: 1, max: 10 }),
      Threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
      TreatMissingData: fc.constantFrom('breaching', 'notBreaching', 'ignore', 'missing'),
      ComparisonOperator: fc.constantFrom('GreaterThanThreshold', 'LessThanOrEqualToThreshold'),
      Dimensions: fc.constantFrom([], [{ Name: 'VariantName', Value: 'candidate-7' }]),
    });
    fc.assert(
      fc.property(alarms, (input) => {
        const { call } = setUp();
        call('PutMetricAlarm', { ...ALARM, ...input });
        const [alarm] = call('DescribeAlarms', { AlarmNames: ['errors'] }).MetricAlarms;
        expect(alarm).toMatchObject(input);
      }),
    );
  });

  it('reads metric math back with its defaults', () => {
    const { call } = setUp();
    call('PutMetricAlarm', math([metric('m1'), { Id: 'e1', Expression: 'm1 * 2', Label: 'double' }]));
    const [alarm] = call('DescribeAlarms').MetricAlarms;
    expect(alarm.Metrics).toEqual([
      metric('m1'),
      { Id: 'e1', Expression: 'm1 * 2', Label: 'double', ReturnData: true },
    ]);
    expect(alarm.MetricName).toBeUndefined();
  });
});
