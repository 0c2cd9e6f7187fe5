import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Connection } from './connection';
import type { Tracker } from '../domain/ports';

/** CloudWatch namespace of the releases' own metrics. */
export const METRICS_NAMESPACE = 'SageMakerRollouts';

/** Metrics by way of the function's log, in CloudWatch's embedded metric format. */
export function emfTracker({ quiet = false }: Pick<Connection, 'quiet'>): Tracker {
  return {
    ended: ({ endpoint, outcome, startedAt, endedAt }) => {
      if (quiet) return;
      const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'releases' });
      metrics.addDimensions({ endpoint, outcome });
      metrics.addMetric('ReleaseEnded', MetricUnit.Count, 1);
      metrics.addMetric('ReleaseDuration', MetricUnit.Seconds, Math.round((endedAt - startedAt) / 1000));
      metrics.publishStoredMetrics();
    },
  };
}
