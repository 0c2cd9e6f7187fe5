import type { Datum } from '../service';
import type { Cloud } from './cloud';
import { samplesOf } from './metrics/samples';
import { SECOND } from './time';

/** Stores what an AWS service measured; periods without values leave no data point. */
export function publishMetrics(cloud: Cloud, data: readonly Datum[]): void {
  const visibleAt = cloud.clock.now() + cloud.metricDelay * SECOND;
  for (const { namespace, name, dimensions, timestamp, values, unit = 'None', storageResolution = 60 } of data) {
    const samples = samplesOf(values);
    if (samples === undefined) continue;
    cloud.store.put({ namespace, name, dimensions }, { timestamp, visibleAt, unit, storageResolution, samples });
  }
}
