import { z } from 'zod';
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

/*
 * The shape of a blueprint. Values are read by functions of ours, so that a refusal says in the user's words what
 * is wrong; zod walks the document, finds keys that are missing or unknown, and collects everything in one pass.
 */

/** A value that `read` turns into what we work with. `null` is what YAML makes of a key without a value. */
function value<T>(read: (written: unknown) => Reading<T>) {
  return z.unknown().transform((written, context): T => {
    const reading = isPresent(written) ? read(written) : refuse(written === null ? 'has no value' : 'is missing');
    if (reading.ok) return reading.value;
    context.issues.push({
      code: 'custom',
      input: written,
      message: reading.message,
      params: { allowed: reading.allowed },
    });
    return z.NEVER;
  });
}

function isPresent(written: unknown): boolean {
  return written !== undefined && written !== null;
}

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
  name: label.optional(),
  invoke: z.strictObject({
    contentType: mediaType.optional(),
    accept: mediaType.optional(),
    body: value(readBody),
  }),
  expect: z
    .strictObject({
      maxLatency: value(readDuration(ANSWER)).optional(),
      bodyContains: value(readText(PATTERNS.expectedText)).optional(),
    })
    .optional(),
});

interface CustomMetric {
  readonly namespace: string;
  readonly name: string;
  readonly kind: CustomKind;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** A KPI as written: on what SageMaker publishes, or on a metric of the user's whose limit is still text. */
type DraftKpi = { readonly limit: Limit } | { readonly metric: CustomMetric; readonly limit: string };

const builtInKpi = (scale: Scale) =>
  value((written) => readLimit(written, scale)).transform((limit): DraftKpi => ({ limit }));
const builtInKpis = Object.fromEntries(
  Object.entries(BUILT_IN_KPIS).map(([name, { scale }]) => [name, builtInKpi(scale).optional()]),
);

const customKpi = z
  .strictObject({
    metric: z.strictObject({
      namespace: value(readText(PATTERNS.namespace)),
      name: value(readText(PATTERNS.metric)),
      kind: metricKind,
      dimensions: z.record(z.string(), value(readDimension)).optional(),
    }),
    // Which limits make sense depends on the metric's kind: see kpi-rules.
    limit: value((written) => (typeof written === 'string' ? accept(written) : refuse('is not a limit'))),
  })
  .transform((kpi): DraftKpi => kpi);

const phase = z.strictObject({
  name: label.optional(),
  traffic,
  bake,
  gate: z
    .unknown()
    .transform((written) => (written === 'manual' ? {} : written))
    .pipe(z.strictObject({ within: wait.optional() }))
    .optional(),
  hold: wait.optional(),
});

const ramp = z.strictObject({
  warmUp: bake.optional(),
  start: traffic,
  step: traffic,
  every: bake,
  finalBake: bake.optional(),
});

/** A blueprint as written, every value read. */
export const draftSchema = z.strictObject({
  id: value(readText(PATTERNS.id)).optional(),
  endpoint: awsName,
  model: awsName,
  strategy: strategy.optional(),
  capacity: capacity.optional(),
  tests: z.array(smokeTest).optional(),
  kpi: z.object(builtInKpis).catchall(customKpi).optional(),
  alarms: z.array(value(readText(PATTERNS.alarm))).optional(),
  phases: z.array(phase).optional(),
  ramp: ramp.optional(),
  rollback: value(readChoice<Blueprint['rollback']>(['auto', 'manual'])).optional(),
});

/** What the rules across keys need of a document in which other things may be wrong: unreadable values are absent. */
export const outlineSchema = z
  .object({
    strategy: lenient(strategy),
    tests: lenient(z.array(z.object({ name: lenient(label) }).catch({}))),
    kpi: lenient(
      z.record(
        z.string(),
        lenient(z.object({ metric: lenient(z.object({ kind: lenient(metricKind) })), limit: z.unknown().optional() })),
      ),
    ),
    alarms: lenient(z.array(z.unknown())),
    phases: lenient(
      z.array(z.object({ name: lenient(label), traffic: lenient(traffic), hold: z.unknown().optional() }).catch({})),
    ),
    ramp: lenient(z.object({ start: lenient(traffic), step: lenient(traffic) })),
  })
  .catch({});

function lenient<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

export type Draft = z.output<typeof draftSchema>;
export type Outline = z.output<typeof outlineSchema>;
