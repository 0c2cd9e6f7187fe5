import * as z from 'zod/mini';
import { catch as otherwise } from 'zod/mini';
import type { Blueprint, InconclusivePolicy, Strategy } from './blueprint';
import { BUILT_IN_KPIS } from './kpi-limits';
import { builtInKpi, customKpi } from './kpi-schema';
import { ANSWER, BAKE, MOST_MIN_REQUESTS, PAUSE, WAIT } from './keys';
import {
  PATTERNS,
  readBody,
  readChoice,
  readDuration,
  readFlag,
  readInstances,
  readModelPackage,
  readText,
  readTraffic,
  readWait,
  readWhole,
} from './read-values';
import { cautionSchema, checkSchema, drillSchema, policySchema, powerSchema } from './check-schema';
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

const builtInKpis = Object.fromEntries(Object.keys(BUILT_IN_KPIS).map((name) => [name, z.optional(builtInKpi(name))]));

/** A word, or a map with more to say: the word becomes the map that it is short for. */
function wordOr<T extends z.ZodMiniType>(long: (word: string) => unknown, map: T) {
  return z.pipe(
    z.pipe(
      z.unknown(),
      z.transform((written): unknown => (typeof written === 'string' ? long(written) : written)),
    ),
    map,
  );
}

const whatElse = value(readChoice<InconclusivePolicy['otherwise']>(['hold', 'promote']));
/** What `extend` without a time is short for. */
const USUAL_EXTENSION = '30m';
const INCONCLUSIVE_WORDS: Readonly<Record<string, unknown>> = {
  hold: { otherwise: 'hold' },
  promote: { otherwise: 'promote' },
  extend: { extend: USUAL_EXTENSION },
};
const inconclusive = wordOr(
  (word) => INCONCLUSIVE_WORDS[word] ?? word,
  z.strictObject({ extend: z.optional(bake), otherwise: z.optional(whatElse) }),
);

const decision = wordOr(
  (name) => ({ function: name }),
  z.strictObject({ function: value(readText(PATTERNS.lambda)), may_promote: z.optional(value(readFlag)) }),
);

const phase = z.strictObject({
  name: z.optional(label),
  traffic,
  bake,
  gate: z.optional(wordOr((word) => (word === 'manual' ? {} : word), z.strictObject({ within: z.optional(wait) }))),
  hold: z.optional(wait),
  finish: z.optional(value(readChoice<'certified'>(['certified']))),
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
  model: z.optional(awsName),
  modelPackage: z.optional(value(readModelPackage)),
  strategy: z.optional(strategy),
  capacity: z.optional(capacity),
  maxCapacity: z.optional(value(readInstances)),
  tests: z.optional(z.array(smokeTest)),
  checks: z.optional(z.array(checkSchema)),
  kpi: z.optional(z.catchall(z.object(builtInKpis), customKpi)),
  min_requests: z.optional(value(readWhole({ least: 1, most: MOST_MIN_REQUESTS }))),
  inconclusive: z.optional(inconclusive),
  decision: z.optional(decision),
  alarms: z.optional(z.array(value(readText(PATTERNS.alarm)))),
  phases: z.optional(z.array(phase)),
  ramp: z.optional(ramp),
  rollback: z.optional(value(readChoice<Blueprint['rollback']>(['auto', 'manual']))),
  supersede: z.optional(value(readChoice<'reject' | 'replace'>(['reject', 'replace']))),
  pause: z.optional(value(readWait(PAUSE, 'is too short for a person to answer'))),
  launch: z.optional(
    z.strictObject({
      by: z.optional(value(readText(PATTERNS.expectedText))),
      reason: z.optional(value(readText(PATTERNS.expectedText))),
    }),
  ),
  policy: z.optional(policySchema),
  caution: z.optional(cautionSchema),
  power: z.optional(powerSchema),
  drill: z.optional(drillSchema),
  metrics: z.optional(value(readChoice<'standard' | 'fast'>(['standard', 'fast']))),
});

const outlinePhase = z.object({
  name: lenient(label),
  traffic: lenient(traffic),
  hold: z.optional(z.unknown()),
  finish: z.optional(z.unknown()),
});

/** What the rules across keys need of a document in which other things may be wrong: unreadable values are absent. */
export const outlineSchema = otherwise(
  z.object({
    model: z.optional(z.unknown()),
    modelPackage: z.optional(z.unknown()),
    strategy: lenient(strategy),
    capacity: lenient(z.object({ instances: lenient(value(readInstances)) })),
    maxCapacity: lenient(value(readInstances)),
    tests: lenient(z.array(otherwise(z.object({ name: lenient(label) }), {}))),
    checks: lenient(z.array(otherwise(z.object({ name: lenient(label) }), {}))),
    kpi: lenient(z.record(z.string(), z.unknown())),
    alarms: lenient(z.array(z.unknown())),
    phases: lenient(z.array(otherwise(outlinePhase, {}))),
    ramp: lenient(z.object({ start: lenient(traffic), step: lenient(traffic) })),
  }),
  // What is no map at all is not said to miss a key.
  { model: null },
);

function lenient<T extends z.ZodMiniType>(schema: T) {
  return otherwise(z.optional(schema), undefined);
}

export type Draft = z.output<typeof draftSchema>;
export type Outline = z.output<typeof outlineSchema>;
