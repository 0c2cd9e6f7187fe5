import { z } from 'zod';
import { parseDuration } from '../domain/duration';
import { type Problem, problemAt } from '../domain/blueprint/problem';
import { parsePercent } from '../domain/percent';

/** A share as people write it, kept as 0..1. */
const share = z.union([z.string(), z.number()]).transform((written, context) => {
  const percent = parsePercent(written === 0 ? '0%' : written);
  if (percent !== undefined && percent <= 100) return percent / 100;
  return refuse(context, 'a share such as 0.5%, from 0% to 100%');
});

/** A duration as people write it, kept in seconds. */
const seconds = z.union([z.string(), z.number()]).transform((written, context) => {
  const duration = written === 0 ? 0 : parseDuration(String(written));
  return duration ?? refuse(context, 'a duration such as 90s, 10m or 1h30m');
});

const latency = z.strictObject({ p50: seconds, p99: seconds }).refine(({ p50, p99 }) => p50 <= p99 && p50 > 0, {
  message: 'p50 above 0 and at most p99',
});

/** Metrics of the user's own, by the KPI's name: a share for `rate`, a plain number for the others. */
const metrics = z.record(z.string(), z.union([z.number(), share]));

const behaviour = z.strictObject({
  errorRate: share.optional(),
  latency: latency.optional(),
  metrics: metrics.optional(),
  /** What one instance can take a minute. */
  requestsPerMinutePerInstance: z.number().positive().optional(),
});

/** When: so long after the release begins, or so long after a phase's traffic was verified. */
const moment = { at: seconds.optional(), phase: z.string().optional(), after: seconds.optional() };
const hasMoment = ({ at, phase }: { at?: number | undefined; phase?: string | undefined }) =>
  (at === undefined) !== (phase === undefined);
const MOMENT = { message: 'either at: (since the release began) or phase: (with after:)' };

const incident = z
  .strictObject({
    ...moment,
    for: seconds.optional(),
    variant: z.enum(['baseline', 'candidate', 'both']).default('candidate'),
    ...behaviour.shape,
  })
  .refine(hasMoment, MOMENT);

const alarm = z.strictObject({
  ...moment,
  name: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']),
  reason: z.string().optional(),
});

const operator = z
  .strictObject({
    ...moment,
    do: z.enum(['promote', 'promote in full', 'pause', 'resume', 'abort', 'rollback', 'stop', 'release again']),
    by: z.string().optional(),
    reason: z.string().optional(),
  })
  .refine(hasMoment, MOMENT);

const fault = z.union([
  z.strictObject({
    ...moment,
    /** `Service.Operation`, e.g. `SageMaker.UpdateEndpoint`. */
    call: z.string().regex(/^[A-Za-z]+\.[A-Za-z]+$/),
    error: z.string(),
    message: z.string().optional(),
    times: z.number().int().positive().default(1),
    /** `before`: the call never arrives. `after`: it takes effect, and its answer is lost. */
    effect: z.enum(['before', 'after']).default('before'),
  }),
  z.strictObject({
    ...moment,
    /** How SageMaker ends the update under way, or the next one. */
    update: z.enum(['rolled_back', 'update_rollback_failed', 'failed', 'capacity']),
    reason: z.string().optional(),
  }),
  z.strictObject({ ...moment, systemUpdating: seconds }),
  z.strictObject({ ...moment, changeWeights: z.record(z.string(), z.number()) }),
  z.strictObject({ ...moment, deleteEndpoint: z.literal(true) }),
]);

const scenarioSchema = z.strictObject({
  traffic: z
    .strictObject({
      requestsPerMinute: z.union([
        z.number().nonnegative(),
        z.array(z.strictObject({ at: seconds, value: z.number().nonnegative() })).min(1),
      ]),
    })
    .default({ requestsPerMinute: 6000 }),
  endpoint: z
    .strictObject({
      variant: z.string().default('AllTraffic'),
      model: z.string().optional(),
      instanceType: z.string().default('ml.m5.large'),
      instances: z.number().int().positive().default(2),
      provisionTime: seconds.default(300),
      weightUpdateTime: seconds.default(30),
      exists: z.boolean().default(true),
    })
    .prefault({}),
  baseline: behaviour.prefault({}),
  candidate: behaviour.prefault({}),
  incidents: z.array(incident).default([]),
  alarms: z.array(alarm).default([]),
  operator: z.array(operator).default([]),
  faults: z.array(fault).default([]),
  seed: z.union([z.number(), z.string()]).default(1),
});

/** What happens around a rehearsed release; shares are 0..1, durations and latencies seconds. */
export type Scenario = z.infer<typeof scenarioSchema>;
export type Fault = Scenario['faults'][number];
export type Incident = Scenario['incidents'][number];

/** When something happens: seconds since the release began, or since a phase's traffic was verified. */
export interface Moment {
  readonly at?: number | undefined;
  readonly phase?: string | undefined;
  readonly after?: number | undefined;
}

/** A scenario, or everything that is wrong with it. */
export type ParsedScenario =
  { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Validates a scenario document and fills in its defaults; an empty one is a quiet day. */
export function parseScenario(document: unknown): ParsedScenario {
  const parsed = scenarioSchema.safeParse(document ?? {});
  if (parsed.success) return { ok: true, scenario: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, document)) };
}

function refuse(context: { issues: unknown[]; value?: unknown }, allowed: string): never {
  context.issues.push({ code: 'custom', input: context.value, message: allowed });
  return z.NEVER;
}

function problemsOf(issue: z.core.$ZodIssue, document: unknown): readonly Problem[] {
  const at = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      problemAt([...at, key], {
        message: 'is not a key of a scenario',
        got: key,
        allowed: 'the keys in docs/rehearsal.md',
      }),
    );
  }
  const got = at.reduce<unknown>((value, key) => (isIndexable(value) ? value[key] : undefined), document);
  return [problemAt(at, { message: 'cannot be read', got, allowed: issue.message })];
}

function isIndexable(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
