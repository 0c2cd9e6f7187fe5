import type { Endpoint } from '../state';

/** Seconds between the data points of instance metrics. */
export function hostPeriod({ config }: Endpoint): number {
  return config.definition.MetricsConfig?.MetricPublishFrequencyInSeconds ?? 60;
}

/** Only enhanced metrics follow the configured frequency; otherwise requests are reported by the minute. */
export function invocationPeriod(endpoint: Endpoint): number {
  return endpoint.config.definition.MetricsConfig?.EnableEnhancedMetrics === true ? hostPeriod(endpoint) : 60;
}
