import type { Account } from '../../service';
import { alarmTimestamp } from '../time';
import type { Alarm, AlarmState, MetricAlarmConfiguration } from './alarm';
import { stateChangeConfiguration } from './configuration-shape';
import { stateShape } from './events';

/** What an alarm hands to its actions on a transition. */
export interface AlarmNotification {
  readonly alarmName: string;
  readonly alarmArn: string;
  readonly state: AlarmState;
  readonly previousState: AlarmState;
  /** Subject of the message to an SNS topic. */
  readonly subject: string;
  /** Body of the message to an SNS topic, before it is turned into JSON text. */
  readonly message: Readonly<Record<string, unknown>>;
  /** Event of a Lambda function that is an action. */
  readonly lambdaEvent: Readonly<Record<string, unknown>>;
}

/** Calls an action, e.g. publishes to an SNS topic. */
export type RunAlarmAction = (actionArn: string, notification: AlarmNotification) => void;

/** How a message names the Region; others are named by their code. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
};

export function alarmNotification(alarm: Alarm, previousState: AlarmState, account: Account): AlarmNotification {
  const { name, arn, state, configuration } = alarm;
  const region = REGION_NAMES[account.region] ?? account.region;
  return {
    alarmName: name,
    alarmArn: arn,
    state,
    previousState,
    subject: `${state.value}: "${name}" in ${region}`,
    message: {
      AlarmName: name,
      AlarmDescription: configuration.description ?? null,
      AWSAccountId: account.accountId,
      AlarmConfigurationUpdatedTimestamp: alarmTimestamp(configuration.configuredAt),
      NewStateValue: state.value,
      NewStateReason: state.reason,
      StateChangeTime: alarmTimestamp(state.updatedAt),
      Region: region,
      AlarmArn: arn,
      OldStateValue: previousState.value,
      OKActions: configuration.actions.OK,
      AlarmActions: configuration.actions.ALARM,
      InsufficientDataActions: configuration.actions.INSUFFICIENT_DATA,
      ...('rule' in configuration ? { AlarmRule: configuration.ruleText } : { Trigger: trigger(configuration) }),
    },
    lambdaEvent: {
      source: 'aws.cloudwatch',
      alarmArn: arn,
      accountId: account.accountId,
      time: alarmTimestamp(state.updatedAt),
      region: account.region,
      alarmData: {
        alarmName: name,
        state: stateShape(state),
        previousState: stateShape(previousState),
        configuration: stateChangeConfiguration(alarm),
      },
    },
  };
}

/** `SampleCount` is `SAMPLE_COUNT` here. */
function upperSnake(text: string): string {
  return text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

function trigger(configuration: MetricAlarmConfiguration): Readonly<Record<string, unknown>> {
  const { asked, watched } = configuration.watch;
  const common = {
    Period: watched.periodSeconds,
    EvaluationPeriods: configuration.evaluationPeriods,
    ...(configuration.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: configuration.datapointsToAlarm }),
    ComparisonOperator: configuration.comparison,
    Threshold: configuration.threshold,
    TreatMissingData: configuration.treatMissingData ?? '',
    EvaluateLowSampleCountPercentile: configuration.lowSamples ?? '',
  };
  if (asked.form === 'math') return { ...common, Metrics: asked.queries };
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit, Dimensions } = asked.metric;
  return {
    MetricName,
    Namespace,
    ...(Statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
      : { StatisticType: 'Statistic', Statistic: upperSnake(Statistic) }),
    Unit: Unit ?? null,
    Dimensions: (Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name })),
    ...common,
  };
}
