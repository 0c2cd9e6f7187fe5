import type { EmitServiceEvent } from '../../service';
import { alarmTimestamp } from '../time';
import type { Alarm, AlarmState, Suppression } from './alarm';
import { fullConfiguration, stateChangeConfiguration } from './configuration-shape';

type ServiceEvent = Parameters<EmitServiceEvent>[0];

/** A state as events and Lambda actions carry it. */
export function stateShape(state: AlarmState): Readonly<Record<string, unknown>> {
  return {
    value: state.value,
    reason: state.reason,
    ...(state.reasonData === undefined ? {} : { reasonData: state.reasonData }),
    timestamp: alarmTimestamp(state.updatedAt),
  };
}

/** Why actions are not taken, as DescribeAlarms and events say it. */
export function suppressedReason({ by }: Suppression): string {
  return `Actions suppressed by ${by}`;
}

function suppressionShape(alarm: Alarm): Readonly<Record<string, unknown>> {
  if (alarm.kind === 'metric' || alarm.suppression === undefined) return {};
  return {
    actionsSuppressedBy: alarm.suppression.by,
    actionsSuppressedReason: suppressedReason(alarm.suppression),
  };
}

/** `CloudWatch Alarm State Change`: also sent when the actions are suppressed or disabled. */
export function stateChangeEvent(alarm: Alarm, previous: AlarmState): ServiceEvent {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      state: { ...stateShape(alarm.state), ...suppressionShape(alarm) },
      previousState: stateShape(previous),
      configuration: stateChangeConfiguration(alarm),
    },
  };
}

export type ConfigurationOperation = 'create' | 'update' | 'delete';

/** `CloudWatch Alarm Configuration Change`. */
export function configurationChangeEvent(
  alarm: Alarm,
  operation: ConfigurationOperation,
  previous?: Alarm['configuration'],
): ServiceEvent {
  const suppressedBy = alarm.kind === 'composite' ? alarm.suppression?.by : undefined;
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm Configuration Change',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      operation,
      state: {
        ...(suppressedBy === undefined ? {} : { actionsSuppressedBy: suppressedBy }),
        value: alarm.state.value,
        timestamp: alarmTimestamp(alarm.state.updatedAt),
      },
      configuration: fullConfiguration(alarm.name, alarm.configuration),
      ...(previous === undefined ? {} : { previousConfiguration: fullConfiguration(alarm.name, previous) }),
    },
  };
}
