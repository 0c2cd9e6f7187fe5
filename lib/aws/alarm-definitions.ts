import type { CompositeAlarm, Dimension, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition, AlarmMetric } from '../domain/sentinels/readings';

const COMPARISONS: Readonly<Record<string, '>' | '>=' | '<' | '<='>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;

/** How a metric alarm is set up. */
export function metricDefinition(alarm: MetricAlarm): AlarmDefinition {
  const { ComparisonOperator = '', Threshold, TreatMissingData } = alarm;
  return {
    kind: 'metric',
    metrics: metricsOf(alarm),
    isExpression: (alarm.Metrics ?? []).some(({ Expression }) => Expression !== undefined),
    // Anomaly detection compares with a band, which is not a number.
    comparison: COMPARISONS[ComparisonOperator] ?? 'other',
    ...(Threshold !== undefined && { threshold: Threshold }),
    missingData: MISSING_DATA.find((known) => known === TreatMissingData) ?? 'missing',
  };
}

/** How a composite alarm is set up. */
export function compositeDefinition(alarm: CompositeAlarm): AlarmDefinition {
  return {
    kind: 'composite',
    rule: alarm.AlarmRule ?? '',
    ...(alarm.ActionsSuppressor !== undefined && { suppressor: alarm.ActionsSuppressor }),
    ...(alarm.ActionsSuppressedBy !== undefined && { suppressedBy: alarm.ActionsSuppressedBy }),
  };
}

function metricsOf({ Metrics, Namespace, MetricName, Dimensions, ...alarm }: MetricAlarm): readonly AlarmMetric[] {
  if (MetricName !== undefined) {
    return [
      {
        namespace: Namespace ?? '',
        name: MetricName,
        dimensions: toRecord(Dimensions),
        statistic: alarm.ExtendedStatistic ?? alarm.Statistic ?? '',
        ...(alarm.Unit !== undefined && { unit: alarm.Unit }),
      },
    ];
  }
  return (Metrics ?? []).flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            namespace: MetricStat.Metric?.Namespace ?? '',
            name: MetricStat.Metric?.MetricName ?? '',
            dimensions: toRecord(MetricStat.Metric?.Dimensions),
            statistic: MetricStat.Stat ?? '',
            ...(MetricStat.Unit !== undefined && { unit: MetricStat.Unit }),
          },
        ],
  );
}

function toRecord(dimensions: readonly Dimension[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
}
