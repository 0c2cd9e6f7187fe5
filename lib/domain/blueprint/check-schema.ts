import * as z from 'zod/mini';
import type { CheckProbe, HealthCheck } from './health-checks';
import { CHECK_ANSWER } from './keys';
import { PATTERNS, readBody, readChoice, readDuration, readFlag, readText, readWhole } from './read-values';
import { readHost, readHoursOfDay, readPayload, readPolicy, readTimeZone, readUrl, readWeekdays } from './read-checks';
import { accept, refuse } from './reading';
import { value } from './value';

const mediaType = value(readText(PATTERNS.mediaType));
const expectedText = z.optional(value(readText(PATTERNS.expectedText)));

const common = {
  name: value(readText(PATTERNS.label)),
  timeout: z.optional(value(readDuration(CHECK_ANSWER))),
  retries: z.optional(value(readWhole({ least: 0, most: 3 }))),
  at: z.optional(value(readChoice<HealthCheck['at']>(['gates', 'always']))),
};

/** The four ways to ask. Each check has exactly one of them: see `probeOf`. */
const probes = {
  invoke: z.optional(
    z.strictObject({
      contentType: z.optional(mediaType),
      accept: z.optional(mediaType),
      body: value(readBody),
      bodyContains: expectedText,
    }),
  ),
  http: z.optional(
    z.strictObject({
      url: value(readUrl),
      status: z.optional(z.array(value(readWhole({ least: 100, most: 599 })))),
      bodyContains: expectedText,
    }),
  ),
  tcp: z.optional(z.strictObject({ host: value(readHost), port: value(readWhole({ least: 1, most: 65_535 })) })),
  lambda: z.optional(
    z.strictObject({ function: value(readText(PATTERNS.lambda)), payload: z.optional(value(readPayload)) }),
  ),
};

/** A health check as written. */
export const checkSchema = z.strictObject({ ...common, ...probes });

export type DraftCheck = z.output<typeof checkSchema>;

export const policySchema = value(readPolicy);

/** Hours with stricter limits, as written: the limits are still text. */
export const cautionSchema = z.strictObject({
  hours: value(readHoursOfDay),
  days: z.optional(value(readWeekdays)),
  timeZone: value(readTimeZone),
  kpi: z.record(
    z.string(),
    value((written) => (typeof written === 'string' ? accept(written) : refuse('is not a limit'))),
  ),
});

export type DraftCaution = z.output<typeof cautionSchema>;

export const powerSchema = value(readChoice<'refuse' | 'warn' | 'off'>(['refuse', 'warn', 'off']));
export const drillSchema = value(readFlag);

const DEFAULT_TIMEOUT = 5;
const DEFAULT_RETRIES = 1;

/** A health check with its defaults; `undefined` where it does not say, or says twice, how to ask. */
export function checkFrom(draft: DraftCheck): HealthCheck | undefined {
  const found = probesOf(draft);
  const [probe] = found;
  if (probe === undefined || found.length > 1) return undefined;
  return {
    name: draft.name,
    probe,
    timeoutSeconds: draft.timeout ?? DEFAULT_TIMEOUT,
    retries: draft.retries ?? DEFAULT_RETRIES,
    at: draft.at ?? 'always',
  };
}

/** The ways to ask that a check has. */
export function probesOf({ invoke, http, tcp, lambda }: DraftCheck): readonly CheckProbe[] {
  const contains = (text: string | undefined) => (text === undefined ? {} : { bodyContains: text });
  return [
    ...(invoke === undefined
      ? []
      : [
          {
            kind: 'invoke' as const,
            contentType: invoke.contentType ?? 'application/json',
            ...(invoke.accept === undefined ? {} : { accept: invoke.accept }),
            body: invoke.body,
            ...contains(invoke.bodyContains),
          },
        ]),
    ...(http === undefined
      ? []
      : [{ kind: 'http' as const, url: http.url, status: http.status ?? [], ...contains(http.bodyContains) }]),
    ...(tcp === undefined ? [] : [{ kind: 'tcp' as const, ...tcp }]),
    ...(lambda === undefined
      ? []
      : [{ kind: 'lambda' as const, functionName: lambda.function, payload: lambda.payload ?? null }]),
  ];
}
