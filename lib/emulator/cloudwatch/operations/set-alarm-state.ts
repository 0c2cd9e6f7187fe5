import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { STATE_VALUES } from '../alarms/alarm';
import { refuseMembers, type Cloud } from '../cloud';
import { demand, length, oneOf, refuseProblems, required } from '../constraints';
import { alarmNotFound } from '../errors';

/** Sets a state for the time being: the next evaluation of the alarm (or of its children) overrules it. */
export function setAlarmState(cloud: Cloud, input: Wire<SetAlarmStateInput>): object {
  refuseMembers('SetAlarmState', input, ['AlarmName', 'StateValue', 'StateReason', 'StateReasonData']);
  const { AlarmName: name, StateValue: value, StateReason: reason, StateReasonData: reasonData } = input;
  refuseProblems(
    required('alarmName', name),
    required('stateValue', value),
    required('stateReason', reason),
    length('alarmName', name, 1, 255),
    oneOf('stateValue', value, STATE_VALUES),
    length('stateReason', reason, 0, 1023),
    length('stateReasonData', reasonData, 0, 4000),
  );
  const alarm = cloud.book.get(demand('alarmName', name));
  if (alarm === undefined) throw alarmNotFound();
  cloud.book.setState(alarm, {
    value: demand('stateValue', value),
    reason: demand('stateReason', reason),
    ...(reasonData === undefined ? {} : { reasonData }),
  });
  return {};
}
