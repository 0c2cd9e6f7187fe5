import { type Json } from './json';

/**
 * How far an error may be handled: `ordinary` errors can be retried and caught, a `terminal` one only where it is
 * named, and a `fatal` one ends the execution.
 */
export type ErrorReach = 'ordinary' | 'terminal' | 'fatal';

/** What makes a state fail. Error and cause can both be missing, as after a bare `Fail` or `SendTaskFailure`. */
export class StateError extends Error {
  readonly error: string | undefined;
  readonly causeText: string | undefined;
  readonly reach: ErrorReach;
  /** Further names under which `ErrorEquals` finds this error. */
  readonly aliases: readonly string[];

  constructor(
    error: string | undefined,
    causeText: string | undefined,
    options: { readonly reach?: ErrorReach; readonly aliases?: readonly string[] } = {},
  ) {
    super(`${error ?? 'no error name'}: ${causeText ?? 'no cause'}`);
    this.name = 'StateError';
    this.error = error;
    this.causeText = causeText;
    this.reach = options.reach ?? 'ordinary';
    this.aliases = options.aliases ?? [];
  }
}

/** The members `error` and `cause` of event details, left out where there is none. */
export function errorDetails(failure: StateError): { readonly error?: string; readonly cause?: string } {
  return {
    ...(failure.error === undefined ? {} : { error: failure.error }),
    ...(failure.causeText === undefined ? {} : { cause: failure.causeText }),
  };
}

/** What a catcher sees as `$states.errorOutput`. */
export function errorOutput(failure: StateError): { readonly Error: Json; readonly Cause: Json } {
  // A timeout has no cause, yet a catcher sees an empty one; what was never given shows as null.
  const noCause = failure.error === 'States.Timeout' ? '' : null;
  return { Error: failure.error ?? null, Cause: failure.causeText ?? noCause };
}

/** The error of a result that is larger than Step Functions carries. */
export function dataLimitExceeded(stateOrTask: string, reach: ErrorReach): StateError {
  const cause = `The state/task '${stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateError('States.DataLimitExceeded', cause, { reach });
}

/** An error of the interpreter itself, which no catcher sees. */
export function runtimeError(cause: string): StateError {
  return new StateError('States.Runtime', cause, { reach: 'fatal' });
}
