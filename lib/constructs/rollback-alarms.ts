import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Incidents } from './incidents';
import { RUNBOOK } from './runbook';

const EVERY_MINUTE = { period: Duration.minutes(1), statistic: 'Sum' };

/** Pages for what the bus may not tell any more: a rollback execution that died, and events that reached nobody. */
export function addRollbackAlarms(incidents: Incidents, rollback: StateMachine): void {
  const ways = {
    Failed: { ended: 'failed', metric: rollback.metricFailed(EVERY_MINUTE) },
    TimedOut: { ended: 'timed out', metric: rollback.metricTimedOut(EVERY_MINUTE) },
    Aborted: { ended: 'was aborted', metric: rollback.metricAborted(EVERY_MINUTE) },
  };
  for (const [way, { ended, metric }] of Object.entries(ways)) {
    incidents.page(`Rollback${way}`, {
      name: `rollback-${ended.replaceAll(' ', '-')}`,
      description: `A rollback execution ${ended}, so an endpoint may not be back on its baseline. ${RUNBOOK.rollbackDied}`,
      metric,
    });
  }
  incidents.page('EventsUndelivered', {
    name: 'events-undelivered',
    description: `An event reached no target, so a rollback or a page may not have started. ${RUNBOOK.deadLetters}`,
    metric: incidents.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    }),
  });
}
