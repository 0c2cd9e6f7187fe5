import type { Kpi } from './blueprint';

/** The side of a KPI's limit on which harm lies. */
export function harmSide({ measure, limit, worse }: Kpi): 'above' | 'below' {
  if (limit !== undefined) return limit.comparison === '<' || limit.comparison === '<=' ? 'above' : 'below';
  if (worse !== undefined) return worse === 'higher' ? 'above' : 'below';
  return measure.kind === 'success_rate' || measure.kind === 'throughput' ? 'below' : 'above';
}

/** What a KPI must keep, as people write it: `< 10% for 2m`, `1.25x the baseline`. */
export function limitText({ limit, forSeconds, worseThanBaseline }: Kpi): string {
  const parts = [
    ...(limit === undefined ? [] : [forSeconds === undefined ? limit.text : `${limit.text} for ${forSeconds / 60}m`]),
    ...(worseThanBaseline === undefined ? [] : [describeMargin(worseThanBaseline)]),
  ];
  return parts.join(' and ');
}

function describeMargin({ kind, text }: NonNullable<Kpi['worseThanBaseline']>): string {
  return kind === 'factor' ? `at most ${text} the baseline` : `at most ${text} worse than the baseline`;
}

/**
 * Whether a KPI is judged by counting requests, which carries the promise of `evidence`; the others are known by their
 * value only. `byValue`: the endpoint's latency cannot be counted, as a probe has shown.
 */
export function isCounted({ measure, limit }: Kpi, byValue = false): boolean {
  switch (measure.kind) {
    case 'error_rate':
    case 'success_rate':
    case 'rate':
      return true;
    case 'latency':
      return measure.statistic !== 'mean' && measure.source === 'model' && limit !== undefined && !byValue;
    case 'ratio':
      // One count is part of the other only where the limit is a share.
      return limit !== undefined && limit.value > 0 && limit.value < 1;
    default:
      return false;
  }
}

/** Largest share of the counted requests that may be on the wrong side; `undefined` without a limit. */
export function failureLimit(kpi: Kpi): number | undefined {
  const { measure, limit } = kpi;
  // "p99 below 300 ms" allows 1 % of the requests to be slower than 300 ms.
  if (measure.kind === 'latency') return 1 - Number(measure.statistic.slice(1)) / 100;
  if (limit === undefined) return undefined;
  return harmSide(kpi) === 'above' ? limit.value : 1 - limit.value;
}

/** Whether two variants can be told apart by a KPI: its metric must say which of them it is about. */
export function tellsVariants({ measure }: Kpi): boolean {
  if (!('metric' in measure)) return true;
  return Object.values(measure.metric.dimensions).some((value) => value.includes('{variant}'));
}
