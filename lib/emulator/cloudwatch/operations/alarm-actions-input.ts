import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { notEmulated, type Wire } from '../../service';
import type { Alarm } from '../alarms/alarm';
import type { Cloud } from '../cloud';
import { length } from '../constraints';
import { validationError } from '../errors';

type ActionsInput = Pick<
  Wire<PutMetricAlarmInput>,
  'ActionsEnabled' | 'OKActions' | 'AlarmActions' | 'InsufficientDataActions'
>;

/** Members about actions, common to both types of alarm. */
export const ACTION_MEMBERS = ['ActionsEnabled', 'OKActions', 'AlarmActions', 'InsufficientDataActions'];

const MOST_ACTIONS = 5;
const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/;

export function actionProblems(input: ActionsInput): readonly (string | undefined)[] {
  return [
    length('okActions', input.OKActions, 0, MOST_ACTIONS),
    length('alarmActions', input.AlarmActions, 0, MOST_ACTIONS),
    length('insufficientDataActions', input.InsufficientDataActions, 0, MOST_ACTIONS),
  ];
}

/** The actions by state. Refused where nobody would run them: an alarm that calls nobody must not look as if it did. */
export function actionsOf(input: ActionsInput, { runsActions }: Cloud): Alarm['configuration']['actions'] {
  const actions = {
    OK: input.OKActions ?? [],
    ALARM: input.AlarmActions ?? [],
    INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
  };
  const all = [...actions.OK, ...actions.ALARM, ...actions.INSUFFICIENT_DATA];
  for (const action of all) {
    if (!ARN.test(action)) throw validationError(`Invalid arn syntax: ${action}`);
  }
  if (all.length > 0 && !runsActions) throw notEmulated(`alarm actions (${all.join(', ')})`);
  return actions;
}
