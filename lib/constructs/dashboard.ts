import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  type IMetric,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../domain/sentinels/metrics';
import type { Incidents } from './incidents';

/** What the dashboard shows. */
export interface DashboardProps {
  readonly machines: readonly StateMachine[];
  readonly alarms: readonly Alarm[];
  readonly incidents: Incidents;
}

const DAY = Duration.days(1);

/** One page on how releases go and on whether what runs them is well. */
export function addDashboard(scope: Construct, { machines, alarms, incidents }: DashboardProps): Dashboard {
  const { stackName } = Stack.of(scope);
  const half = { width: 12, height: 6 };
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `${stackName}-releases`,
    defaultInterval: Duration.days(28),
    widgets: [
      [
        new TextWidget({
          markdown: `# Releases of ${stackName}\n\`rollouts report\` has the same numbers with rates and trends; docs/runbook.md says what to do about each alarm.`,
          width: 24,
          height: 2,
        }),
      ],
      [
        new GraphWidget({
          title: 'Releases a day, by outcome',
          left: [byOutcome(stackName, 'ReleaseEnded', 'Sum')],
          view: GraphWidgetView.BAR,
          stacked: true,
          ...half,
        }),
        new GraphWidget({
          title: 'Duration and waiting for people (seconds, average)',
          left: [byOutcome(stackName, 'ReleaseDuration'), byOutcome(stackName, 'ReleaseWaiting')],
          ...half,
        }),
      ],
      [
        new GraphWidget({
          title: 'Time to restore (seconds, longest of the day)',
          left: [byOutcome(stackName, 'TimeToRestore', 'Maximum')],
          ...half,
        }),
        new GraphWidget({
          title: 'List price of releases (US dollars a day)',
          left: [byOutcome(stackName, 'ReleaseCost', 'Sum')],
          ...half,
        }),
      ],
      [
        new GraphWidget({
          title: 'Executions that failed, timed out or were throttled',
          left: machines.flatMap((machine): IMetric[] => [
            machine.metricFailed({ statistic: 'Sum' }),
            machine.metricTimedOut({ statistic: 'Sum' }),
            machine.metricThrottled({ statistic: 'Sum' }),
          ]),
          ...half,
        }),
        new GraphWidget({
          title: 'Events that reached nobody',
          left: [incidents.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' })],
          ...half,
        }),
      ],
      [new AlarmStatusWidget({ title: 'The control plane', alarms: [...alarms], width: 24, height: 3 })],
    ],
  });
}

/** One line for each outcome: endpoints come and go, so they are searched for. */
function byOutcome(service: string, metric: string, statistic = 'Average'): IMetric {
  return new MathExpression({
    expression: `SEARCH('{${METRICS_NAMESPACE},service,outcome} service="${service}" MetricName="${metric}"', '${statistic}', ${DAY.toSeconds()})`,
    label: metric,
    usingMetrics: {},
    period: DAY,
  });
}
