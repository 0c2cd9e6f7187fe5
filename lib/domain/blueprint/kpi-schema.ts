import * as z from 'zod/mini';
import type { BreachKind, ErrorKind, Kpi, Limit, Margin, Measure } from './blueprint';
import { tellsVariants } from './kpi';
import { LASTING, MOST_BURST, MOST_MIN_REQUESTS } from './keys';
import { BUILT_IN_KPIS, type CustomKind, readLimit, readMargin, scaleOfKind, type Scale } from './kpi-limits';
import { PATTERNS, readChoice, readDimension, readFlag, readMinutes, readText, readWhole } from './read-values';
import { refuse, type Reading } from './reading';
import { value } from './value';

/** A KPI as written, every value read; its name is its key. */
export type DraftKpi = Omit<Kpi, 'name'>;

const ERROR_KINDS: readonly ErrorKind[] = ['4xx', '5xx', 'model'];

const dimensions = z.optional(z.record(z.string(), value(readDimension)));
const namespace = value(readText(PATTERNS.namespace));
const metricName = value(readText(PATTERNS.metric));

const metric = z.strictObject({
  namespace,
  name: metricName,
  kind: value(readChoice<CustomKind>(['rate', 'ratio', 'mean', 'value'])),
  dimensions,
  of: z.optional(z.strictObject({ namespace: z.optional(namespace), name: metricName, dimensions })),
});

/** What all KPIs have in common. Limit, breaker and margin are read later, once it is known what they limit. */
const keys = {
  limit: z.optional(z.unknown()),
  for: z.optional(value(readMinutes(LASTING))),
  worse_than_baseline: z.optional(z.unknown()),
  worse: z.optional(value(readChoice<'higher' | 'lower'>(['higher', 'lower']))),
  errors: z.optional(z.array(value(readChoice<ErrorKind>(ERROR_KINDS)))),
  breach: z.optional(value(readChoice<BreachKind>(['immediate', 'staged', 'hold']))),
  min_requests: z.optional(value(readWhole({ least: 1, most: MOST_MIN_REQUESTS }))),
  burst: z.optional(value(readWhole({ least: 1, most: MOST_BURST }))),
  dry_run: z.optional(value(readFlag)),
  breaker: z.optional(z.unknown()),
};

const builtInMap = z.strictObject({ ...keys, metric: z.optional(z.unknown()) });
const customMap = z.strictObject({ ...keys, metric });

type Written = z.output<typeof builtInMap>;
type Issues = z.core.$ZodRawIssue[];

/** A built-in KPI: its limit, or a map with more to say. */
export function builtInKpi(name: string) {
  return z.pipe(
    z.unknown(),
    z.transform((written, context): DraftKpi => {
      const builtIn = BUILT_IN_KPIS[name];
      if (builtIn === undefined) return z.NEVER;
      const { scale } = builtIn;
      if (!isMap(written)) {
        const limit = take(context.issues, [], written === null ? refuse('has no value') : readLimit(written, scale));
        return { measure: builtIn.measure, ...(limit !== undefined && { limit }) };
      }
      const map = parse(builtInMap, written, context.issues);
      for (const key of ['metric', 'worse'] as const) {
        if (Object.hasOwn(written, key))
          complain(context.issues, [key], 'is not for a KPI that is built in', written[key]);
      }
      if (builtIn.measure.kind === 'throughput' && Object.hasOwn(written, 'breaker') && written['breaker'] !== 'none') {
        const message = 'cannot be had for throughput: an alarm does not know the share of the traffic';
        complain(context.issues, ['breaker'], message, written['breaker'], 'none');
      }
      const measure = withErrors(builtIn.measure, map, context.issues);
      return completed({ written, map: map ?? {}, measure, scale, issues: context.issues });
    }),
  );
}

/** A KPI on a metric of the user's. */
export const customKpi = z.pipe(
  z.unknown(),
  z.transform((written, context): DraftKpi => {
    if (!isMap(written)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input: written });
      return z.NEVER;
    }
    const map = parse(customMap, written, context.issues);
    // A limit can be wrong where the metric is not right either; both are told.
    const kind = map?.metric.kind ?? kindOf(written['metric']);
    if (Object.hasOwn(written, 'errors')) {
      complain(context.issues, ['errors'], 'is for error_rate and success_rate only', written['errors']);
    }
    const measure = map === undefined ? { kind: 'throughput' as const } : measureOf(map.metric, context.issues);
    const scale = kind === undefined ? undefined : scaleOfKind(kind);
    return completed({ written, map: map ?? {}, measure, scale, issues: context.issues });
  }),
);

/** The rest of a KPI: what depends on its scale, and what goes together. */
function completed(at: {
  readonly written: Readonly<Record<string, unknown>>;
  readonly map: Partial<Written>;
  readonly measure: Measure;
  /** Unknown where the metric is too wrong to tell. */
  readonly scale: Scale | undefined;
  readonly issues: Issues;
}): DraftKpi {
  const { written, map, measure, scale, issues } = at;
  const read = <T>(key: string, reader: (given: unknown, of: Scale) => Reading<T>): T | undefined => {
    if (!Object.hasOwn(written, key) || scale === undefined) return undefined;
    return take(issues, [key], written[key] === null ? refuse('has no value') : reader(written[key], scale));
  };
  const limit = read<Limit>('limit', readLimit);
  const margin = read<Margin>('worse_than_baseline', readMargin);
  const breaker = read<Limit | 'none'>('breaker', (text, of) =>
    text === 'none' ? { ok: true, value: text } : readLimit(text, of),
  );
  const hasLimit = Object.hasOwn(written, 'limit');
  const hasMargin = Object.hasOwn(written, 'worse_than_baseline');
  if (!hasLimit && !hasMargin) complain(issues, ['limit'], 'is missing', undefined);
  if (map.for !== undefined && !hasLimit) complain(issues, ['for'], 'has no limit that could last', written['for']);
  const kpi: DraftKpi = {
    measure,
    ...(limit !== undefined && { limit }),
    ...(map.for !== undefined && { forSeconds: map.for }),
    ...(margin !== undefined && { worseThanBaseline: margin }),
    ...(map.worse !== undefined && { worse: map.worse }),
    ...(map.breach !== undefined && { breach: map.breach }),
    ...(map.dry_run === true && { dryRun: true }),
    ...(map.min_requests !== undefined && { minRequests: map.min_requests }),
    ...(map.burst !== undefined && { burst: map.burst }),
    ...(breaker !== undefined && { breaker }),
  };
  if ('metric' in measure) complainOfCustom(kpi, hasLimit, hasMargin, at);
  return kpi;
}

function complainOfCustom(
  kpi: DraftKpi,
  hasLimit: boolean,
  hasMargin: boolean,
  { written, issues }: { readonly written: Readonly<Record<string, unknown>>; readonly issues: Issues },
): void {
  if (hasLimit && kpi.worse !== undefined) {
    complain(issues, ['worse'], 'is given beside a limit, which says it already', written['worse']);
  }
  if (!hasLimit && hasMargin && kpi.worse === undefined) {
    complain(issues, ['worse'], 'is missing: without a limit nobody knows which side is worse', undefined);
  }
  if (hasMargin && !tellsVariants({ ...kpi, name: '' })) {
    complain(
      issues,
      ['worse_than_baseline'],
      'compares the metric with itself: no dimension says {variant}',
      written['worse_than_baseline'],
    );
  }
}

function withErrors(measure: Measure, map: Written | undefined, issues: Issues): Measure {
  const errors = map?.errors;
  if (errors === undefined) return measure;
  if (measure.kind !== 'error_rate' && measure.kind !== 'success_rate') {
    complain(issues, ['errors'], 'is for error_rate and success_rate only', errors);
    return measure;
  }
  if (errors.length === 0) complain(issues, ['errors'], 'is empty', errors);
  // A model error is any answer but a 2xx: with it, the other two would be counted twice.
  return { ...measure, errors: errors.includes('model') ? ['model'] : [...new Set(errors)] };
}

function measureOf(written: z.output<typeof metric>, issues: Issues): Measure {
  const { kind, namespace: own, name, of } = written;
  const address = { namespace: own, name, dimensions: written.dimensions ?? {} };
  if (kind !== 'ratio') {
    if (of !== undefined) complain(issues, ['metric', 'of'], 'is for a ratio only', of);
    return { kind, metric: address };
  }
  if (of === undefined) complain(issues, ['metric', 'of'], 'is missing: a ratio needs a second count', undefined);
  const whole = {
    namespace: of?.namespace ?? own,
    name: of?.name ?? name,
    dimensions: of?.dimensions ?? address.dimensions,
  };
  return { kind, metric: address, of: whole };
}

function kindOf(written: unknown): CustomKind | undefined {
  const reading = readChoice<CustomKind>(['rate', 'ratio', 'mean', 'value'])(
    isMap(written) ? written['kind'] : undefined,
  );
  return reading.ok ? reading.value : undefined;
}

function parse<T>(schema: z.ZodMiniType<T>, written: unknown, issues: Issues): T | undefined {
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) issues.push({ ...issue, path: [...issue.path], input: undefined });
  return undefined;
}

function take<T>(issues: Issues, path: readonly string[], reading: Reading<T>): T | undefined {
  if (reading.ok) return reading.value;
  complain(issues, path, reading.message, undefined, reading.allowed);
  return undefined;
}

function complain(issues: Issues, path: readonly string[], message: string, input: unknown, allowed?: string): void {
  issues.push({ code: 'custom', path: [...path], message, input, params: { allowed } });
}

function isMap(written: unknown): written is Readonly<Record<string, unknown>> {
  return typeof written === 'object' && written !== null && !Array.isArray(written);
}
