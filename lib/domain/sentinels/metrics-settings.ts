import type { MetricsSettings } from '../traffic/endpoint';
import type { Plan } from '../release/release';

/** Request metrics every ten seconds. */
const FAST: MetricsSettings = { enhanced: true, frequencySeconds: 10 };

/** What a new config says of metrics; without a word it says what the config says that it is copied from. */
export interface MetricsChoice {
  readonly metrics?: MetricsSettings;
}

/** Metrics of the config that holds baseline and candidate. */
export function metricsDuring(plan: Plan): MetricsChoice {
  return plan.blueprint.metrics === 'fast' ? { metrics: { ...plan.baseline?.metrics, ...FAST } } : metricsBefore(plan);
}

/** Metrics as they were before the release, or before one that left its own turned on: they do not outlive it. */
export function metricsBefore({ blueprint, baseline }: Plan): MetricsChoice {
  const isChanged = blueprint.metrics === 'fast' || baseline?.leftoverConfig !== undefined;
  return isChanged ? { metrics: baseline?.metrics ?? {} } : {};
}
