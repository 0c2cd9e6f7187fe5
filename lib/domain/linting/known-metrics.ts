/** What is known of a metric that SageMaker publishes for every variant. */
export interface KnownMetric {
  readonly namespace: string;
  readonly unit: 'None' | 'Microseconds' | 'Percent';
  /** Highest single value; the lowest is 0. */
  readonly highest: number;
}

const INVOCATIONS = 'AWS/SageMaker';
const INSTANCES = '/aws/sagemaker/Endpoints';

/** The dimensions that every one of these metrics has; there is no roll-up over an endpoint. */
export const VARIANT_DIMENSIONS = ['EndpointName', 'VariantName'] as const;

/** SageMaker gives up on a model after 60 s. */
const LONGEST_ANSWER = 60e6;

/** One request sends a 0 or a 1. Source: "Amazon SageMaker AI metrics in Amazon CloudWatch", SageMaker developer guide. */
const PER_REQUEST: Omit<KnownMetric, 'namespace'> = { unit: 'None', highest: 1 };
/** Percent of each core, so that several make more than 100. */
const PER_CORE: Omit<KnownMetric, 'namespace'> = { unit: 'Percent', highest: Number.POSITIVE_INFINITY };
const PER_INSTANCE: Omit<KnownMetric, 'namespace'> = { unit: 'Percent', highest: 100 };

const METRICS: Readonly<Record<string, KnownMetric>> = {
  Invocations: { namespace: INVOCATIONS, ...PER_REQUEST },
  Invocation4XXErrors: { namespace: INVOCATIONS, ...PER_REQUEST },
  Invocation5XXErrors: { namespace: INVOCATIONS, ...PER_REQUEST },
  InvocationModelErrors: { namespace: INVOCATIONS, ...PER_REQUEST },
  ModelLatency: { namespace: INVOCATIONS, unit: 'Microseconds', highest: LONGEST_ANSWER },
  OverheadLatency: { namespace: INVOCATIONS, unit: 'Microseconds', highest: LONGEST_ANSWER },
  CPUUtilization: { namespace: INSTANCES, ...PER_CORE },
  GPUUtilization: { namespace: INSTANCES, ...PER_CORE },
  GPUMemoryUtilization: { namespace: INSTANCES, ...PER_CORE },
  MemoryUtilization: { namespace: INSTANCES, ...PER_INSTANCE },
  DiskUtilization: { namespace: INSTANCES, ...PER_INSTANCE },
};

/** What is known of a metric in one of SageMaker's namespaces, whichever of the two it is really in. */
export function knownMetric(namespace: string, name: string): KnownMetric | undefined {
  // The two differ in case and in their slashes, which is how they get mixed up.
  return /^\/?aws\/sagemaker(?:\/endpoints)?$/i.test(namespace) ? METRICS[name] : undefined;
}

/** Lowest and highest value that a statistic of the metric can have. */
export function rangeOf(
  { highest }: KnownMetric,
  statistic: string,
): { readonly lowest: number; readonly highest: number } {
  const isOfValues = /^(?:Average|Minimum|Maximum|p\d+(?:\.\d+)?|tm\d+|IQM)$/i.test(statistic);
  return { lowest: 0, highest: isOfValues ? highest : Number.POSITIVE_INFINITY };
}
