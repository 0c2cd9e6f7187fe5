import * as z from 'zod/mini';
import { catch as otherwise } from 'zod/mini';
import type { Blueprint, Limit, Strategy } from '../blueprint';
import { BUILT_IN_KPIS, readLimit, type CustomKind, type Scale } from './kpi-limits';
import { ANSWER, BAKE, WAIT } from './keys';
import {
  PATTERNS,
  readBody,
  readChoice,
  readDimension,
  readDuration,
  readInstances,
  readText,
  readTraffic,
  readWait,
} from './read-values';
import { accept, refuse, type Reading } from './reading';
import { value } from './value';

/*
 * The shape of a blueprint. Values are read by functions of ours, so that a refusal says in the user's words what
 * is wrong; zod walks the document, finds keys that are missing or unknown, and collects everything in one pass.
 * It is zod's small edition, since the first Lambda function of every release loads it.
 */

const awsName = value(readText(PATTERNS.awsName));
const label = value(readText(PATTERNS.label));
const mediaType = value(readText(PATTERNS.mediaType));
const bake = value(readWait(BAKE, 'is too short to see anything: a bake takes at least 4 periods of its metrics'));
const wait = value(readWait(WAIT, 'is too short for a person to answer'));
const traffic = value(readTraffic);
const strategy = value(readChoice<Strategy>(['canary', 'standard']));
const metricKind = value(readChoice<CustomKind>(['rate', 'mean', 'value']));

const capacity = z.strictObject({
  instanceType: value(readText(PATTERNS.instanceType)),
  instances: value(readInstances),
});

const smokeTest = z.strictObject({
  name: z.optional(label),
  invoke: z.strictObject({
    contentType: z.optional(mediaType),
    accept: z.optional(mediaType),
    body: value(readBody),
  }),
  expect: z.optional(
    z.strictObject({
      maxLatency: z.optional(value(readDuration(ANSWER))),
      bodyContains: z.optional(value(readText(PATTERNS.expectedText))),
    }),
  ),
});

interface CustomMetric {
  readonly namespace: string;
  readonly name: string;
  readonly kind: CustomKind;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** A KPI as written: on what SageMaker publishes, or on a metric of the user's whose limit is still text. */
type DraftKpi = { readonly limit: Limit } | { readonly metric: CustomMetric; readonly limit: string };

const builtInKpis = Object.fromEntries(
  Object.entries(BUILT_IN_KPIS).map(([name, { scale }]) => [name, z.optional(builtInKpi(scale))]),
);

function builtInKpi(scale: Scale) {
  return value((written): Reading<DraftKpi> => {
    const limit = readLimit(written, scale);
    return limit.ok ? accept({ limit: limit.value }) : limit;
  });
}

const customKpi = z.pipe(
  z.strictObject({
    metric: z.strictObject({
      namespace: value(readText(PATTERNS.namespace)),
      name: value(readText(PATTERNS.metric)),
      kind: metricKind,
      dimensions: z.optional(z.record(z.string(), value(readDimension))),
    }),
    // Which limits make sense depends on the metric's kind: see rules.
    limit: value((written) => (typeof written === 'string' ? accept(written) : refuse('is not a limit'))),
  }),
  z.transform((kpi): DraftKpi => kpi),
);

const phase = z.strictObject({
  name: z.optional(label),
  traffic,
  bake,
  gate: z.optional(
    z.pipe(
      z.pipe(
        z.unknown(),
        z.transform((written): unknown => (written === 'manual' ? {} : written)),
      ),
      z.strictObject({ within: z.optional(wait) }),
    ),
  ),
  hold: z.optional(wait),
});

const ramp = z.strictObject({
  warmUp: z.optional(bake),
  start: traffic,
  step: traffic,
  every: bake,
  finalBake: z.optional(bake),
});

/** A blueprint as written, every value read. */
export const draftSchema = z.strictObject({
  id: z.optional(value(readText(PATTERNS.id))),
  endpoint: awsName,
  model: awsName,
  strategy: z.optional(strategy),
  capacity: z.optional(capacity),
  tests: z.optional(z.array(smokeTest)),
  kpi: z.optional(z.catchall(z.object(builtInKpis), customKpi)),
  alarms: z.optional(z.array(value(readText(PATTERNS.alarm)))),
  phases: z.optional(z.array(phase)),
  ramp: z.optional(ramp),
  rollback: z.optional(value(readChoice<Blueprint['rollback']>(['auto', 'manual']))),
});

const outlineKpi = z.object({
  metric: lenient(z.object({ kind: lenient(metricKind) })),
  limit: z.optional(z.unknown()),
});

const outlinePhase = z.object({
  name: lenient(label),
  traffic: lenient(traffic),
  hold: z.optional(z.unknown()),
});

/** What the rules across keys need of a document in which other things may be wrong: unreadable values are absent. */
export const outlineSchema = otherwise(
  z.object({
    strategy: lenient(strategy),
    tests: lenient(z.array(otherwise(z.object({ name: lenient(label) }), {}))),
    kpi: lenient(z.record(z.string(), lenient(outlineKpi))),
    alarms: lenient(z.array(z.unknown())),
    phases: lenient(z.array(otherwise(outlinePhase, {}))),
    ramp: lenient(z.object({ start: lenient(traffic), step: lenient(traffic) })),
  }),
  {},
);

function lenient<T extends z.ZodMiniType>(schema: T) {
  return otherwise(z.optional(schema), undefined);
}

export type Draft = z.output<typeof draftSchema>;
export type Outline = z.output<typeof outlineSchema>;
