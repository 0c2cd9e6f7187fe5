import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { sageMakerPrices } from '../domain/cost/prices';
import { releaseCost } from '../domain/cost/release-cost';
import { METRICS_NAMESPACE } from '../domain/sentinels/metrics';
import type { Tracker } from '../domain/ports';
import { clockOf, type Connection } from './connection';

/** Metrics by way of the function's log, in CloudWatch's embedded metric format; the service is the stack. */
export function emfTracker(connection: Pick<Connection, 'log' | 'clock'>, stack: string): Tracker {
  const { log } = connection;
  const publish = (metrics: Metrics): void => {
    if (log === undefined) {
      metrics.publishStoredMetrics();
      return;
    }
    // The library stamps a line with the machine's time, whatever the clock says.
    const line = metrics.serializeMetrics();
    log(JSON.stringify({ ...line, _aws: { ...line._aws, Timestamp: clockOf(connection)() } }));
  };
  return {
    ended: (release) => {
      const { endpoint, outcome, startedAt, endedAt, waitedSeconds = 0, breach, restoredAt } = release;
      const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: stack });
      // Two sets of dimensions: by outcome, and by endpoint.
      metrics.addDimensions({ outcome });
      metrics.addDimensions({ endpoint });
      metrics.addMetric('ReleaseEnded', MetricUnit.Count, 1);
      metrics.addMetric('ReleaseDuration', MetricUnit.Seconds, Math.round((endedAt - startedAt) / 1000));
      metrics.addMetric('ReleaseWaiting', MetricUnit.Seconds, waitedSeconds);
      metrics.addMetric('ReleaseCost', MetricUnit.NoUnit, releaseCost(release, sageMakerPrices).total);
      if (breach !== undefined && restoredAt !== undefined) {
        metrics.addMetric('TimeToRestore', MetricUnit.Seconds, Math.round((restoredAt - breach.at) / 1000));
      }
      publish(metrics);
    },
    alive: ({ live, overdue, failed }) => {
      const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: stack });
      metrics.addMetric('LiveReleases', MetricUnit.Count, live);
      metrics.addMetric('OverdueReleases', MetricUnit.Count, overdue);
      metrics.addMetric('FailedRollbacks', MetricUnit.Count, failed);
      publish(metrics);
    },
  };
}
