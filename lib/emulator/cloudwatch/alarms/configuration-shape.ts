import { dimensionMap } from '../metrics/dimensions';
import { alarmTimestamp } from '../time';
import type { Alarm, CompositeAlarmConfiguration, MetricAlarmConfiguration, Watch } from './alarm';

type Shape = Readonly<Record<string, unknown>>;

/** What an alarm watches, in the camelCase of events: dimensions are a map here, not a list. */
function metricsShape({ queries, asked }: Watch): readonly Shape[] {
  if (asked.form === 'single') {
    const { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period, Unit } = asked.metric;
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionMap(Dimensions ?? []) };
    const unit = Unit === undefined ? {} : { unit: Unit };
    const metricStat = { metric, period: Period, stat: Statistic ?? ExtendedStatistic, ...unit };
    return [{ id: queries[0]?.id, metricStat, returnData: true }];
  }
  return asked.queries.map(({ Id, Label, MetricStat, Expression, ReturnData, Period }) => ({
    id: Id,
    ...(MetricStat === undefined
      ? { expression: Expression }
      : {
          metricStat: {
            metric: {
              namespace: MetricStat.Metric?.Namespace,
              name: MetricStat.Metric?.MetricName,
              dimensions: dimensionMap(MetricStat.Metric?.Dimensions ?? []),
            },
            period: MetricStat.Period,
            stat: MetricStat.Stat,
            ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
          },
        }),
    ...(Label === undefined ? {} : { label: Label }),
    ...(Period === undefined ? {} : { period: Period }),
    returnData: ReturnData ?? true,
  }));
}

/** The short configuration in a state change event. */
export function stateChangeConfiguration(alarm: Alarm): Shape {
  const { description } = alarm.configuration;
  const described = description === undefined ? {} : { description };
  if (alarm.kind === 'composite') return { ...ruleShape(alarm.configuration), ...described };
  return { ...described, metrics: metricsShape(alarm.configuration.watch) };
}

/** The full configuration in a configuration change event. */
export function fullConfiguration(name: string, configuration: Alarm['configuration']): Shape {
  const { description, actions, actionsEnabled, configuredAt } = configuration;
  return {
    ...('rule' in configuration ? ruleShape(configuration) : metricAlarmShape(configuration)),
    alarmName: name,
    ...(description === undefined ? {} : { description }),
    actionsEnabled,
    timestamp: alarmTimestamp(configuredAt),
    okActions: actions.OK,
    alarmActions: actions.ALARM,
    insufficientDataActions: actions.INSUFFICIENT_DATA,
  };
}

function ruleShape({ ruleText, suppressor }: CompositeAlarmConfiguration): Shape {
  if (suppressor === undefined) return { alarmRule: ruleText };
  return {
    alarmRule: ruleText,
    actionsSuppressor: suppressor.reference,
    actionsSuppressorWaitPeriod: suppressor.waitSeconds,
    actionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
  };
}

function metricAlarmShape(configuration: MetricAlarmConfiguration): Shape {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, treatMissingData, lowSamples } = configuration;
  return {
    evaluationPeriods,
    ...(datapointsToAlarm === undefined ? {} : { datapointsToAlarm }),
    threshold,
    comparisonOperator: comparison,
    ...(treatMissingData === undefined ? {} : { treatMissingData }),
    ...(lowSamples === undefined ? {} : { evaluateLowSampleCountPercentile: lowSamples }),
    metrics: metricsShape(configuration.watch),
  };
}
