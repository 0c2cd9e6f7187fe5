import { z } from 'zod';
import { DECISIONS } from '../domain/look/deciding';
import { parseDuration } from '../domain/blueprint/duration';
import { parsePercent } from '../domain/blueprint/percent';
import { ALARM_FATES } from './faults/account-fault';
import { CALL_FAULTS } from './faults/call-fault';
import { DELIVERY_FAULTS } from './faults/delivery-fault';

/** When something happens: seconds since the release began, or since a phase's traffic was verified. */
export interface Moment {
  readonly at?: number | undefined;
  readonly phase?: string | undefined;
  readonly after?: number | undefined;
}

/** A value that `read` understands, or a refusal that says what would have been. */
function written<T>(read: (text: string | number) => T | undefined, allowed: string) {
  return z.unknown().transform((value, context): T => {
    const known = typeof value === 'string' || typeof value === 'number' ? read(value) : undefined;
    if (known !== undefined) return known;
    context.issues.push({ code: 'custom', input: value, message: allowed });
    return z.NEVER;
  });
}

/** A share as people write it, kept as 0..1. */
const share = written((text) => {
  const percent = text === 0 ? 0 : parsePercent(text);
  return percent === undefined || percent > 100 ? undefined : percent / 100;
}, 'a share such as 0.5%, from 0% to 100%');

/** A duration as people write it, kept in seconds. */
const seconds = written(
  (text) => (text === 0 ? 0 : parseDuration(String(text))),
  'a duration such as 40ms, 90s, 10m or 1h30m',
);

const count = (allowed: string) => z.int({ error: allowed }).positive({ error: allowed });
const amount = (allowed: string) => z.number({ error: allowed }).nonnegative({ error: allowed });
const text = z.string({ error: 'text' }).min(1, { error: 'text' });

const latency = z.strictObject({ p50: seconds, p99: seconds }).refine(({ p50, p99 }) => p50 <= p99 && p50 > 0, {
  error: 'p50 above 0 and at most p99',
});

/** Metrics of the user's own, by the KPI's name: a share for `rate`, a plain number for the others. */
const metrics = z.record(
  z.string(),
  written((value) => (typeof value === 'number' ? value : parseShare(value)), 'a number, or a share such as 98%'),
);

function parseShare(value: string): number | undefined {
  const percent = parsePercent(value);
  return percent === undefined ? undefined : percent / 100;
}

/** Percent of one core, or of an instance's memory. */
const load = written((value) => parsePercent(value), 'a percentage such as 85%');

/** How a model takes its users. */
const conduct = {
  errorRate: share.optional(),
  /** Which of SageMaker's metrics a failed request counts in; all of them count as errors of the model. */
  errorKind: z.enum(['4xx', '5xx', 'model']).optional(),
  latency: latency.optional(),
  metrics: metrics.optional(),
  cpu: load.optional(),
  memory: load.optional(),
  gpu: load.optional(),
};

const behaviour = z.strictObject({
  ...conduct,
  /** What one instance can take. */
  requestsPerMinutePerInstance: z.number().positive().optional(),
  /** Failures that come together, as a request and its retries do. */
  errorBurst: count('how many, a whole number').optional(),
  /** What the model answers to a smoke test. */
  answer: z.string().optional(),
});

const moment = { at: seconds.optional(), phase: text.optional(), after: seconds.optional() };
const isClear = ({ at, phase, after }: Moment) =>
  (at === undefined || phase === undefined) && (after === undefined || phase !== undefined);
const isGiven = (when: Moment) => isClear(when) && (when.at !== undefined || when.phase !== undefined);
const GIVEN = { error: 'either at: (since the release began) or phase: (and after:)' };
/** For what holds from the beginning unless told otherwise. */
const CLEAR = { error: 'at: (since the release began), or phase: (and after:), or neither' };

const incident = z
  .strictObject({
    ...moment,
    for: seconds.optional(),
    variant: z.enum(['baseline', 'candidate', 'both']).default('candidate'),
    ...conduct,
  })
  .refine(isGiven, GIVEN);

const alarm = z
  .strictObject({
    ...moment,
    name: text,
    state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']),
    reason: text.optional(),
  })
  .refine(isClear, CLEAR);

const operator = z
  .strictObject({
    ...moment,
    do: z.enum([
      'promote',
      'promote in full',
      'pause',
      'resume',
      'abort',
      'rollback',
      'stop',
      'redrive',
      'stop newest',
      'redrive newest',
      'release again',
      'approve',
      'register',
      'approve version',
    ]),
    by: text.optional(),
    reason: text.optional(),
    /** Where a rollback goes. */
    to: z
      .union([z.number().int().positive(), text], { error: "previous, a release's number, or a blueprint's id" })
      .optional(),
    /** Which gate an approval opens: name of its phase. */
    gate: text.optional(),
  })
  .refine(isGiven, GIVEN)
  .refine(({ do: what, to }) => to === undefined || what === 'rollback', { error: '`to` belongs to a rollback' })
  .refine(({ do: what, gate }) => (gate !== undefined) === (what === 'approve'), {
    error: 'approve with `gate`, the phase whose gate is meant; `gate` belongs to it',
  });

const healthEvent = z.strictObject({ ...moment, reason: text.optional() }).refine(isGiven, GIVEN);

/** A health check of the blueprint's that fails. */
const check = z
  .strictObject({ ...moment, name: text, reason: text.default('connection refused'), for: seconds.optional() })
  .refine(isClear, CLEAR);

/** What the blueprint's decision function says; `none`: it fails. */
const decision = z
  .strictObject({
    ...moment,
    for: seconds.optional(),
    answer: z.enum([...DECISIONS, 'none']),
    reason: text.optional(),
  })
  .refine(isClear, CLEAR);

/** `Service.Operation`. */
const operation = z
  .string({ error: 'Service.Operation' })
  .regex(/^[A-Za-z]+\.[A-Za-z]+$/, { error: 'Service.Operation, e.g. SageMaker.UpdateEndpoint' });

/** A fault at a call or delivery that is told by its number since the release began, and not by the clock. */
function pointFault<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, nth: count('which one, a whole number'), for: seconds.optional() });
}

const fault = z
  .union([
    z.strictObject({
      ...moment,
      call: operation,
      error: text,
      message: text.optional(),
      times: count('how often, a whole number').default(1),
      /** `before`: the call never arrives. `after`: it takes effect, and its answer is lost. */
      effect: z.enum(['before', 'after']).default('before'),
    }),
    z.strictObject({
      ...moment,
      /** How SageMaker ends the update under way, or the next one. */
      update: z.enum(['rolled_back', 'update_rollback_failed', 'failed', 'capacity']),
      reason: text.optional(),
    }),
    z.strictObject({ ...moment, systemUpdating: seconds }),
    z.strictObject({ ...moment, changeWeights: z.record(z.string(), amount('a weight')) }),
    /** Somebody else sets the instance count of the baseline. */
    z.strictObject({ ...moment, changeInstances: count('a whole number') }),
    /** Autoscaling wants so many instances of the baseline. */
    z.strictObject({ ...moment, scaleTo: z.number().int().positive() }),
    z.strictObject({ ...moment, weightsRollBack: z.literal(true) }),
    z.strictObject({ ...moment, changeConfig: z.union([z.literal(true), z.literal('same names')]) }),
    /** Somebody deletes the config that the endpoint has. */
    z.strictObject({ ...moment, deleteConfig: z.literal(true) }),
    z.strictObject({ ...moment, deleteEndpoint: z.literal(true) }),
    z.strictObject({ ...moment, releaseAlarms: z.enum(ALARM_FATES) }),
    z.strictObject({ ...moment, metricDelay: seconds }),
    pointFault({ call: operation, caller: text, kind: z.enum(CALL_FAULTS) }),
    pointFault({ delivery: text, kind: z.enum(DELIVERY_FAULTS) }),
  ])
  .refine((struck) => 'nth' in struck || isClear(struck), CLEAR);

const rate = amount('requests a minute');

/** The shape of a scenario, with its defaults: a quiet day. */
export const scenarioSchema = z.strictObject({
  traffic: z
    .strictObject({
      requestsPerMinute: z.union([rate, z.array(z.strictObject({ at: seconds, value: rate })).min(1)]),
    })
    .default({ requestsPerMinute: 6000 }),
  endpoint: z
    .strictObject({
      variant: text.default('AllTraffic'),
      model: text.optional(),
      instanceType: text.default('ml.m5.large'),
      instances: count('how many, a whole number').default(2),
      provisionTime: seconds.default(300),
      weightUpdateTime: seconds.default(30),
      exists: z.boolean().default(true),
      /** How long it has served before the release begins: alarms and metrics have a past. */
      servedFor: seconds.default(600),
      /** The variant is autoscaled between these instance counts; it scales when a fault says so. */
      autoscaling: z.strictObject({ min: count('a whole number'), max: count('a whole number') }).optional(),
    })
    .prefault({}),
  /** What has become of the version in the Model Registry that the blueprint names. */
  modelPackage: z.enum(['Approved', 'PendingManualApproval', 'Rejected', 'MISSING']).default('Approved'),
  baseline: behaviour.prefault({}),
  candidate: behaviour.prefault({}),
  incidents: z.array(incident).default([]),
  alarms: z.array(alarm).default([]),
  operator: z.array(operator).default([]),
  healthEvents: z.array(healthEvent).default([]),
  checks: z.array(check).default([]),
  decisions: z.array(decision).default([]),
  faults: z.array(fault).default([]),
  seed: z.union([z.number(), z.string()]).default(1),
});
