import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { VirtualClock } from '../../../lib/emulator/clock';
import type { AlarmNotification } from '../../../lib/emulator/cloudwatch/alarms/notification';
import { createCloudWatch, type CloudWatchProps } from '../../../lib/emulator/cloudwatch/cloudwatch';
import { AwsError, type Datum, type EmitServiceEvent, type Wire } from '../../../lib/emulator/service';

export const START = Date.parse('2026-11-20T08:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pages';
export const ARN_PREFIX = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:';

type ServiceEvent = Parameters<EmitServiceEvent>[0];

/** A CloudWatch with a clock and everything that it sends out. */
export function setUp({ runsActions = true, ...props }: Partial<CloudWatchProps> & { runsActions?: boolean } = {}) {
  const clock = new VirtualClock(START);
  const events: ServiceEvent[] = [];
  const actions: { arn: string; notification: AlarmNotification }[] = [];
  const cloudWatch = createCloudWatch({
    clock,
    account: { accountId: '123456789012', region: 'eu-west-1' },
    emit: (event) => events.push(event),
    ...(runsActions ? { runAction: (arn, notification) => actions.push({ arn, notification }) } : {}),
    ...props,
  });
  const call = (operation: string, input: object = {}): any => {
    const run = cloudWatch.operations[operation];
    if (run === undefined) throw new Error(`no operation ${operation}`);
    return run(input, {});
  };
  return {
    clock,
    cloudWatch,
    events,
    actions,
    call,
    putAlarm: (input: Partial<Wire<PutMetricAlarmInput>> = {}) => call('PutMetricAlarm', { ...ALARM, ...input }),
    publish: (data: Partial<Datum> & Pick<Datum, 'values'>) =>
      cloudWatch.publish([{ namespace: 'Shop', name: 'Errors', dimensions: {}, timestamp: clock.now(), ...data }]),
    advance: (milliseconds: number) => clock.run(() => false, clock.now() + milliseconds),
    state: (name: string) => cloudWatch.alarm(name)?.state.value,
    stateChanges: () => events.filter(({ detailType }) => detailType === 'CloudWatch Alarm State Change'),
  };
}

/** A plain alarm: more than 2 errors in a minute. */
export const ALARM: Wire<PutMetricAlarmInput> = {
  AlarmName: 'errors',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanThreshold',
};

/** What `act` throws, if it throws anything. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The error that `act` throws. */
export function errorOf(act: () => unknown): AwsError {
  const error = thrownBy(act);
  if (error instanceof AwsError) return error;
  throw error ?? new Error('expected an AwsError');
}
