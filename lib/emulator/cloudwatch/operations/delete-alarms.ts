import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import type { Alarm } from '../alarms/alarm';
import { refuseMembers, type Cloud } from '../cloud';
import { length, refuseProblems, required } from '../constraints';
import { alarmNotFound, validationError } from '../errors';

export function deleteAlarms(cloud: Cloud, input: Wire<DeleteAlarmsInput>): object {
  refuseMembers('DeleteAlarms', input, ['AlarmNames']);
  refuseProblems(required('alarmNames', input.AlarmNames), length('alarmNames', input.AlarmNames, 0, 100));
  const names = [...new Set(input.AlarmNames)];
  const alarms = names.flatMap((name) => cloud.book.get(name) ?? []);
  if (alarms.filter(({ kind }) => kind === 'composite').length > 1) {
    throw validationError('Only one composite alarm can be deleted in one request.');
  }
  refuseUsed(cloud, alarms);
  for (const alarm of alarms) {
    cloud.tags.delete(alarm.arn);
    cloud.book.delete(alarm);
  }
  cloud.evaluator.refresh();
  if (alarms.length < names.length && cloud.switches.deleteUnknownAlarm === 'error') throw alarmNotFound();
  return {};
}

/** An alarm that a composite alarm needs must outlive it, even when one request deletes both. */
function refuseUsed(cloud: Cloud, alarms: readonly Alarm[]): void {
  const composites = cloud.book.all().filter((alarm) => alarm.kind === 'composite');
  const used = alarms.filter(({ name }) =>
    composites.some(
      ({ configuration }) => configuration.children.includes(name) || configuration.suppressor?.alarmName === name,
    ),
  );
  if (used.length === 0) return;
  const names = used.map(({ name }) => name).join(',');
  throw validationError(
    `Cannot delete ${names} as there are composite alarm(s) depending on ${used.length === 1 ? 'it' : 'them'}.`,
  );
}
