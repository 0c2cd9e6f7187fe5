import { ARN_PREFIX, errorOf, setUp, START, TOPIC } from './support';

const names = (list: { AlarmName: string }[]): string[] => list.map(({ AlarmName }) => AlarmName);

function setUpThree() {
  const world = setUp();
  world.putAlarm({ AlarmName: 'app-b', AlarmActions: [TOPIC] });
  world.putAlarm({ AlarmName: 'app-a' });
  world.call('PutCompositeAlarm', { AlarmName: 'app-all', AlarmRule: 'ALARM("app-a") OR ALARM("app-b")' });
  return world;
}

describe('DescribeAlarms', () => {
  it('reads a minimal alarm back with exactly the fields that AWS returns', () => {
    const { putAlarm, call } = setUp();
    putAlarm();
    expect(call('DescribeAlarms')).toEqual({
      CompositeAlarms: [],
      MetricAlarms: [
        {
          ActionsEnabled: true,
          AlarmActions: [],
          AlarmArn: `${ARN_PREFIX}errors`,
          AlarmConfigurationUpdatedTimestamp: START / 1000,
          AlarmName: 'errors',
          ComparisonOperator: 'GreaterThanThreshold',
          Dimensions: [],
          EvaluationPeriods: 1,
          InsufficientDataActions: [],
          MetricName: 'Errors',
          Namespace: 'Shop',
          OKActions: [],
          Period: 60,
          StateReason: 'Unchecked: Initial alarm creation',
          StateTransitionedTimestamp: START / 1000,
          StateUpdatedTimestamp: START / 1000,
          StateValue: 'INSUFFICIENT_DATA',
          Statistic: 'Sum',
          Threshold: 2,
        },
      ],
    });
  });

  it('hides composite alarms unless they are asked for', () => {
    const { call } = setUpThree();
    const plain = call('DescribeAlarms');
    expect([names(plain.MetricAlarms), names(plain.CompositeAlarms)]).toEqual([['app-a', 'app-b'], []]);
    const both = call('DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    expect([names(both.MetricAlarms), names(both.CompositeAlarms)]).toEqual([['app-a', 'app-b'], ['app-all']]);
    expect(call('DescribeAlarms', { AlarmNames: ['app-all'] })).toEqual({ MetricAlarms: [], CompositeAlarms: [] });
  });

  it('leaves out names that do not exist, without an error', () => {
    const { call } = setUpThree();
    expect(names(call('DescribeAlarms', { AlarmNames: ['nobody', 'app-a'] }).MetricAlarms)).toEqual(['app-a']);
  });

  it('takes an empty list of names for no filter at all', () => {
    const { call } = setUpThree();
    expect(call('DescribeAlarms', { AlarmNames: [] }).MetricAlarms).toHaveLength(2);
  });

  it('filters by prefix, state and action', () => {
    const { call, cloudWatch } = setUpThree();
    cloudWatch.forceState('app-a', 'ALARM', 'test');
    expect(names(call('DescribeAlarms', { AlarmNamePrefix: 'app-', StateValue: 'ALARM' }).MetricAlarms)).toEqual([
      'app-a',
    ]);
    expect(names(call('DescribeAlarms', { ActionPrefix: 'arn:aws:sns' }).MetricAlarms)).toEqual(['app-b']);
    expect(call('DescribeAlarms', { AlarmNamePrefix: 'other' }).MetricAlarms).toEqual([]);
  });

  it('comes in pages across both types', () => {
    const { call } = setUpThree();
    const input = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 2 };
    const first = call('DescribeAlarms', input);
    const second = call('DescribeAlarms', { ...input, NextToken: first.NextToken });
    expect([first.MetricAlarms.length, first.CompositeAlarms.length, second.MetricAlarms.length]).toEqual([1, 1, 1]);
    expect(second.NextToken).toBeUndefined();
    expect(errorOf(() => call('DescribeAlarms', { NextToken: 'nonsense' })).code).toBe('InvalidNextToken');
  });

  it.each([
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'InvalidParameterCombinationException'],
    [{ AlarmNames: Array.from({ length: 101 }, (_, index) => `a${index}`) }, 'ValidationException'],
    [{ MaxRecords: 101 }, 'ValidationException'],
    [{ AlarmTypes: ['Alarm'] }, 'ValidationException'],
    [{ ChildrenOfAlarmName: 'a' }, 'NotEmulated'],
  ])('refuses %j', (input, code) => {
    expect(errorOf(() => setUp().call('DescribeAlarms', input)).code).toBe(code);
  });
});

describe('DeleteAlarms', () => {
  it('refuses to delete a child or a suppressor before its composite alarm', () => {
    const { call, cloudWatch } = setUpThree();
    expect(errorOf(() => call('DeleteAlarms', { AlarmNames: ['app-a'] })).message).toBe(
      'Cannot delete app-a as there are composite alarm(s) depending on it.',
    );
    expect(errorOf(() => call('DeleteAlarms', { AlarmNames: ['app-a', 'app-b'] })).message).toBe(
      'Cannot delete app-a,app-b as there are composite alarm(s) depending on them.',
    );
    call('DeleteAlarms', { AlarmNames: ['app-all'] });
    call('DeleteAlarms', { AlarmNames: ['app-a', 'app-b'] });
    expect(cloudWatch.alarm('app-a')).toBeUndefined();
  });

  it('refuses two composite alarms in one request', () => {
    const { call } = setUpThree();
    call('PutCompositeAlarm', { AlarmName: 'other', AlarmRule: 'TRUE' });
    expect(errorOf(() => call('DeleteAlarms', { AlarmNames: ['app-all', 'other'] })).code).toBe('ValidationException');
  });

  it('deletes what it knows and reports an unknown name, or not, as switched', () => {
    const { putAlarm, call, cloudWatch } = setUp();
    putAlarm();
    const error = errorOf(() => call('DeleteAlarms', { AlarmNames: ['errors', 'nobody'] }));
    expect(error).toMatchObject({ code: 'ResourceNotFound', status: 404 });
    expect(cloudWatch.alarm('errors')).toBeUndefined();
    const lenient = setUp({ switches: { deleteUnknownAlarm: 'ignore' } });
    expect(lenient.call('DeleteAlarms', { AlarmNames: ['nobody'] })).toEqual({});
  });
});

describe('SetAlarmState', () => {
  it.each([
    [
      { AlarmName: 'errors', StateValue: 'INVALID', StateReason: 'x' },
      'ValidationException',
      "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
    ],
    [{ AlarmName: 'nobody', StateValue: 'OK', StateReason: 'x' }, 'ResourceNotFound', ''],
    [
      { AlarmName: 'errors', StateValue: 'OK' },
      'ValidationException',
      "1 validation error detected: Value null at 'stateReason' failed to satisfy constraint: Member must not be null",
    ],
  ])('refuses %j', (input, code, message) => {
    const { putAlarm, call } = setUp();
    putAlarm();
    expect(errorOf(() => call('SetAlarmState', input))).toMatchObject({ code, message });
  });
});

describe('tags of an alarm', () => {
  it('are set when it is created, not when it is updated, and go with it', () => {
    const { putAlarm, call } = setUp();
    const ResourceARN = `${ARN_PREFIX}errors`;
    putAlarm({ Tags: [{ Key: 'team', Value: 'ml' }] });
    putAlarm({ Tags: [{ Key: 'team', Value: 'other' }] });
    call('TagResource', { ResourceARN, Tags: [{ Key: 'release', Value: '7' }] });
    expect(call('ListTagsForResource', { ResourceARN }).Tags).toEqual([
      { Key: 'team', Value: 'ml' },
      { Key: 'release', Value: '7' },
    ]);
    call('UntagResource', { ResourceARN, TagKeys: ['team'] });
    expect(call('ListTagsForResource', { ResourceARN }).Tags).toEqual([{ Key: 'release', Value: '7' }]);
    call('DeleteAlarms', { AlarmNames: ['errors'] });
    expect(errorOf(() => call('ListTagsForResource', { ResourceARN })).code).toBe('ResourceNotFoundException');
  });
});
