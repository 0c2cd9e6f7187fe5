import type { DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { refuseMembers, type Cloud } from '../cloud';
import { length, oneOf, refuseProblems, within } from '../constraints';
import { page } from '../paging';
import { SECOND } from '../time';

const KNOWN = [
  'AlarmName',
  'AlarmTypes',
  'HistoryItemType',
  'StartDate',
  'EndDate',
  'MaxRecords',
  'NextToken',
  'ScanBy',
];
const PAGE_SIZE = 100;

export function describeAlarmHistory(cloud: Cloud, input: Wire<DescribeAlarmHistoryInput>): object {
  refuseMembers('DescribeAlarmHistory', input, KNOWN);
  const types: readonly string[] = input.AlarmTypes ?? ['MetricAlarm'];
  refuseProblems(
    length('alarmName', input.AlarmName, 1, 255),
    ...types.map((type) => oneOf('alarmTypes', type, ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])),
    oneOf('historyItemType', input.HistoryItemType, ['ConfigurationUpdate', 'StateUpdate', 'Action']),
    within('maxRecords', input.MaxRecords, 1, 100),
    oneOf('scanBy', input.ScanBy, ['TimestampDescending', 'TimestampAscending']),
  );
  const from = (input.StartDate ?? Number.NEGATIVE_INFINITY) * SECOND;
  const to = (input.EndDate ?? Number.POSITIVE_INFINITY) * SECOND;
  const found = cloud.book.history
    .items()
    .filter(
      (item) =>
        types.includes(item.alarmType) &&
        (input.AlarmName === undefined || item.alarmName === input.AlarmName) &&
        (input.HistoryItemType === undefined || item.type === input.HistoryItemType) &&
        item.at >= from &&
        item.at <= to,
    );
  const ordered = input.ScanBy === 'TimestampAscending' ? found : found.toReversed();
  const { items, nextToken } = page(ordered, input.MaxRecords ?? PAGE_SIZE, input.NextToken);
  return {
    AlarmHistoryItems: items.map((item) => ({
      AlarmName: item.alarmName,
      AlarmType: item.alarmType,
      Timestamp: item.at / SECOND,
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: item.data,
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}
