import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  DisableAlarmActionsInput,
  EnableAlarmActionsInput,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  ListMetricsInput,
  ListTagsForResourceInput,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
  PutMetricDataInput,
  SetAlarmStateInput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import type { VirtualClock } from '../clock';
import { seededRandom, type Random } from '../random';
import type { Account, EmitServiceEvent, EmulatedService, Operation, PublishMetrics, Wire } from '../service';
import { AlarmBook } from './alarms/alarm-book';
import type { Alarm, StateValue } from './alarms/alarm';
import { Composites } from './alarms/composites';
import { AlarmEvaluator } from './alarms/evaluator';
import type { RunAlarmAction } from './alarms/notification';
import type { Cloud } from './cloud';
import { MetricStore } from './metrics/metric-store';
import { disableAlarmActions, enableAlarmActions } from './operations/alarm-actions';
import { deleteAlarms } from './operations/delete-alarms';
import { describeAlarmHistory } from './operations/describe-alarm-history';
import { describeAlarms } from './operations/describe-alarms';
import { getMetricData } from './operations/get-metric-data';
import { getMetricStatistics } from './operations/get-metric-statistics';
import { listMetrics } from './operations/list-metrics';
import { putCompositeAlarm } from './operations/put-composite-alarm';
import { putMetricAlarm } from './operations/put-metric-alarm';
import { putMetricData } from './operations/put-metric-data';
import { setAlarmState } from './operations/set-alarm-state';
import { listTagsForResource, tagResource, untagResource } from './operations/tags';
import { publishMetrics } from './publish';
import { defineAlarm, forceState, releaseAlarm, type DefinedAlarm } from './scenario';
import { DEFAULT_SWITCHES, type CloudWatchSwitches } from './switches';

export interface CloudWatchProps {
  readonly clock: VirtualClock;
  readonly account: Account;
  /** Hands alarm events to the default bus. */
  readonly emit: EmitServiceEvent;
  /** Calls an alarm action, e.g. publishes to an SNS topic. @default alarms with actions are refused */
  readonly runAction?: RunAlarmAction;
  /** @default DEFAULT_SWITCHES */
  readonly switches?: Partial<CloudWatchSwitches>;
  /** Virtual seconds until data can be read; settable later. @default 0 */
  readonly metricDelay?: number;
  /** Source of ids. @default a fixed seed */
  readonly random?: Random;
}

/** CloudWatch metrics and alarms in memory. */
export interface EmulatedCloudWatch extends EmulatedService {
  /** How other emulated services publish their metrics. */
  readonly publish: PublishMetrics;
  /** Virtual seconds until data that arrives from now on can be read, so that late metrics can be rehearsed. */
  setMetricDelay(seconds: number): void;
  /** Puts a user's alarm in place, silently; it is not evaluated and keeps its state until `forceState`. */
  defineAlarm(alarm: DefinedAlarm): void;
  /** Gives an alarm a state, with events and actions as usual, and holds it there. */
  forceState(alarmName: string, state: StateValue, reason: string): void;
  /** Lets a held alarm be evaluated again. */
  releaseAlarm(alarmName: string): void;
  /** An alarm as it stands, for assertions and reports. */
  alarm(name: string): Readonly<Alarm> | undefined;
}

/** An empty CloudWatch for one account and Region. */
export function createCloudWatch(props: CloudWatchProps): EmulatedCloudWatch {
  const cloud = createCloud(props);
  return {
    operations: operationsOf(cloud),
    publish: (data) => {
      publishMetrics(cloud, data);
    },
    setMetricDelay: (seconds) => {
      cloud.metricDelay = seconds;
    },
    defineAlarm: (alarm) => {
      defineAlarm(cloud, alarm);
    },
    forceState: (alarmName, value, reason) => {
      forceState(cloud, alarmName, { value, reason });
    },
    releaseAlarm: (alarmName) => {
      releaseAlarm(cloud, alarmName);
    },
    alarm: (name) => cloud.book.get(name),
  };
}

function createCloud({ clock, account, emit, runAction, metricDelay = 0, ...props }: CloudWatchProps): Cloud {
  const switches = { ...DEFAULT_SWITCHES, ...props.switches };
  const store = new MetricStore();
  const book = new AlarmBook({ clock, account, emit, runAction });
  return {
    clock,
    account,
    switches,
    random: props.random ?? seededRandom('cloudwatch'),
    store,
    book,
    composites: new Composites(clock, book, switches),
    evaluator: new AlarmEvaluator({ clock, book, store, switches }),
    runsActions: runAction !== undefined,
    tags: new Map(),
    metricDelay,
  };
}

function operationsOf(cloud: Cloud): Readonly<Record<string, Operation>> {
  return {
    DeleteAlarms: (input: Wire<DeleteAlarmsInput>) => deleteAlarms(cloud, input),
    DescribeAlarmHistory: (input: Wire<DescribeAlarmHistoryInput>) => describeAlarmHistory(cloud, input),
    DescribeAlarms: (input: Wire<DescribeAlarmsInput>) => describeAlarms(cloud, input),
    DisableAlarmActions: (input: Wire<DisableAlarmActionsInput>) => disableAlarmActions(cloud, input),
    EnableAlarmActions: (input: Wire<EnableAlarmActionsInput>) => enableAlarmActions(cloud, input),
    GetMetricData: (input: Wire<GetMetricDataInput>) => getMetricData(cloud, input),
    GetMetricStatistics: (input: Wire<GetMetricStatisticsInput>) => getMetricStatistics(cloud, input),
    ListMetrics: (input: Wire<ListMetricsInput>) => listMetrics(cloud, input),
    ListTagsForResource: (input: Wire<ListTagsForResourceInput>) => listTagsForResource(cloud, input),
    PutCompositeAlarm: (input: Wire<PutCompositeAlarmInput>) => putCompositeAlarm(cloud, input),
    PutMetricAlarm: (input: Wire<PutMetricAlarmInput>) => putMetricAlarm(cloud, input),
    PutMetricData: (input: Wire<PutMetricDataInput>) => putMetricData(cloud, input),
    SetAlarmState: (input: Wire<SetAlarmStateInput>) => setAlarmState(cloud, input),
    TagResource: (input: Wire<TagResourceInput>) => tagResource(cloud, input),
    UntagResource: (input: Wire<UntagResourceInput>) => untagResource(cloud, input),
  };
}
