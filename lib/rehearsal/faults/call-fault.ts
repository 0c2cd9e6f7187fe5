import type { Call, Interceptor } from '../../emulator/calls/call';
import { AwsError, type ServiceName } from '../../emulator/service';

/** What can happen to a call on its way, and to the function that makes it. */
export const CALL_FAULTS = [
  'throttled',
  'server error',
  'access denied',
  /** It never arrives; the caller gives up after its request timeout. */
  'request lost',
  /** It takes effect, and its answer never arrives. */
  'reply lost',
  /** Slow there and slow back, but in time: what was read is old when it is acted on. */
  'late',
  /** It takes effect so late that the function's time is up before the answer. */
  'slow',
  'killed before',
  'killed after',
  /** The function dies, and its call takes effect while the retry is at work. */
  'killed under way',
] as const;

export type CallFaultKind = (typeof CALL_FAULTS)[number];

/** A fault at one call: the n-th of this operation by this caller since the release began. */
export interface CallFault {
  /** Construct id of a function, name of a state machine, or `rule`. */
  readonly caller: string;
  /** `Service.Operation`. */
  readonly call: string;
  readonly nth: number;
  readonly kind: CallFaultKind;
  /** Seconds in which every call of the operation, whoever makes it, fares the same; for answers only. */
  readonly for?: number | undefined;
}

/** The SDK clients of the functions give a call this long, milliseconds. */
const REQUEST_TIMEOUT = 8000;
/** Twice this is still within the request timeout. */
const LATE = 3500;
/** Just short of the time-out of a function that writes. */
const SLOW = 25_000;
const LONGER_THAN_ANY_FUNCTION = 900_000;
/** A call that outlives its function arrives this much later: after the first retries, before the function could have timed out. */
const UNDER_WAY = 20_000;

/** Strikes the calls that `fault` names. `callerOf` gives the caller by the name that the fault uses. */
export function callFault(fault: CallFault, callerOf: (call: Call) => string): Interceptor {
  let seen = 0;
  let until: number | undefined;
  return (call, next) => {
    if (`${call.service}.${call.operation}` !== fault.call) return next();
    if (until !== undefined && call.at < until) return strike(fault.kind, call, next);
    if (callerOf(call) !== fault.caller || ++seen !== fault.nth) return next();
    if (fault.for !== undefined) until = call.at + fault.for * 1000;
    return strike(fault.kind, call, next);
  };
}

async function strike(kind: CallFaultKind, call: Call, next: () => Promise<unknown>): Promise<unknown> {
  const { invocation } = call;
  switch (kind) {
    case 'throttled':
    case 'server error':
    case 'access denied':
      throw refusal(kind, call);
    case 'request lost':
      await call.sleep(REQUEST_TIMEOUT);
      throw lost();
    case 'reply lost':
      await next();
      await call.sleep(REQUEST_TIMEOUT);
      throw lost();
    case 'late': {
      await call.sleep(LATE);
      const answer = await next();
      await call.sleep(LATE);
      return answer;
    }
    case 'slow': {
      await call.sleep(SLOW);
      const answer = await next();
      // Asleep and not merely silent: virtual time stands still for a function that is at work.
      if (invocation !== undefined) await call.sleep(LONGER_THAN_ANY_FUNCTION);
      return answer;
    }
    case 'killed before':
      invocation?.kill();
      // Nobody hears of it, but the call is over: it will never take effect.
      throw lost();
    case 'killed after': {
      const answer = await next();
      invocation?.kill();
      return answer;
    }
    case 'killed under way':
      invocation?.kill();
      await call.sleep(UNDER_WAY);
      return next();
  }
}

/** What AWS answers to a call that it refuses, by the kind of the refusal. */
export function refusal(
  kind: 'throttled' | 'server error' | 'access denied',
  { service, operation }: Pick<Call, 'service' | 'operation'>,
): AwsError {
  switch (kind) {
    case 'throttled':
      return throttling(service);
    case 'server error':
      return serverError(service);
    case 'access denied':
      return new AwsError('AccessDeniedException', `User is not authorized to perform ${operation}`);
  }
}

function lost(): AwsError {
  return new AwsError('TimeoutError', 'socket hang up: no answer within 8 s');
}

function throttling(service: ServiceName): AwsError {
  if (service === 'Lambda') return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  return new AwsError(service === 'CloudWatch' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
}

function serverError(service: ServiceName): AwsError {
  if (service === 'Lambda') return new AwsError('ServiceException', 'Service error.', 500);
  if (service === 'DynamoDB') return new AwsError('InternalServerError', 'Internal server error', 500);
  return new AwsError('InternalFailure', 'Internal server error', 500);
}
