import type { Datum } from '../../service';
import { errorsOf, type Tally } from './tally';

/** Where and when a variant's data points belong. */
export interface Place {
  readonly dimensions: { readonly EndpointName: string; readonly VariantName: string };
  /** Epoch milliseconds of the period's start. */
  readonly timestamp: number;
  readonly storageResolution: 1 | 60;
}

export function placeOf(endpoint: string, variant: string, timestamp: number, periodSeconds: number): Place {
  return {
    dimensions: { EndpointName: endpoint, VariantName: variant },
    timestamp,
    storageResolution: periodSeconds < 60 ? 1 : 60,
  };
}

/** Every request sends one value to each of these; without requests there are none. */
export function invocationMetrics(place: Place, tally: Tally): Datum[] {
  const { requests, errors } = tally;
  if (requests === 0) return [];
  const metric = (name: string, values: Datum['values'], unit = 'None'): Datum => ({
    namespace: 'AWS/SageMaker',
    name,
    ...place,
    values,
    unit,
  });
  const share = [...tally.byInstances].map(([instances, count]) => [1 / instances, count] as const);
  return [
    metric('Invocations', [[1, requests]]),
    metric('InvocationsPerInstance', share),
    metric('Invocation4XXErrors', zeroOrOne(requests, errors['4xx'])),
    metric('Invocation5XXErrors', zeroOrOne(requests, errors['5xx'])),
    // Counts every answer that is not 2xx, so it includes the other two.
    metric('InvocationModelErrors', zeroOrOne(requests, errorsOf(tally))),
    metric('ModelLatency', tally.modelLatency, 'Microseconds'),
    metric('OverheadLatency', tally.overheadLatency, 'Microseconds'),
  ];
}

/** For the case that AWS does report zeros without traffic. */
export function zeroInvocations(place: Place): Datum[] {
  return ['Invocations', 'InvocationsPerInstance'].map((name) => ({
    namespace: 'AWS/SageMaker',
    name,
    ...place,
    values: [[0, 1]],
    unit: 'None',
  }));
}

/** What one instance of a variant uses, in percent. */
export interface HostLoad {
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
  readonly gpu?: number;
}

export function hostMetrics(place: Place, load: HostLoad, instances: number): Datum[] {
  const metric = (name: string, value: number): Datum => ({
    namespace: '/aws/sagemaker/Endpoints',
    name,
    ...place,
    values: [[value, instances]],
    unit: 'Percent',
  });
  return [
    metric('CPUUtilization', load.cpu),
    metric('MemoryUtilization', load.memory),
    metric('DiskUtilization', load.disk),
    ...(load.gpu === undefined ? [] : [metric('GPUUtilization', load.gpu)]),
  ];
}

function zeroOrOne(requests: number, ones: number): Datum['values'] {
  if (ones === 0) return [[0, requests]];
  if (ones === requests) return [[1, requests]];
  return [
    [0, requests - ones],
    [1, ones],
  ];
}
