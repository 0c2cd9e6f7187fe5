import { Duration } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { scheduledRule } from './guarded-rule';
import type { Incidents } from './incidents';
import { type FunctionsProps, reconcileFunction } from './release-functions';
import { RUNBOOK } from './runbook';

/** Looks every minute for what events should have told and did not, and pages when it cannot. */
export function addReconciler(scope: Construct, props: FunctionsProps & { readonly incidents: Incidents }): void {
  const { incidents } = props;
  const reconcile = reconcileFunction(scope, props);
  // The next minute is the retry.
  reconcile.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  scheduledRule(scope, 'EveryMinute', {
    description: 'Runs the reconciler',
    schedule: Schedule.rate(Duration.minutes(1)),
    deadLetters: incidents.deadLetters,
    target: (delivery) => new LambdaFunction(reconcile, delivery),
  });
  incidents.page('ReconcilerFails', {
    name: 'reconciler-fails',
    description: `The reconciler fails or does not run: a rollback whose event is lost would not start. ${RUNBOOK.reconciler}`,
    metric: reconcile.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    times: 3,
    of: 5,
    missingData: 'pages',
  });
}
