import { PERIOD } from '../bounds';
import { estimateBurst } from '../evidence/burst';
import { isCounted } from '../blueprint/kpi';
import type { MetricQuery, Reading } from '../sentinels/readings';
import type { Plan } from '../release/release';

/** What a release must know of a KPI before it judges, measured on the baseline before any traffic moves. */
export interface Calibration {
  /** Most failures that one cause brings at once. */
  readonly burst: number;
  /** The endpoint's latencies cannot be counted, so the percentile itself is judged. */
  readonly byValue?: boolean;
}

/** How much of the baseline's past is looked at, seconds. */
const PAST = 3600;

/** The span of the baseline's past that a calibration at `now` (epoch milliseconds) looks at: complete periods only. */
export function calibrationSpan(now: number): { readonly from: number; readonly to: number } {
  const period = PERIOD * 1000;
  const to = Math.floor((now - period) / period) * period;
  return { from: to - PAST * 1000, to };
}

/** What to read for it: the KPIs that count requests, on the baseline. */
export function calibrationQueries({ blueprint, baseline }: Plan): MetricQuery[] {
  if (baseline === undefined) return [];
  return blueprint.kpis
    .filter((kpi) => isCounted(kpi))
    .map((kpi) => ({ kpi, arm: 'baseline', endpoint: blueprint.endpoint, variant: baseline.variant, probe: true }));
}

/** The calibration that the baseline's past gives. Without a past, bursts are as large as is assumed of unknown ones. */
export function calibrate({ blueprint }: Plan, readings: readonly Reading[]): Readonly<Record<string, Calibration>> {
  const kpis = blueprint.kpis.filter((kpi) => isCounted(kpi));
  return Object.fromEntries(
    kpis.map(({ name, burst }) => {
      const reading = readings.find(({ kpi }) => kpi === name);
      const estimated = burst ?? estimateBurst(reading?.counts ?? []).burst;
      return [name, { burst: estimated, ...(reading?.uncountable === true && { byValue: true }) }];
    }),
  );
}
