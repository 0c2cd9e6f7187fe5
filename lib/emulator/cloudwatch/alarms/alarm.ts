import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Timer } from '../../clock';
import type { Wire } from '../../service';
import type { Query } from '../queries/compile';
import type { Rule } from './rule';

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** In the order in which CloudWatch names them in an error. */
export const STATE_VALUES: readonly StateValue[] = ['INSUFFICIENT_DATA', 'ALARM', 'OK'];

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  /** Epoch milliseconds of the last update of the state. */
  readonly updatedAt: number;
  /** Epoch milliseconds of the last change of the value. */
  readonly transitionedAt: number;
}

/** A new state as an evaluation or a caller gives it. */
export type NextState = Pick<AlarmState, 'value' | 'reason' | 'reasonData'>;

interface CommonConfiguration {
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
  /** ARNs to call on a transition to the state. */
  readonly actions: Readonly<Record<StateValue, readonly string[]>>;
  /** Epoch milliseconds of the last change of the configuration. */
  readonly configuredAt: number;
}

/** The comparisons of alarms on a fixed threshold. */
export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    breaches: (value: number, threshold: number) => value >= threshold,
  },
  GreaterThanThreshold: { words: 'greater than', breaches: (value: number, threshold: number) => value > threshold },
  LessThanThreshold: { words: 'less than', breaches: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    breaches: (value: number, threshold: number) => value <= threshold,
  },
} as const;

export type Comparison = keyof typeof COMPARISONS;

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** Members of PutMetricAlarm that say which single metric an alarm watches. */
export type SingleMetric = Pick<
  Wire<PutMetricAlarmInput>,
  'MetricName' | 'Namespace' | 'Dimensions' | 'Statistic' | 'ExtendedStatistic' | 'Period' | 'Unit'
>;

/** What an alarm watches: the queries to evaluate, and the request's own words for reading it back. */
export interface Watch {
  readonly queries: readonly Query[];
  /** The query whose data points are compared. */
  readonly watched: Query;
  readonly asked:
    | { readonly form: 'single'; readonly metric: SingleMetric }
    | { readonly form: 'math'; readonly queries: readonly Wire<MetricDataQuery>[] };
}

export interface MetricAlarmConfiguration extends CommonConfiguration {
  readonly watch: Watch;
  readonly evaluationPeriods: number;
  /** As asked; `undefined` means all evaluation periods. */
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** As asked; `undefined` means the default of the namespace. */
  readonly treatMissingData: MissingData | undefined;
  readonly lowSamples: 'evaluate' | 'ignore' | undefined;
}

/** An alarm that can silence the actions of a composite alarm. */
export interface Suppressor {
  /** As asked: a name or an ARN. */
  readonly reference: string;
  readonly alarmName: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

export interface CompositeAlarmConfiguration extends CommonConfiguration {
  readonly ruleText: string;
  readonly rule: Rule;
  /** Names of the alarms in the rule, each once. */
  readonly children: readonly string[];
  readonly suppressor: Suppressor | undefined;
}

interface CommonAlarm {
  readonly name: string;
  readonly arn: string;
  state: AlarmState;
  /** A held alarm keeps its state until it is told otherwise: it is not evaluated. */
  held: boolean;
}

export interface MetricAlarm extends CommonAlarm {
  readonly kind: 'metric';
  configuration: MetricAlarmConfiguration;
  /** End of the last window, for alarms that are evaluated once an hour. */
  lastWindowEnd?: number;
}

/** Why a composite alarm takes no actions at the moment. */
export interface Suppression {
  readonly by: 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod';
  /** State before the transition whose actions are held back. */
  readonly previous: AlarmState;
  readonly timer?: Timer;
}

export interface CompositeAlarm extends CommonAlarm {
  readonly kind: 'composite';
  configuration: CompositeAlarmConfiguration;
  suppression?: Suppression | undefined;
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** A new alarm has no state yet but this. */
export function initialState(now: number): AlarmState {
  return {
    value: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    updatedAt: now,
    transitionedAt: now,
  };
}
