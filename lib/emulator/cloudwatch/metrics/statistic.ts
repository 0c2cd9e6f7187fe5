import type { Samples } from './samples';
import { percentile, percentileRank, trimmed, winsorizedMean, type Bounds } from './distribution';

/** A statistic as written in a request, ready to be computed. */
export interface Statistic {
  readonly text: string;
  /** The percentile, for `pNN`. */
  readonly percentile?: number;
  /** `undefined` where CloudWatch has no data point: no single values are known, or one is negative. */
  readonly of: (samples: Samples) => number | undefined;
}

const BASIC: Readonly<Record<string, (samples: Samples) => number>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

/** The statistics that a `Statistic` member (not `ExtendedStatistic`) can name. */
export const BASIC_STATISTICS = Object.keys(BASIC);

const PERCENTAGE = String.raw`(?:100(?:\.0{1,10})?|\d{1,2}(?:\.\d{1,10})?)`;
const NUMBER = String.raw`\d+(?:\.\d{1,10})?`;
const PERCENTILE = new RegExp(`^p(${PERCENTAGE})$`);
const SHORT_TRIMMED = new RegExp(`^(tm|tc|ts|wm)(${PERCENTAGE})$`);
const TRIMMED_BY_SHARE = new RegExp(String.raw`^(TM|TC|TS|WM)\((?:(${PERCENTAGE})%)?:(?:(${PERCENTAGE})%)?\)$`);
const TRIMMED_BY_VALUE = new RegExp(String.raw`^(TM|TC|TS|WM|PR)\((${NUMBER})?:(${NUMBER})?\)$`);

/** The statistic that `text` names, or `undefined` if CloudWatch does not know it. */
export function parseStatistic(text: string): Statistic | undefined {
  const basic = Object.hasOwn(BASIC, text) ? BASIC[text] : undefined;
  if (basic !== undefined) return { text, of: basic };
  const rank = PERCENTILE.exec(text)?.[1];
  if (rank !== undefined) {
    const share = Number(rank);
    return { text, percentile: share, of: overValues((sorted) => percentile(sorted, share)) };
  }
  const ranged = parseRange(text);
  if (ranged === undefined) return undefined;
  return { text, of: overValues((sorted) => RANGED[ranged.kind](sorted, ranged.bounds)) };
}

type RangedKind = 'TM' | 'TC' | 'TS' | 'WM' | 'PR';
type Sorted = Parameters<typeof percentile>[0];

const RANGED: Readonly<Record<RangedKind, (sorted: Sorted, bounds: Bounds) => number | undefined>> = {
  TM: (sorted, bounds) => {
    const { count, sum } = trimmed(sorted, bounds);
    return count === 0 ? undefined : sum / count;
  },
  TC: (sorted, bounds) => trimmed(sorted, bounds).count,
  TS: (sorted, bounds) => trimmed(sorted, bounds).sum,
  WM: winsorizedMean,
  PR: percentileRank,
};

function parseRange(text: string): { kind: RangedKind; bounds: Bounds } | undefined {
  if (text === 'IQM') return { kind: 'TM', bounds: { by: 'share', low: 25, high: 75 } };
  const [, short, share] = SHORT_TRIMMED.exec(text) ?? [];
  if (short !== undefined) return range(short.toUpperCase(), 'share', undefined, share);
  const [, byShare, lowShare, highShare] = TRIMMED_BY_SHARE.exec(text) ?? [];
  if (byShare !== undefined && (lowShare ?? highShare) !== undefined)
    return range(byShare, 'share', lowShare, highShare);
  const [, byValue, low, high] = TRIMMED_BY_VALUE.exec(text) ?? [];
  if (byValue !== undefined && (low ?? high) !== undefined) return range(byValue, 'value', low, high);
  return undefined;
}

function range(
  kind: string,
  by: Bounds['by'],
  low: string | undefined,
  high: string | undefined,
): { kind: RangedKind; bounds: Bounds } | undefined {
  if (!isRangedKind(kind)) return undefined;
  const bounds = {
    by,
    low: low === undefined ? Number.NEGATIVE_INFINITY : Number(low),
    high: high === undefined ? Number.POSITIVE_INFINITY : Number(high),
  };
  return bounds.low < bounds.high ? { kind, bounds } : undefined;
}

function isRangedKind(kind: string): kind is RangedKind {
  return Object.hasOwn(RANGED, kind);
}

function overValues(compute: (sorted: Sorted) => number | undefined): (samples: Samples) => number | undefined {
  return ({ values, min }) => {
    if (values === undefined || min < 0) return undefined;
    return compute(values.toSorted(([left], [right]) => left - right));
  };
}
