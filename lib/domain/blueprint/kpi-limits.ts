import type { Limit, Margin, Measure } from './blueprint';
import { parseLimit, type WrittenLimit } from './limit';
import { accept, refuse, type Reading } from './reading';

/** What kind of number a limit is compared with; it decides direction, unit and range. */
export type Scale = 'failures' | 'successes' | 'latency' | 'share' | 'ratio' | 'requests' | 'utilization' | 'number';

interface ScaleRule {
  readonly comparisons: readonly Limit['comparison'][];
  /** What an amount is divided by, per unit that makes sense. */
  readonly units: Readonly<Partial<Record<WrittenLimit['unit'], number>>>;
  /** A measured value lies between these, so only a limit strictly inside can be kept and can be crossed. */
  readonly lowest: number;
  readonly highest: number;
  readonly allowed: string;
}

const BELOW = ['<', '<='] as const;
const ABOVE = ['>', '>='] as const;

/** SageMaker gives up on a model that has not answered after 60 s, so no latency is longer. */
const LONGEST_ANSWER = 60;

const SCALES: Readonly<Record<Scale, ScaleRule>> = {
  failures: {
    comparisons: BELOW,
    units: { '%': 100 },
    lowest: 0,
    highest: 1,
    allowed: '< or <= and a percentage between 0% and 100%, e.g. "< 0.5%"',
  },
  successes: {
    comparisons: ABOVE,
    units: { '%': 100 },
    lowest: 0,
    highest: 1,
    allowed: '> or >= and a percentage between 0% and 100%, e.g. "> 99.5%"',
  },
  latency: {
    comparisons: BELOW,
    units: { us: 1e6, ms: 1e3, s: 1 },
    lowest: 0,
    highest: LONGEST_ANSWER,
    allowed: '< or <= and a time between 0 and 60s in us, ms or s, e.g. "< 300ms"',
  },
  share: {
    comparisons: [...BELOW, ...ABOVE],
    units: { '%': 100 },
    lowest: 0,
    highest: 1,
    allowed: '<, <=, > or >= and a percentage between 0% and 100%, e.g. "> 98%"',
  },
  ratio: {
    comparisons: [...BELOW, ...ABOVE],
    units: { '%': 100, '': 1 },
    lowest: 0,
    highest: Number.POSITIVE_INFINITY,
    allowed: '<, <=, > or >= and a percentage or a number above 0, e.g. "< 3%" or "> 1.5"',
  },
  requests: {
    comparisons: [...BELOW, ...ABOVE],
    units: { '': 1 },
    lowest: 0,
    highest: Number.POSITIVE_INFINITY,
    allowed: '<, <=, > or >= and requests a minute, e.g. "> 100"',
  },
  utilization: {
    comparisons: BELOW,
    units: { '%': 1 },
    lowest: 0,
    highest: Number.POSITIVE_INFINITY,
    allowed: '< or <= and a percentage above 0%, e.g. "< 80%"',
  },
  number: {
    comparisons: [...BELOW, ...ABOVE],
    units: { '': 1 },
    lowest: Number.NEGATIVE_INFINITY,
    highest: Number.POSITIVE_INFINITY,
    allowed: '<, <=, > or >= and a number in the metric\'s own unit, e.g. "> 12.5"',
  },
};

/** The KPIs that need no metric, because SageMaker publishes theirs for every variant. */
export const BUILT_IN_KPIS: Readonly<Record<string, { readonly measure: Measure; readonly scale: Scale }>> = {
  // SageMaker's "model" errors are all requests not answered with a 2xx: they include its 4xx and 5xx errors
  // and the timeouts that neither of those counts. Adding the others up would count a failure twice.
  error_rate: { measure: { kind: 'error_rate', errors: ['model'] }, scale: 'failures' },
  success_rate: { measure: { kind: 'success_rate', errors: ['model'] }, scale: 'successes' },
  p50_latency: { measure: { kind: 'latency', source: 'model', statistic: 'p50' }, scale: 'latency' },
  p90_latency: { measure: { kind: 'latency', source: 'model', statistic: 'p90' }, scale: 'latency' },
  p95_latency: { measure: { kind: 'latency', source: 'model', statistic: 'p95' }, scale: 'latency' },
  p99_latency: { measure: { kind: 'latency', source: 'model', statistic: 'p99' }, scale: 'latency' },
  mean_latency: { measure: { kind: 'latency', source: 'model', statistic: 'mean' }, scale: 'latency' },
  // SageMaker publishes no percentiles of its own overhead.
  overhead_latency: { measure: { kind: 'latency', source: 'overhead', statistic: 'mean' }, scale: 'latency' },
  throughput: { measure: { kind: 'throughput' }, scale: 'requests' },
  cpu_utilization: { measure: { kind: 'utilization', resource: 'cpu' }, scale: 'utilization' },
  memory_utilization: { measure: { kind: 'utilization', resource: 'memory' }, scale: 'utilization' },
  gpu_utilization: { measure: { kind: 'utilization', resource: 'gpu' }, scale: 'utilization' },
};

/** How a metric of the user's is read: the average of zeros and ones, two counts, or the average of anything else. */
export type CustomKind = 'rate' | 'ratio' | 'mean' | 'value';

/** The scale of a KPI on a metric of the user's. */
export function scaleOfKind(kind: CustomKind): Scale {
  if (kind === 'rate') return 'share';
  return kind === 'ratio' ? 'ratio' : 'number';
}

const MARGIN = /^(?:(\d+(?:\.\d+)?)\s*x|\+\s*(\d+(?:\.\d+)?)\s*(%|us|ms|s)?)$/;
const LARGEST_FACTOR = 100;

/** Reads how much worse than the baseline is still fine: `1.25x`, or a difference such as `+0.2%` in the unit of the limit. */
export function readMargin(written: unknown, scale: Scale): Reading<Margin> {
  const { units, lowest, highest } = SCALES[scale];
  const example = Object.hasOwn(units, '%') ? '+0.2%' : Object.hasOwn(units, 'ms') ? '+20ms' : '+5';
  const allowed = `a factor above 1, e.g. 1.25x, or a difference above 0, e.g. ${example}`;
  const text = typeof written === 'string' ? written.trim() : '';
  const match = MARGIN.exec(text);
  if (match === null) return refuse('is neither a factor nor a difference', allowed);
  const [, factor, amount, suffix = ''] = match;
  if (factor !== undefined) {
    const value = Number(factor);
    if (!(value > 1)) return refuse('would call a candidate worse that is as good as the baseline', allowed);
    return value <= LARGEST_FACTOR ? accept({ kind: 'factor', value, text }) : refuse('guards nothing', allowed);
  }
  const divisor = Object.entries(units).find(([unit]) => unit === suffix)?.[1];
  if (divisor === undefined) return refuse(suffix === '' ? 'has no unit' : 'has the wrong unit', allowed);
  const value = Number(amount) / divisor;
  if (!(value > 0)) return refuse('would call a candidate worse that is as good as the baseline', allowed);
  return value < highest - lowest ? accept({ kind: 'difference', value, text }) : refuse('guards nothing', allowed);
}

/** Reads a limit and refuses one that points the wrong way, can never be kept or can never be crossed. */
export function readLimit(written: unknown, scale: Scale): Reading<Limit> {
  const { comparisons, units, lowest, highest, allowed } = SCALES[scale];
  const limit = typeof written === 'string' ? parseLimit(written) : undefined;
  if (limit === undefined) return refuse('is not a limit', allowed);
  if (!comparisons.includes(limit.comparison)) return refuse('points the wrong way', allowed);
  const divisor = units[limit.unit];
  if (divisor === undefined) return refuse(limit.unit === '' ? 'has no unit' : 'has the wrong unit', allowed);
  const value = limit.amount / divisor;
  const flaw = flawOf(limit.comparison, value, { lowest, highest });
  if (flaw !== undefined) return refuse(flaw, allowed);
  return accept({ comparison: limit.comparison, value, text: limit.text });
}

function flawOf(
  comparison: Limit['comparison'],
  value: number,
  { lowest, highest }: Pick<ScaleRule, 'lowest' | 'highest'>,
): string | undefined {
  if (value > lowest && value < highest) return undefined;
  const isBelow = comparison === '<' || comparison === '<=';
  const isStrict = comparison === '<' || comparison === '>';
  const edge = value === lowest || value === highest;
  if (isBelow === value <= lowest) {
    return edge && !isStrict ? 'leaves no room: one bad request would cross it' : 'can never be kept';
  }
  return edge && isStrict ? 'is crossed only when nothing works any more' : 'can never be crossed';
}
