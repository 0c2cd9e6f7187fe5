import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { seededUuid } from '../../ids';
import type { Wire } from '../../service';
import { alarmArn } from '../alarms/alarm-arn';
import {
  COMPARISONS,
  initialState,
  type Comparison,
  type MetricAlarmConfiguration,
  type MissingData,
} from '../alarms/alarm';
import { refuseMembers, type Cloud } from '../cloud';
import { demand, length, oneOf, refuseProblems, required, within } from '../constraints';
import { invalidValue, validationError } from '../errors';
import { BASIC_STATISTICS } from '../metrics/statistic';
import { UNITS } from '../metrics/units';
import { actionsOf, actionProblems, ACTION_MEMBERS } from './alarm-actions-input';
import { watchOf } from './alarm-watch';
import { tagAlarm } from './tags';

type Input = Wire<PutMetricAlarmInput>;

const KNOWN = [
  ...ACTION_MEMBERS,
  'AlarmName',
  'AlarmDescription',
  'Tags',
  'Metrics',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
];
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
const DAY_SECONDS = 86_400;

export function putMetricAlarm(cloud: Cloud, input: Input): object {
  refuseMembers('PutMetricAlarm', input, KNOWN);
  const configuration = metricAlarmConfiguration(cloud, input);
  const name = demand('alarmName', input.AlarmName);
  const existing = cloud.book.get(name);
  if (existing?.kind === 'composite') {
    throw validationError(`An alarm of another type with the name ${name} already exists.`);
  }
  if (existing !== undefined) {
    // An update leaves the state as it is.
    const previous = existing.configuration;
    existing.configuration = configuration;
    delete existing.lastWindowEnd;
    cloud.book.updated(existing, previous);
  } else {
    const arn = alarmArn(cloud.account, name);
    tagAlarm(cloud, arn, input.Tags ?? []);
    cloud.book.create({
      kind: 'metric',
      name,
      arn,
      configuration,
      state: initialState(cloud.clock.now()),
      held: false,
    });
  }
  cloud.evaluator.refresh();
  return {};
}

/** Checks a request and turns it into a configuration. */
export function metricAlarmConfiguration(cloud: Cloud, input: Input): MetricAlarmConfiguration {
  const { DatapointsToAlarm: datapoints } = input;
  refuseProblems(
    required('alarmName', input.AlarmName),
    length('alarmName', input.AlarmName, 1, 255),
    length('alarmDescription', input.AlarmDescription, 0, 1024),
    ...actionProblems(input),
    length('metricName', input.MetricName, 1, 255),
    length('namespace', input.Namespace, 1, 255),
    length('dimensions', input.Dimensions, 0, 30),
    oneOf('statistic', input.Statistic, BASIC_STATISTICS),
    oneOf('unit', input.Unit, UNITS),
    within('period', input.Period, 1),
    required('evaluationPeriods', input.EvaluationPeriods),
    within('evaluationPeriods', input.EvaluationPeriods, 1),
    within('datapointsToAlarm', datapoints, 1),
    required('comparisonOperator', input.ComparisonOperator),
    oneOf('comparisonOperator', input.ComparisonOperator, Object.keys(COMPARISONS)),
    required('threshold', input.Threshold),
    oneOf('treatMissingData', input.TreatMissingData, MISSING_DATA),
    length('tags', input.Tags, 0, 50),
  );
  const periods = demand('evaluationPeriods', input.EvaluationPeriods);
  const watch = watchOf(input, seededUuid(cloud.random));
  if (datapoints !== undefined && datapoints > periods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  checkWindow(watch.watched.periodSeconds, periods);
  return {
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: actionsOf(input, cloud),
    configuredAt: cloud.clock.now(),
    watch,
    evaluationPeriods: periods,
    datapointsToAlarm: datapoints,
    threshold: demand('threshold', input.Threshold),
    comparison: demand('comparisonOperator', comparisonOf(input.ComparisonOperator)),
    treatMissingData: missingDataOf(input.TreatMissingData),
    lowSamples: lowSamplesOf(input.EvaluateLowSampleCountPercentile),
  };
}

function checkWindow(periodSeconds: number, evaluationPeriods: number): void {
  if (![10, 20, 30].includes(periodSeconds) && periodSeconds % 60 !== 0) {
    throw validationError(`Period must be 10, 20, 30 or a multiple of 60 (got ${periodSeconds})`);
  }
  const days = periodSeconds < 3600 ? 1 : 7;
  const most = days * DAY_SECONDS;
  if (periodSeconds * evaluationPeriods <= most) return;
  const span = days === 1 ? 'a day' : `${days} days`;
  throw validationError(
    `Metrics cannot be checked across more than ${span} (EvaluationPeriods * Period must be <= ${most}).`,
  );
}

function comparisonOf(value: string | undefined): Comparison | undefined {
  return value !== undefined && isComparison(value) ? value : undefined;
}

function isComparison(value: string): value is Comparison {
  return Object.hasOwn(COMPARISONS, value);
}

function missingDataOf(value: string | undefined): MissingData | undefined {
  return MISSING_DATA.find((each) => each === value);
}

function lowSamplesOf(value: string | undefined): 'evaluate' | 'ignore' | undefined {
  if (value === undefined || value === 'evaluate' || value === 'ignore') return value;
  throw invalidValue(
    `Option ${value} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
  );
}
