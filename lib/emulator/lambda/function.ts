import type { VirtualClock } from '../clock';
import type { RequestHandler } from '../transport/request-handler';

/** What a handler is told about its invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/** A handler of the Node runtime. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/**
 * Does what a cold start does: runs once per container, so what it makes outlives an invocation. Its clients reach the
 * emulator through `requestHandler`, `clock` is the time of day, and `log` takes a line of its log.
 */
export type LoadFunction = (
  environment: Readonly<Record<string, string>>,
  requestHandler: RequestHandler,
  clock: VirtualClock,
  log: (line: string) => void,
) => LambdaHandler | Promise<LambdaHandler>;

/** A function to deploy. */
export interface FunctionProps {
  readonly name: string;
  readonly load: LoadFunction;
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 3 */
  readonly timeoutSeconds?: number | undefined;
  /** @default 128 */
  readonly memoryMegabytes?: number | undefined;
  /** Invocations at a time; more are throttled. @default - no limit */
  readonly reservedConcurrency?: number | undefined;
  /** How often a failed asynchronous invocation is tried again. @default 2 */
  readonly asyncRetries?: number | undefined;
  /** How old an asynchronous invocation may get. @default 21600 */
  readonly maxEventAgeSeconds?: number | undefined;
  /** A queue or topic for asynchronous events that are given up. @default - they are lost */
  readonly deadLetterArn?: string | undefined;
}

/** An error as the Node runtime reports it. */
export interface FunctionError {
  /** Missing where Lambda itself gives none. */
  readonly errorType?: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export type InvocationResult = { readonly payload: unknown } | { readonly functionError: FunctionError };

/** An invocation that has ended, as listeners are told. */
export interface EndedInvocation {
  readonly functionName: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly coldStart: boolean;
  readonly result: InvocationResult;
  /** What the handler threw, with its stack. */
  readonly thrown?: unknown;
}

/** What a function has done so far. */
export interface FunctionUsage {
  readonly invocations: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly throttles: number;
  readonly coldStarts: number;
  /** Virtual milliseconds, cold starts not included. */
  readonly milliseconds: number;
}
