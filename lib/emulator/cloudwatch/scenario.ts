import { alarmArn } from './alarms/alarm-arn';
import type { AlarmState, StateValue } from './alarms/alarm';
import type { Cloud } from './cloud';
import { alarmNotFound } from './errors';
import { metricAlarmConfiguration } from './operations/put-metric-alarm';

/** A user's alarm as a scenario finds it. */
export interface DefinedAlarm {
  readonly name: string;
  readonly state: StateValue;
  /** @default 'set by the scenario' */
  readonly reason?: string;
  readonly description?: string;
}

const REASON = 'set by the scenario';

/** Puts an alarm in place that was there before: no events, and it keeps its state until it is told otherwise. */
export function defineAlarm(cloud: Cloud, { name, state: value, reason = REASON, description }: DefinedAlarm): void {
  const now = cloud.clock.now();
  const configuration = metricAlarmConfiguration(cloud, {
    AlarmName: name,
    ...(description === undefined ? {} : { AlarmDescription: description }),
    Namespace: 'Scenario',
    MetricName: name,
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  });
  const state: AlarmState = { value, reason, updatedAt: now, transitionedAt: now };
  cloud.book.place({ kind: 'metric', name, arn: alarmArn(cloud.account, name), configuration, state, held: true });
}

/** Gives an alarm a state, with event and actions, and holds it there. */
export function forceState(cloud: Cloud, name: string, next: { value: StateValue; reason: string }): void {
  const alarm = cloud.book.get(name);
  if (alarm === undefined) throw alarmNotFound();
  alarm.held = true;
  cloud.evaluator.refresh();
  cloud.book.setState(alarm, next);
}

/** Lets an alarm be evaluated again. */
export function releaseAlarm(cloud: Cloud, name: string): void {
  const alarm = cloud.book.get(name);
  if (alarm === undefined) throw alarmNotFound();
  alarm.held = false;
  cloud.evaluator.refresh();
  if (alarm.kind === 'composite') cloud.composites.evaluateSoon(alarm, 'updated');
}
