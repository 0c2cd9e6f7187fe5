import type { ErrorKind } from '../blueprint/blueprint';

/** A metric of CloudWatch without its dimensions. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
}

/** Namespace of the releases' own metrics. */
export const METRICS_NAMESPACE = 'SageMakerRollouts';

/** Namespace of SageMaker's invocation metrics; that of instance metrics differs in case. */
const INVOCATION_NAMESPACE = 'AWS/SageMaker';
const INSTANCE_NAMESPACE = '/aws/sagemaker/Endpoints';

export const INVOCATIONS: MetricName = { namespace: INVOCATION_NAMESPACE, name: 'Invocations' };
/** Microseconds. */
export const LATENCY: MetricName = { namespace: INVOCATION_NAMESPACE, name: 'ModelLatency' };
/** Microseconds; SageMaker lists no percentiles for it. */
export const OVERHEAD: MetricName = { namespace: INVOCATION_NAMESPACE, name: 'OverheadLatency' };

const ERROR_METRICS: Readonly<Record<ErrorKind, string>> = {
  '4xx': 'Invocation4XXErrors',
  '5xx': 'Invocation5XXErrors',
  model: 'InvocationModelErrors',
};

const UTILIZATION_METRICS = {
  cpu: 'CPUUtilization',
  memory: 'MemoryUtilization',
  gpu: 'GPUUtilization',
} as const;

/** The metrics whose every request is a 0 or, if it failed this way, a 1. */
export function errorMetrics(errors: readonly ErrorKind[]): MetricName[] {
  return errors.map((error) => ({ namespace: INVOCATION_NAMESPACE, name: ERROR_METRICS[error] }));
}

/** Percent of one instance's resource. */
export function utilizationMetric(resource: keyof typeof UTILIZATION_METRICS): MetricName {
  return { namespace: INSTANCE_NAMESPACE, name: UTILIZATION_METRICS[resource] };
}

/** Dimensions of a variant's own metrics. There is no roll-up over an endpoint. */
export function variantDimensions(endpoint: string, variant: string): Readonly<Record<string, string>> {
  return { EndpointName: endpoint, VariantName: variant };
}
