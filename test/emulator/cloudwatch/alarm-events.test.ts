import { ALARM, ARN_PREFIX, errorOf, MINUTE, SECOND, setUp, TOPIC } from './support';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

describe('events of an alarm', () => {
  it('have the documented shape on a change of state', async () => {
    const { events, putAlarm, publish, advance } = setUp();
    putAlarm({ AlarmDescription: 'too many', Dimensions: [{ Name: 'EndpointName', Value: 'fraud' }] });
    publish({ dimensions: { EndpointName: 'fraud' }, values: [[3, 1]] });
    await advance(MINUTE + 5 * SECOND);
    expect(events.at(-1)).toEqual({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [`${ARN_PREFIX}errors`],
      detail: {
        alarmName: 'errors',
        state: {
          value: 'ALARM',
          reason: expect.stringMatching(/^Threshold Crossed: 1 datapoint \[3\.0/),
          reasonData: expect.stringMatching(/^\{"version":"1.0"/),
          timestamp: '2026-11-20T08:01:05.000+0000',
        },
        previousState: {
          value: 'INSUFFICIENT_DATA',
          reason: 'Unchecked: Initial alarm creation',
          timestamp: '2026-11-20T08:00:00.000+0000',
        },
        configuration: {
          description: 'too many',
          metrics: [
            {
              id: expect.stringMatching(UUID),
              metricStat: {
                metric: { namespace: 'Shop', name: 'Errors', dimensions: { EndpointName: 'fraud' } },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    });
  });

  it('are sent on a change of the value only', () => {
    const { putAlarm, call, stateChanges, cloudWatch } = setUp();
    putAlarm();
    const set = { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' };
    call('SetAlarmState', set);
    call('SetAlarmState', { ...set, StateReason: 'again' });
    expect(stateChanges()).toHaveLength(1);
    expect(cloudWatch.alarm('errors')?.state.reason).toBe('again');
  });

  it('tell of creation, update and deletion', async () => {
    const { events, putAlarm, call, advance } = setUp();
    putAlarm();
    await advance(SECOND);
    putAlarm({ Threshold: 5, TreatMissingData: 'ignore' });
    call('DeleteAlarms', { AlarmNames: ['errors'] });
    expect(events.map(({ detailType, detail }) => [detailType, detail['operation']])).toEqual([
      ['CloudWatch Alarm Configuration Change', 'create'],
      ['CloudWatch Alarm Configuration Change', 'update'],
      ['CloudWatch Alarm Configuration Change', 'delete'],
    ]);
    expect(events[1]?.detail).toMatchObject({
      state: { value: 'INSUFFICIENT_DATA', timestamp: '2026-11-20T08:00:00.000+0000' },
      configuration: {
        evaluationPeriods: 1,
        threshold: 5,
        comparisonOperator: 'GreaterThanThreshold',
        treatMissingData: 'ignore',
        alarmName: 'errors',
        actionsEnabled: true,
        timestamp: '2026-11-20T08:00:01.000+0000',
        okActions: [],
        alarmActions: [],
        insufficientDataActions: [],
      },
      previousConfiguration: { threshold: 2, timestamp: '2026-11-20T08:00:00.000+0000' },
    });
  });
});

describe('actions of an alarm', () => {
  const withActions = { AlarmActions: [TOPIC], OKActions: [`${TOPIC}-ok`] };

  it('run on the transition, once, with the message an SNS topic gets', async () => {
    const { actions, putAlarm, publish, advance } = setUp();
    putAlarm({ ...withActions, Dimensions: [{ Name: 'EndpointName', Value: 'fraud' }] });
    for (let minute = 0; minute < 4; minute++) {
      publish({ dimensions: { EndpointName: 'fraud' }, values: [[3, 1]] });
      await advance(MINUTE);
    }
    expect(actions.map(({ arn }) => arn)).toEqual([TOPIC]);
    expect(actions[0]?.notification).toMatchObject({
      subject: 'ALARM: "errors" in EU (Ireland)',
      message: {
        AlarmName: 'errors',
        AlarmDescription: null,
        AWSAccountId: '123456789012',
        NewStateValue: 'ALARM',
        OldStateValue: 'INSUFFICIENT_DATA',
        StateChangeTime: '2026-11-20T08:01:05.000+0000',
        AlarmArn: `${ARN_PREFIX}errors`,
        AlarmActions: [TOPIC],
        Trigger: {
          MetricName: 'Errors',
          Namespace: 'Shop',
          StatisticType: 'Statistic',
          Statistic: 'SUM',
          Unit: null,
          Dimensions: [{ value: 'fraud', name: 'EndpointName' }],
          Period: 60,
          EvaluationPeriods: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 2,
        },
      },
      lambdaEvent: { alarmData: { state: { value: 'ALARM' } } },
    });
  });

  it('do not run while they are disabled, but the event is sent', () => {
    const { actions, putAlarm, call, stateChanges } = setUp();
    putAlarm(withActions);
    call('DisableAlarmActions', { AlarmNames: ['errors', 'nobody'] });
    call('SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' });
    expect([actions.length, stateChanges().length]).toEqual([0, 1]);
    call('EnableAlarmActions', { AlarmNames: ['errors'] });
    call('SetAlarmState', { AlarmName: 'errors', StateValue: 'OK', StateReason: 'drill' });
    expect(actions.map(({ arn }) => arn)).toEqual([`${TOPIC}-ok`]);
  });

  it('are refused where nobody would run them', () => {
    const { putAlarm, cloudWatch } = setUp({ runsActions: false });
    expect(errorOf(() => putAlarm(withActions)).code).toBe('NotEmulated');
    expect(cloudWatch.alarm('errors')).toBeUndefined();
  });
});

describe('DescribeAlarmHistory', () => {
  it('tells what happened, newest first, of deleted alarms too', async () => {
    const { putAlarm, call, advance } = setUp();
    putAlarm({ AlarmActions: [TOPIC] });
    await advance(SECOND);
    call('SetAlarmState', {
      AlarmName: 'errors',
      StateValue: 'ALARM',
      StateReason: 'drill',
      StateReasonData: '{"a":1}',
    });
    await advance(SECOND);
    call('DeleteAlarms', { AlarmNames: ['errors'] });
    const { AlarmHistoryItems: items } = call('DescribeAlarmHistory', { AlarmName: 'errors' });
    expect(items.map((item: any) => [item.HistoryItemType, item.HistorySummary])).toEqual([
      ['ConfigurationUpdate', 'Alarm "errors" deleted'],
      ['Action', `Successfully executed action ${TOPIC}`],
      ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
      ['ConfigurationUpdate', 'Alarm "errors" created'],
    ]);
    expect(JSON.parse(items[2].HistoryData)).toEqual({
      version: '1.0',
      oldState: { stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' },
      newState: { stateValue: 'ALARM', stateReason: 'drill', stateReasonData: { a: 1 } },
    });
    const filtered = { AlarmName: 'errors', HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' };
    expect(call('DescribeAlarmHistory', filtered).AlarmHistoryItems).toHaveLength(1);
    expect(call('DescribeAlarmHistory', { AlarmTypes: ['CompositeAlarm'] }).AlarmHistoryItems).toEqual([]);
  });

  it('comes in pages', () => {
    const { putAlarm, call } = setUp();
    for (let index = 0; index < 3; index++) putAlarm({ ...ALARM, AlarmName: `alarm-${index}` });
    const first = call('DescribeAlarmHistory', { MaxRecords: 2 });
    const second = call('DescribeAlarmHistory', { MaxRecords: 2, NextToken: first.NextToken });
    expect([first.AlarmHistoryItems.length, second.AlarmHistoryItems.length, second.NextToken]).toEqual([
      2,
      1,
      undefined,
    ]);
  });
});
