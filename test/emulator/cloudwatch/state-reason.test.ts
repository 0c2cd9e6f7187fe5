import { javaNumber } from '../../../lib/emulator/cloudwatch/alarms/java-number';
import { MINUTE, SECOND, setUp } from './support';

/** State of the alarm after one value per minute, the newest last. */
async function stateAfter(values: readonly (number | undefined)[], alarm: object) {
  const world = setUp();
  world.putAlarm(alarm);
  world.cloudWatch.forceState('errors', 'INSUFFICIENT_DATA', 'waiting for the data');
  for (const value of values) {
    if (value !== undefined) world.publish({ values: [[value, 1]] });
    await world.advance(MINUTE);
  }
  world.cloudWatch.releaseAlarm('errors');
  await world.advance(6 * SECOND);
  return world.cloudWatch.alarm('errors')?.state;
}

describe('the reason of a state', () => {
  it.each([
    [[21.5], {}, 'Threshold Crossed: 1 datapoint [21.5 (20/11/26 08:00:00)] was greater than the threshold (2.0).'],
    [
      [1, 0],
      { EvaluationPeriods: 2, Threshold: 42 },
      'Threshold Crossed: 2 datapoints [0.0 (20/11/26 08:01:00), 1.0 (20/11/26 08:00:00)] were not greater than the threshold (42.0).',
    ],
    [
      [11.5, 15.25],
      { EvaluationPeriods: 2, DatapointsToAlarm: 2, Threshold: 10 },
      'Threshold Crossed: 2 out of the last 2 datapoints [15.25 (20/11/26 08:01:00), 11.5 (20/11/26 08:00:00)] were greater than the threshold (10.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
    [
      [9, 1, 0],
      { EvaluationPeriods: 3, DatapointsToAlarm: 2 },
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (20/11/26 08:02:00), 1.0 (20/11/26 08:01:00)] were not greater than the threshold (2.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    [
      [1],
      { DatapointsToAlarm: 1, ComparisonOperator: 'LessThanOrEqualToThreshold' },
      'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (20/11/26 08:00:00)] was less than or equal to the threshold (2.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      [3, 3, 3, 3, 4],
      { EvaluationPeriods: 5 },
      'Threshold Crossed: 5 datapoints were greater than the threshold (2.0). The most recent datapoints which crossed the threshold: [4.0 (20/11/26 08:04:00), 3.0 (20/11/26 08:03:00), 3.0 (20/11/26 08:02:00), 3.0 (20/11/26 08:01:00), 3.0 (20/11/26 08:00:00)].',
    ],
    [
      [undefined],
      { EvaluationPeriods: 2, TreatMissingData: 'breaching' },
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      [undefined],
      { TreatMissingData: 'notBreaching' },
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      [9],
      { EvaluationPeriods: 3, TreatMissingData: 'breaching' },
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      [9, undefined, undefined],
      { EvaluationPeriods: 3, DatapointsToAlarm: 3 },
      'Threshold Crossed: 1 out of the last 3 datapoints [9.0 (20/11/26 08:00:00)] was greater than the threshold (2.0) (minimum 3 datapoints for OK -> ALARM transition).',
    ],
  ])('of %j reads as CloudWatch writes it', async (values, alarm, reason) => {
    const state = await stateAfter(values, alarm);
    expect(state?.reason).toBe(reason);
  });

  it('comes with data in which whole numbers keep their decimal point', async () => {
    const state = await stateAfter([3, 21.5], { EvaluationPeriods: 2, DatapointsToAlarm: 1, Unit: 'None' });
    expect(state?.reasonData).toBe(
      '{"version":"1.0","queryDate":"2026-11-20T08:02:05.000+0000","startDate":"2026-11-20T08:00:00.000+0000",' +
        '"unit":"None","statistic":"Sum","period":60,"recentDatapoints":[3.0,21.5],"threshold":2.0,' +
        '"evaluatedDatapoints":[{"timestamp":"2026-11-20T08:01:00.000+0000","sampleCount":1.0,"value":21.5}]}',
    );
  });

  it('lists the empty periods that were looked at', async () => {
    const state = await stateAfter([undefined], { EvaluationPeriods: 2, TreatMissingData: 'breaching' });
    expect(JSON.parse(state?.reasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2026-11-20T08:01:05.000+0000',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [],
      threshold: 2,
      evaluatedDatapoints: [
        { timestamp: '2026-11-20T08:00:00.000+0000' },
        { timestamp: '2026-11-20T07:59:00.000+0000' },
      ],
    });
  });
});

describe('javaNumber', () => {
  it.each([
    [0, '0.0'],
    [-0, '0.0'],
    [2, '2.0'],
    [-3.25, '-3.25'],
    [0.005, '0.005'],
    [0.0005, '5.0E-4'],
    [1e7, '1.0E7'],
    [12345678.5, '1.23456785E7'],
    [9999999, '9999999.0'],
  ])('prints %d as %s', (value, text) => {
    expect(javaNumber(value)).toBe(text);
  });
});
