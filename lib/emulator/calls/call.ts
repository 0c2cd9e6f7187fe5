import type { Caller, ServiceName } from '../service';

/** A running Lambda invocation, as faults see it. */
export interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  /** True once it has answered, timed out or been killed: nothing it does later reaches AWS. */
  readonly ended: boolean;
  /**
   * Ends it at once, as a crash of its container would. Calls on their way still take effect, but their answers
   * reach nobody.
   */
  kill(): void;
}

/** What a call needs to know of whoever makes it: how to wait, and which invocation it belongs to. */
export interface CallActivity {
  sleep(milliseconds: number): Promise<void>;
  /** Lets virtual time pass while somebody else works. @default - time stands still */
  wait?<T>(work: Promise<T>): Promise<T>;
  readonly invocation?: Invocation | undefined;
}

/** One API call on its way. */
export interface Call {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
  /** The Lambda invocation that makes the call, if one does. */
  readonly invocation: Invocation | undefined;
  /** Counts the calls of the invocation from 1; for other callers, all their calls. */
  readonly number: number;
  /** Lets virtual time pass before the call goes on. */
  sleep(milliseconds: number): Promise<void>;
  /** Lets virtual time pass until somebody else has done their work. */
  wait<T>(work: Promise<T>): Promise<T>;
}

/**
 * Stands between a caller and the service. Throwing before `next()` is a call that never arrived; throwing after
 * it, an answer that got lost; sleeping, a delay; `call.invocation?.kill()`, a container that died just there.
 */
export type Interceptor = (call: Call, next: () => Promise<unknown>) => Promise<unknown>;

/** What is kept of a call. */
export interface RecordedCall {
  /** Epoch milliseconds at which the call was made. */
  readonly at: number;
  /** Name of the Lambda function, state machine or rule; `undefined` for outside clients. */
  readonly caller: string | undefined;
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  /** The error's code, if the caller got one. */
  readonly error?: string;
}

/** The one way into the emulated services. */
export type CallService = (
  service: ServiceName,
  operation: string,
  input: unknown,
  caller: Caller,
  activity?: CallActivity,
) => Promise<unknown>;
