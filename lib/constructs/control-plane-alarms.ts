import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { METRICS_NAMESPACE } from '../domain/sentinels/metrics';
import type { Incidents } from './incidents';
import { RUNBOOK } from './runbook';

const MINUTE = Duration.minutes(1);

/** Pages for a control plane that is held back: AWS throttles it, or a release no longer moves, or waits for a person. */
export function addControlPlaneAlarms(incidents: Incidents, machines: readonly StateMachine[]): readonly Alarm[] {
  const throttles = machines.map((machine, index) => ({
    id: `m${index}`,
    metric: machine.metricThrottled({ period: MINUTE, statistic: 'Sum' }),
  }));
  const throttled = new MathExpression({
    expression: throttles.map(({ id }) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(throttles.map(({ id, metric }) => [id, metric])),
    period: MINUTE,
    label: 'throttled transitions',
  });
  /** What the reconciler counts, about once a minute: now and then a minute has none. */
  const counted = (metricName: string) =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service: Stack.of(incidents).stackName },
      period: MINUTE,
      statistic: 'Maximum',
    });
  return [
    incidents.page('Throttled', {
      name: 'throttled',
      description: `Step Functions throttles the state machines, so releases and rollbacks are late. ${RUNBOOK.throttled}`,
      metric: throttled,
      times: 3,
      of: 5,
    }),
    incidents.page('FunctionsThrottled', {
      name: 'functions-throttled',
      description: `Lambda throttles functions of this account, which can hold a rollback up. ${RUNBOOK.throttled}`,
      metric: LambdaFunction.metricAllThrottles({ period: MINUTE, statistic: 'Sum' }),
      times: 3,
      of: 5,
    }),
    incidents.page('ReleaseStuck', {
      name: 'release-stuck',
      description: `A release has given no sign of life since it was due, and its rescue does not help. ${RUNBOOK.stuck}`,
      metric: counted('OverdueReleases'),
      times: 10,
      of: 12,
    }),
    // The event of a failed rollback pages at once; this does where it is lost, or where nobody has acted on it.
    incidents.page('RollbackStillFailed', {
      name: 'rollback-still-failed',
      description: `A rollback has failed, and for five minutes nobody has started it again. Its endpoint stays locked. ${RUNBOOK.rollbackFailed}`,
      metric: counted('FailedRollbacks'),
      times: 5,
      of: 7,
    }),
  ];
}
