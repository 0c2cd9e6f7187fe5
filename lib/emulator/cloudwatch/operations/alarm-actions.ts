import type { DisableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { refuseMembers, type Cloud } from '../cloud';
import { length, refuseProblems, required } from '../constraints';

type Input = Wire<DisableAlarmActionsInput>;

export function enableAlarmActions(cloud: Cloud, input: Input): object {
  refuseMembers('EnableAlarmActions', input, ['AlarmNames']);
  return switchActions(cloud, input, true);
}

export function disableAlarmActions(cloud: Cloud, input: Input): object {
  refuseMembers('DisableAlarmActions', input, ['AlarmNames']);
  return switchActions(cloud, input, false);
}

/** Neither operation knows an error for a name that does not exist. */
function switchActions(cloud: Cloud, { AlarmNames: names }: Input, actionsEnabled: boolean): object {
  refuseProblems(required('alarmNames', names), length('alarmNames', names, 0, 100));
  for (const alarm of (names ?? []).flatMap((name) => cloud.book.get(name) ?? [])) {
    const previous = alarm.configuration;
    if (previous.actionsEnabled === actionsEnabled) continue;
    const change = { actionsEnabled, configuredAt: cloud.clock.now() };
    if (alarm.kind === 'metric') alarm.configuration = { ...alarm.configuration, ...change };
    else alarm.configuration = { ...alarm.configuration, ...change };
    cloud.book.updated(alarm, previous);
  }
  return {};
}
