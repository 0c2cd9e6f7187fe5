import type { Alarm, CompositeAlarm, MetricAlarm } from '../alarms/alarm';
import { suppressedReason } from '../alarms/events';
import { SECOND } from '../time';

type Output = Readonly<Record<string, unknown>>;

function commonOutput({ name, arn, configuration, state }: Alarm): Output {
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmDescription: configuration.description,
    AlarmConfigurationUpdatedTimestamp: configuration.configuredAt / SECOND,
    ActionsEnabled: configuration.actionsEnabled,
    OKActions: configuration.actions.OK,
    AlarmActions: configuration.actions.ALARM,
    InsufficientDataActions: configuration.actions.INSUFFICIENT_DATA,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.updatedAt / SECOND,
    StateTransitionedTimestamp: state.transitionedAt / SECOND,
  };
}

/** A metric alarm as DescribeAlarms returns it: what was not set is left out. */
export function metricAlarmOutput(alarm: MetricAlarm): Output {
  const { configuration } = alarm;
  const { asked } = configuration.watch;
  return present({
    ...commonOutput(alarm),
    ...(asked.form === 'single'
      ? asked.metric
      : { Metrics: asked.queries.map((query) => ({ ...query, ReturnData: query.ReturnData ?? true })) }),
    Dimensions: asked.form === 'single' ? (asked.metric.Dimensions ?? []) : [],
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparison,
    TreatMissingData: configuration.treatMissingData,
    EvaluateLowSampleCountPercentile: configuration.lowSamples,
  });
}

/** A composite alarm as DescribeAlarms returns it. */
export function compositeAlarmOutput(alarm: CompositeAlarm): Output {
  const { ruleText, suppressor } = alarm.configuration;
  return present({
    ...commonOutput(alarm),
    AlarmRule: ruleText,
    ActionsSuppressedBy: alarm.suppression?.by,
    ActionsSuppressedReason: alarm.suppression === undefined ? undefined : suppressedReason(alarm.suppression),
    ActionsSuppressor: suppressor?.reference,
    ActionsSuppressorWaitPeriod: suppressor?.waitSeconds,
    ActionsSuppressorExtensionPeriod: suppressor?.extensionSeconds,
  });
}

function present(output: Output): Output {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}
