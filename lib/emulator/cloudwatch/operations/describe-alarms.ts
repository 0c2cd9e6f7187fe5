import type { DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { STATE_VALUES, type Alarm } from '../alarms/alarm';
import { refuseMembers, type Cloud } from '../cloud';
import { length, oneOf, refuseProblems, within } from '../constraints';
import { invalidCombination } from '../errors';
import { page } from '../paging';
import { compositeAlarmOutput, metricAlarmOutput } from './alarm-output';

const KNOWN = ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix', 'MaxRecords', 'NextToken'];
const PAGE_SIZE = 100;

export function describeAlarms(cloud: Cloud, input: Wire<DescribeAlarmsInput>): object {
  refuseMembers('DescribeAlarms', input, KNOWN);
  const { AlarmNamePrefix: prefix, AlarmTypes: types = ['MetricAlarm'] } = input;
  // An empty list of names is no filter: it returns every alarm.
  const names = input.AlarmNames?.length === 0 ? undefined : input.AlarmNames;
  refuseProblems(
    length('alarmNames', names, 0, 100),
    ...(names ?? []).map((name) => length('alarmNames', name, 1, 255)),
    length('alarmNamePrefix', prefix, 1, 255),
    ...types.map((type) => oneOf('alarmTypes', type, ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])),
    oneOf('stateValue', input.StateValue, STATE_VALUES),
    length('actionPrefix', input.ActionPrefix, 1, 1024),
    within('maxRecords', input.MaxRecords, 1, 100),
  );
  if (names !== undefined && prefix !== undefined) {
    throw invalidCombination('The parameters AlarmNames and AlarmNamePrefix are mutually exclusive.');
  }
  // An alarm that does not exist is silently left out of the answer.
  const candidates =
    names === undefined ? byName(cloud.book.all()) : [...new Set(names)].flatMap((name) => cloud.book.get(name) ?? []);
  const found = candidates.filter(
    (alarm) =>
      types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
      (prefix === undefined || alarm.name.startsWith(prefix)) &&
      (input.StateValue === undefined || alarm.state.value === input.StateValue) &&
      (input.ActionPrefix === undefined || hasAction(alarm, input.ActionPrefix)),
  );
  const { items, nextToken } = page(found, input.MaxRecords ?? PAGE_SIZE, input.NextToken);
  return {
    MetricAlarms: items.flatMap((alarm) => (alarm.kind === 'metric' ? [metricAlarmOutput(alarm)] : [])),
    CompositeAlarms: items.flatMap((alarm) => (alarm.kind === 'composite' ? [compositeAlarmOutput(alarm)] : [])),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function byName(alarms: readonly Alarm[]): readonly Alarm[] {
  return alarms.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function hasAction({ configuration: { actions } }: Alarm, prefix: string): boolean {
  return Object.values(actions).some((list) => list.some((action) => action.startsWith(prefix)));
}
