import type { CallService } from '../calls/call';
import type { RunAlarmAction } from '../cloudwatch/alarms/notification';
import { notEmulated } from '../service';

/** CloudWatch does not try again, and an alarm does not mind an action that failed. */
function ignore(): void {}

/** Runs the actions of alarms: a message to a topic, or an event to a function. */
export function runAlarmAction(call: CallService): RunAlarmAction {
  return (actionArn, notification) => {
    const caller = { name: `alarm/${notification.alarmName}` };
    if (actionArn.includes(':sns:')) {
      const message = JSON.stringify(notification.message);
      const input = { TopicArn: actionArn, Subject: notification.subject, Message: message };
      call('SNS', 'Publish', input, caller).catch(ignore);
    } else if (actionArn.includes(':lambda:')) {
      const payload = JSON.stringify(notification.lambdaEvent);
      const input = { FunctionName: actionArn, InvocationType: 'Event', Payload: payload };
      call('Lambda', 'Invoke', input, caller).catch(ignore);
    } else {
      throw notEmulated(`alarm action ${actionArn}`);
    }
  };
}
