import type { Kpi } from '../blueprint/blueprint';
import { isBeyond } from '../evidence/values-evidence';
import { percent, significant } from '../evidence/numbers';
import { failureLimit, harmSide, limitText, tellsVariants } from '../blueprint/kpi';
import type { Reading } from '../sentinels/readings';
import { type Finding, warning } from './finding';

/** A limit that is this many times farther away than anything that was ever seen guards nothing that can be told. */
const FAR = 100;

/**
 * What the baseline's past says about the KPIs. All of it is told and nothing refused: the release may be the very repair
 * of what its baseline does wrong, and a metric may be new.
 */
export function lintKpis(kpis: readonly Kpi[], past: readonly Reading[]): readonly Finding[] {
  const isBusy = past.some(({ counts }) => counts.length > 0);
  return kpis.flatMap((kpi) => {
    const reading = past.find((one) => one.kpi === kpi.name);
    return [
      ...(tellsVariants(kpi)
        ? []
        : [
            warning(
              `KPI ${kpi.name} counts baseline and candidate together, because no dimension of its metric says {variant}: it cannot tell who is to blame`,
            ),
          ]),
      ...(reading === undefined ? [] : lintPast(kpi, reading, isBusy)),
    ];
  });
}

function lintPast(kpi: Kpi, { counts, values }: Reading, isBusy: boolean): readonly Finding[] {
  if (counts.length === 0 && values.length === 0) {
    return isBusy && 'metric' in kpi.measure
      ? [
          warning(
            `KPI ${kpi.name} has no data point of the baseline's last hours, in which there was traffic: look at namespace, name and dimensions of its metric`,
          ),
        ]
      : [];
  }
  return counts.length > 0 ? lintCounts(kpi, counts) : lintValues(kpi, values);
}

function lintCounts(kpi: Kpi, counts: Reading['counts']): readonly Finding[] {
  const limit = failureLimit(kpi);
  const requests = counts.reduce((sum, period) => sum + period.requests, 0);
  const failures = counts.reduce((sum, period) => sum + period.failures, 0);
  if (limit === undefined || requests === 0 || failures / requests <= limit) return [];
  return [
    warning(
      `KPI ${kpi.name} (limit ${limitText(kpi)}) is always on: ${percent(failures / requests)} of the baseline's requests were on its wrong side in the last hours`,
    ),
  ];
}

function lintValues(kpi: Kpi, values: Reading['values']): readonly Finding[] {
  const { limit } = kpi;
  if (limit === undefined) return [];
  const harm = harmSide(kpi);
  const beyond = values.filter(({ value }) => isBeyond(value, { limit: limit.value, harm })).length;
  const seen = values.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...seen), Math.max(...seen)];
  const range = `the baseline was between ${significant(lowest)} and ${significant(highest)} in the last hours`;
  const name = `KPI ${kpi.name} (limit ${limitText(kpi)})`;
  if (2 * beyond > values.length) return [warning(`${name} is always on: ${range}`)];
  const isFar =
    harm === 'above' ? highest > 0 && limit.value > FAR * highest : limit.value > 0 && FAR * limit.value < lowest;
  return isFar ? [warning(`${name} can hardly be crossed: ${range}; is the limit in the metric's unit?`)] : [];
}
