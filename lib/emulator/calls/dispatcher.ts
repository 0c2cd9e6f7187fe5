import type { VirtualClock } from '../clock';
import { AwsError, notEmulated, type Caller, type EmulatedService, type ServiceName } from '../service';
import type { Call, CallActivity, CallService, Interceptor, RecordedCall } from './call';
import { createRateLimiter, type RateLimits } from './rate-limits';

/** What a dispatcher needs. */
export interface DispatcherProps {
  readonly clock: VirtualClock;
  readonly services: () => Readonly<Partial<Record<ServiceName, EmulatedService>>>;
  /** Virtual milliseconds that a call takes to arrive. */
  readonly latency: (call: Call) => number;
  /** @default - no limits */
  readonly rateLimits?: RateLimits;
}

/** Brings calls to the services: records, intercepts, delays and limits them on the way. */
export interface Dispatcher {
  readonly call: CallService;
  /** Lets virtual time pass for the call of this caller, as an operation is given it. */
  readonly sleep: (milliseconds: number, caller: Caller) => Promise<void>;
  /** Lets virtual time pass for the call of this caller while somebody else works, e.g. a function that it invokes. */
  readonly wait: <T>(work: Promise<T>, caller: Caller) => Promise<T>;
  /** Calls an operation with no record, fault, delay or limit: for setting the stage. */
  readonly direct: (service: ServiceName, operation: string, input: unknown) => Promise<unknown>;
  /** Adds an interceptor; the last one added is the first to see a call. Returns how to take it away. */
  readonly intercept: (interceptor: Interceptor) => () => void;
  readonly calls: readonly RecordedCall[];
  /** Calls by `Service.Operation`. */
  readonly counts: Readonly<Record<string, number>>;
  /** What went wrong in the emulator itself: calls it does not know, and its own defects. */
  readonly problems: readonly Error[];
}

/** Makes the one way into the emulated services. */
export function createDispatcher(props: DispatcherProps): Dispatcher {
  const { clock } = props;
  const calls: RecordedCall[] = [];
  const counts: Record<string, number> = {};
  const problems: Error[] = [];
  const interceptors: Interceptor[] = [];
  const numbers = new WeakMap<object, number>();
  const callOf = new WeakMap<Caller, Call>();
  const outsideCallers = {};
  const limit = createRateLimiter(props.rateLimits ?? {}, () => clock.now());

  const direct = async (
    service: ServiceName,
    operation: string,
    input: unknown,
    caller: Caller = {},
  ): Promise<unknown> => {
    const implementation = props.services()[service]?.operations[operation];
    if (implementation === undefined) throw notEmulated(`${service}.${operation}`);
    return implementation(input, caller);
  };

  const perform = async (call: Call): Promise<unknown> => {
    const latency = props.latency(call);
    if (latency > 0) await call.sleep(latency);
    limit(call.service, call.operation);
    callOf.set(call.caller, call);
    return direct(call.service, call.operation, call.input, call.caller);
  };

  const numberOf = (owner: object): number => {
    const number = (numbers.get(owner) ?? 0) + 1;
    numbers.set(owner, number);
    return number;
  };

  const newCall = (
    service: ServiceName,
    operation: string,
    input: unknown,
    caller: Caller,
    activity: CallActivity | undefined,
  ): Call => ({
    at: clock.now(),
    service,
    operation,
    input,
    // A caller of its own for each call, so that an operation that takes time knows who has to wait.
    caller: { ...caller },
    invocation: activity?.invocation,
    number: numberOf(activity?.invocation ?? outsideCallers),
    sleep:
      activity === undefined
        ? (milliseconds) => sleepOn(clock, milliseconds)
        : (milliseconds) => activity.sleep(milliseconds),
    wait: (work) => activity?.wait?.(work) ?? work,
  });

  const send = (call: Call, position: number): Promise<unknown> => {
    const interceptor = interceptors[position];
    return interceptor === undefined ? perform(call) : interceptor(call, () => send(call, position - 1));
  };

  return {
    calls,
    counts,
    problems,
    sleep(milliseconds, caller) {
      // Whole milliseconds: AWS's timestamps have no more, and a clock between two would leave them ragged.
      const whole = Math.ceil(milliseconds);
      return callOf.get(caller)?.sleep(whole) ?? sleepOn(clock, whole);
    },
    wait: (work, caller) => callOf.get(caller)?.wait(work) ?? work,
    direct: (service, operation, input) => direct(service, operation, input),
    intercept(interceptor) {
      interceptors.push(interceptor);
      return () => {
        const index = interceptors.indexOf(interceptor);
        if (index >= 0) interceptors.splice(index, 1);
      };
    },
    async call(service, operation, input, caller, activity) {
      const invocation = activity?.invocation;
      if (invocation?.ended === true) return never();
      const call = newCall(service, operation, input, caller, activity);
      const record = { at: call.at, caller: caller.name, service, operation, input };
      const index = calls.push(record) - 1;
      const key = `${service}.${operation}`;
      counts[key] = (counts[key] ?? 0) + 1;
      try {
        const output = await send(call, interceptors.length - 1);
        return isEnded(invocation) ? never() : output;
      } catch (error) {
        calls[index] = { ...record, error: errorName(error) };
        if (isProblem(error)) problems.push(error);
        if (isEnded(invocation)) return never();
        throw error;
      }
    },
  };
}

/** An answer that never arrives. */
function never(): Promise<never> {
  return new Promise(() => {});
}

// A function, because the compiler would otherwise take the answer before the call for the answer after it.
function isEnded(invocation: CallActivity['invocation']): boolean {
  return invocation?.ended === true;
}

function sleepOn(clock: VirtualClock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(clock.now() + milliseconds, resolve);
  });
}

function errorName(error: unknown): string {
  if (error instanceof AwsError) return error.code;
  return error instanceof Error ? error.name : String(error);
}

/** A call that the emulator cannot answer is no answer of AWS, and must not pass for one. */
function isProblem(error: unknown): error is Error {
  return error instanceof AwsError ? error.code === 'NotEmulated' : error instanceof Error;
}
