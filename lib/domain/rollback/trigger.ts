import { MOST_SAID } from '../release/controls';
import { HEALTH_CHECK_FAILED } from '../release/events';
import { parseAlarmName } from '../names';
import { parseWanted, type Wanted, WANTED } from './wanted';

/** Why the rollback state machine was started, as far as its input tells. */
export type Trigger =
  | {
      readonly kind: 'alarm';
      readonly endpoint: string;
      readonly release: number;
      readonly watch: string;
      readonly reason: string;
      /** The newest data point of the alarm. */
      readonly value?: number;
    }
  | { readonly kind: 'execution'; readonly execution: string; readonly status: string; readonly cause?: string }
  | {
      readonly kind: 'health_check';
      readonly endpoint: string;
      readonly reason: string;
      /** When it was reported, epoch milliseconds. */
      readonly at?: number;
    }
  | {
      readonly kind: 'person';
      readonly endpoint: string;
      readonly actor: string;
      readonly reason: string;
      /** Where to; without it, out of what is live, or back from a release that completed. */
      readonly to?: Wanted;
      /** Number of the release that is meant. @default the live one, or else the last */
      readonly release?: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Reads the input of the rollback state machine: an event, or a person's (or the reconciler's) request. */
export function parseTrigger(stack: string, input: unknown): Trigger {
  if (!isObject(input)) return { kind: 'unknown', reason: 'the input is not an object' };
  const detail = isObject(input['detail']) ? input['detail'] : {};
  switch (input['detail-type']) {
    case 'CloudWatch Alarm State Change':
      return parseAlarm(stack, detail);
    case 'Step Functions Execution Status Change':
      return parseExecution(detail);
    case HEALTH_CHECK_FAILED:
      return parseHealthCheck(detail, input['time']);
    default:
      return parseRequest(input);
  }
}

function parseAlarm(stack: string, detail: Readonly<Record<string, unknown>>): Trigger {
  const name = text(detail['alarmName']) ?? '';
  const parsed = parseAlarmName(stack, name);
  if (parsed === undefined) return { kind: 'unknown', reason: `alarm ${name} belongs to no release of this stack` };
  const state = isObject(detail['state']) ? detail['state'] : {};
  if (state['value'] !== 'ALARM') return { kind: 'unknown', reason: `alarm ${name} is not in state ALARM` };
  const value = newestDatapoint(state['reasonData']);
  return {
    kind: 'alarm',
    ...parsed,
    reason: kept(state['reason']) ?? 'no reason given',
    ...(value !== undefined && { value }),
  };
}

/** `reasonData` is JSON inside a string; CloudWatch lists the newest data point first. */
function newestDatapoint(reasonData: unknown): number | undefined {
  if (typeof reasonData !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(reasonData);
    const points = isObject(parsed) ? parsed['recentDatapoints'] : undefined;
    const newest: unknown = Array.isArray(points) ? points[0] : undefined;
    return typeof newest === 'number' ? newest : undefined;
  } catch {
    // A reason that cannot be read is no reason not to roll back.
    return undefined;
  }
}

function parseExecution(detail: Readonly<Record<string, unknown>>): Trigger {
  const execution = text(detail['executionArn']);
  if (execution === undefined) return { kind: 'unknown', reason: 'the event names no execution' };
  const cause = kept(detail['cause']) ?? kept(detail['error']);
  const status = text(detail['status']) ?? 'ended';
  return cause === undefined
    ? { kind: 'execution', execution, status }
    : { kind: 'execution', execution, status, cause };
}

function parseHealthCheck(detail: Readonly<Record<string, unknown>>, time: unknown): Trigger {
  const endpoint = text(detail['endpoint']);
  if (endpoint === undefined) return { kind: 'unknown', reason: 'the health check names no endpoint' };
  const at = Date.parse(text(time) ?? '');
  const reason = kept(detail['reason']) ?? 'no reason given';
  return { kind: 'health_check', endpoint, reason, ...(!Number.isNaN(at) && { at }) };
}

function parseRequest(input: Readonly<Record<string, unknown>>): Trigger {
  const endpoint = text(input['endpoint']);
  if (endpoint === undefined) {
    return { kind: 'unknown', reason: 'the input names no endpoint; give { "endpoint": "…", "reason": "…" }' };
  }
  const { release } = input;
  const said = {
    kind: 'person' as const,
    endpoint,
    actor: kept(input['actor']) ?? 'somebody',
    reason: kept(input['reason']) ?? 'no reason given',
    ...(typeof release === 'number' && { release }),
  };
  if (input['to'] === undefined || input['to'] === null) return said;
  const to = parseWanted(endpoint, input['to']);
  // Whoever names a place must not be taken to another one.
  if (to === undefined) return { kind: 'unknown', reason: `where to go back to cannot be read: to is ${WANTED}` };
  return { ...said, to };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text for people, as far as it is kept. */
function kept(value: unknown): string | undefined {
  return text(value)?.slice(0, MOST_SAID);
}
