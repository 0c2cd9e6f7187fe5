import { errorOf, MINUTE, SECOND, setUp, START } from './support';

type World = ReturnType<typeof setUp>;

/** Publishes one value at the start of each minute; `undefined` leaves the minute empty. */
async function feed({ publish, advance }: World, minutes: readonly (number | undefined)[]): Promise<void> {
  for (const value of minutes) {
    if (value !== undefined) publish({ values: [[value, 1]] });
    await advance(MINUTE);
  }
}

const metric = (id: string, name: string) => ({
  Id: id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: name }, Period: 60, Stat: 'Sum' },
  ReturnData: false,
});

describe('the evaluation of a metric alarm', () => {
  it('alarms in the minute after the breach and recovers after it', async () => {
    const world = setUp();
    world.putAlarm();
    expect(world.state('errors')).toBe('INSUFFICIENT_DATA');
    world.publish({ values: [[3, 1]] });
    await world.advance(MINUTE + 4 * SECOND);
    expect(world.state('errors')).toBe('INSUFFICIENT_DATA');
    await world.advance(SECOND);
    expect(world.state('errors')).toBe('ALARM');
    world.publish({ values: [[1, 1]] });
    await world.advance(MINUTE);
    expect(world.state('errors')).toBe('OK');
    expect(world.stateChanges().map(({ detail }) => detail['state'])).toMatchObject([
      { value: 'ALARM' },
      { value: 'OK' },
    ]);
  });

  it('waits for M of N data points', async () => {
    const world = setUp();
    world.putAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await feed(world, [9, 0, 0]);
    await world.advance(10 * SECOND);
    expect(world.state('errors')).toBe('OK');
    await feed(world, [9, 0, 9]);
    expect(world.state('errors')).toBe('ALARM');
  });

  it('looks at data from before the alarm was created', async () => {
    const world = setUp();
    await feed(world, [9]);
    world.putAlarm();
    await world.advance(5 * SECOND);
    expect(world.state('errors')).toBe('ALARM');
  });

  it('keeps alarming on the last data points for a while after the data stops, then has too little', async () => {
    const world = setUp();
    world.putAlarm();
    await feed(world, [9, undefined]);
    await world.advance(10 * SECOND);
    expect(world.state('errors')).toBe('ALARM');
    await world.advance(MINUTE);
    expect(world.state('errors')).toBe('ALARM');
    await world.advance(MINUTE);
    expect(world.state('errors')).toBe('INSUFFICIENT_DATA');
    expect(world.cloudWatch.alarm('errors')?.state.reason).toBe('Insufficient Data: 1 datapoint was unknown.');
  });

  it.each([
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
    ['ignore', 'INSUFFICIENT_DATA'],
    ['missing', 'INSUFFICIENT_DATA'],
  ])('treats silence as asked: %s ends in %s', async (treatMissingData, expected) => {
    const world = setUp();
    world.putAlarm({ TreatMissingData: treatMissingData });
    await world.advance(2 * MINUTE);
    expect(world.state('errors')).toBe(expected);
  });

  it('slides a longer window every minute', async () => {
    const world = setUp();
    world.putAlarm({ Period: 300, Threshold: 10 });
    await feed(world, [4, 0, 0, 4, 0, 0, 4, 4]);
    await world.advance(6 * SECOND);
    expect(world.state('errors')).toBe('ALARM');
    expect(world.cloudWatch.alarm('errors')?.state.reason).toContain('[12.0 (20/11/26 08:03:00)]');
  });

  it('evaluates a high-resolution alarm every ten seconds', async () => {
    const world = setUp();
    world.putAlarm({ Period: 10 });
    world.publish({ values: [[3, 1]], storageResolution: 1 });
    await world.advance(15 * SECOND);
    expect(world.state('errors')).toBe('ALARM');
  });

  it('looks at whole hours only when it spans more than a day', async () => {
    const world = setUp();
    world.putAlarm({ Period: 3600, EvaluationPeriods: 25, DatapointsToAlarm: 1 });
    world.publish({ values: [[9, 1]] });
    await world.advance(59 * MINUTE);
    expect(world.state('errors')).toBe('INSUFFICIENT_DATA');
    await world.advance(2 * MINUTE);
    expect(world.state('errors')).toBe('ALARM');
  });

  it('does not see late data before it arrives', async () => {
    const world = setUp({ metricDelay: 90 });
    world.putAlarm();
    world.publish({ values: [[9, 1]] });
    await world.advance(MINUTE + 10 * SECOND);
    expect(world.state('errors')).toBe('INSUFFICIENT_DATA');
    await world.advance(MINUTE);
    expect(world.state('errors')).toBe('ALARM');
  });

  it('does not see data of another unit or of other dimensions', async () => {
    const world = setUp();
    world.putAlarm({ AlarmName: 'unit', Unit: 'Seconds' });
    world.putAlarm({ AlarmName: 'dimension', Dimensions: [{ Name: 'Variant', Value: 'candidate' }] });
    await feed(world, [9, 9]);
    expect([world.state('unit'), world.state('dimension')]).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
  });

  it('waits for enough samples of a percentile when told to', async () => {
    const world = setUp();
    const p99 = { Statistic: undefined, ExtendedStatistic: 'p99' };
    world.putAlarm({ ...p99, AlarmName: 'patient', EvaluateLowSampleCountPercentile: 'ignore' });
    world.putAlarm({ ...p99, AlarmName: 'hasty' });
    world.publish({ values: [[9, 999]] });
    await world.advance(MINUTE + 10 * SECOND);
    expect([world.state('patient'), world.state('hasty')]).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
    world.publish({ values: [[9, 1000]] });
    await world.advance(MINUTE);
    expect(world.state('patient')).toBe('ALARM');
  });

  it('evaluates metric math with a floor on requests', async () => {
    const world = setUp();
    world.call('PutMetricAlarm', {
      AlarmName: 'rate',
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      Metrics: [
        metric('m1', 'Requests'),
        metric('m2', 'Errors'),
        { Id: 'breach', Expression: 'IF(m1 >= 50 AND m2 / m1 > 0.05, 1, 0)' },
      ],
    });
    world.publish({ name: 'Requests', values: [[1, 49]] });
    world.publish({ values: [[1, 49]] });
    await world.advance(MINUTE + 10 * SECOND);
    expect(world.state('rate')).toBe('OK');
    world.publish({ name: 'Requests', values: [[1, 50]] });
    world.publish({ values: [[1, 3]] });
    await world.advance(MINUTE);
    expect(world.state('rate')).toBe('ALARM');
  });

  it('overrules SetAlarmState at the next evaluation', async () => {
    const world = setUp();
    world.putAlarm();
    await feed(world, [0]);
    await world.advance(10 * SECOND);
    world.call('SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' });
    expect(world.state('errors')).toBe('ALARM');
    await world.advance(MINUTE);
    expect(world.state('errors')).toBe('OK');
  });

  it('leaves no timer behind when the last alarm is gone', async () => {
    const world = setUp();
    expect(world.clock.nextAt()).toBeUndefined();
    world.putAlarm();
    world.putAlarm({ AlarmName: 'fast', Period: 10 });
    expect(world.clock.nextAt()).toBe(START + 5 * SECOND);
    world.call('DeleteAlarms', { AlarmNames: ['errors', 'fast'] });
    expect(world.clock.nextAt()).toBeUndefined();
  });

  it('evaluates at the offset it is switched to', async () => {
    const world = setUp({ switches: { evaluationOffset: 50 } });
    world.putAlarm();
    expect(world.clock.nextAt()).toBe(START + 50 * SECOND);
  });

  it('keeps a thousand alarms apart, minute by minute', async () => {
    const world = setUp();
    for (let index = 0; index < 1000; index++) {
      world.putAlarm({ AlarmName: `alarm-${index}`, MetricName: `Errors-${index % 50}`, EvaluationPeriods: 3 });
    }
    for (let minute = 0; minute < 6; minute++) {
      for (let index = 0; index < 50; index++) {
        // Every second metric has errors in all of its minutes.
        world.publish({ name: `Errors-${index}`, values: [[index % 2 === 0 ? 100 : 0, 1]] });
      }
      await world.advance(MINUTE);
    }
    const states = Array.from({ length: 1000 }, (_, index) => world.state(`alarm-${index}`));
    expect(states).toEqual(states.map((_, index) => (index % 2 === 0 ? 'ALARM' : 'OK')));
  });

  it('refuses to let an alarm fail at its first data point: unknown functions are refused when it is put', () => {
    const world = setUp();
    const error = errorOf(() =>
      world.call('PutMetricAlarm', {
        AlarmName: 'rate',
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        Metrics: [
          { Id: 'e1', Expression: 'MEDIAN(m1)' },
          { Id: 'm1', Expression: 'TIME_SERIES(1)', ReturnData: false },
        ],
      }),
    );
    expect(error.message).toBe("Error in expression 'e1': Function 'MEDIAN' not found");
  });
});
