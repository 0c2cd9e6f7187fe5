import { types } from 'node:util';
import type { FunctionError } from './function';

/** What the runtime reports for something that a handler threw. */
export function thrownError(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error) && !types.isNativeError(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  // AWS gives the whole stack. Its file names differ from machine to machine, and a rehearsal must not.
  return { errorType: thrown.name, errorMessage: thrown.message, trace: [`${thrown.name}: ${thrown.message}`] };
}

/** What Lambda reports when a container dies under its handler. */
export function exitError(requestId: string): FunctionError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  };
}

/** What Lambda reports for a time-out: the newer form has a type, the older has none. */
export function timeoutError(props: {
  readonly form: 'Sandbox.Timedout' | 'untyped';
  readonly requestId: string;
  readonly timeoutSeconds: number;
  /** Epoch milliseconds. */
  readonly at: number;
}): FunctionError {
  const text = `Task timed out after ${props.timeoutSeconds.toFixed(2)} seconds`;
  return props.form === 'untyped'
    ? { errorMessage: `${new Date(props.at).toISOString()} ${props.requestId} ${text}` }
    : { errorType: props.form, errorMessage: `RequestId: ${props.requestId} Error: ${text}` };
}

/** Bytes that a synchronous invocation may answer. */
const MAX_RESPONSE_BYTES = 6_291_556;

/** A handler's result as JSON carries it, or the runtime's error if it cannot. */
export function marshal(result: unknown): { readonly payload: unknown } | { readonly functionError: FunctionError } {
  let text: string | undefined;
  try {
    text = JSON.stringify(result);
  } catch {
    const errorMessage = 'Unable to stringify response body';
    return { functionError: { errorType: 'Runtime.MarshalError', errorMessage, trace: [errorMessage] } };
  }
  if (text === undefined) return { payload: null };
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_RESPONSE_BYTES) return { payload: JSON.parse(text) };
  return {
    functionError: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    },
  };
}
