import type { Call, Interceptor } from '../../lib/emulator/calls/call';
import type { BusEvent } from '../../lib/emulator/service';
import type { EndpointSnapshot } from '../../lib/emulator/sagemaker/scenario/changes';
import { callerNames } from '../../lib/rehearsal/faults/callers';
import type { Stage } from '../../lib/rehearsal/stage';

/** A call as the explorer sees it. */
export interface SeenCall {
  readonly at: number;
  readonly order: number;
  readonly caller: string;
  /** `Service.Operation`. */
  readonly call: string;
  /** Counts the caller's calls of this operation from 1. */
  readonly nth: number;
  /** Name of the state in which the function runs; for others the caller. */
  readonly state: string;
  /** Request id of the Lambda invocation. */
  readonly invocation: string | undefined;
  readonly input: unknown;
  /** `order` of the call that invoked the function; of a call that no function makes, its own. */
  readonly visit: number;
  /** Counts the invocation's calls of this operation from 1; 0 where no function makes the call. */
  readonly step: number;
  /** Set when its answer came, good or bad. */
  answer?: 'ok' | 'error';
}

/** Everything that was seen of a run. */
export interface Seen {
  readonly calls: readonly SeenCall[];
  readonly events: readonly { readonly bus: string; readonly event: BusEvent }[];
  readonly endpoint: readonly EndpointSnapshot[];
}

/** Decides what happens to a call; `undefined`: nothing out of the ordinary. */
export type MeetCall = (seen: SeenCall) => Interceptor | undefined;

/** Watches a stage from the moment the release begins. To be called after the faults were set, so that it sees every call first. */
export function observe(stage: Stage, meet: MeetCall = () => undefined): Seen {
  const { emulator } = stage;
  const nameOf = callerNames(stage);
  const calls: SeenCall[] = [];
  const events: { bus: string; event: BusEvent }[] = [];
  const endpoint: EndpointSnapshot[] = [];
  const counts = new Map<string, number>();
  const states = new Map<string, string>();
  const newestVisit = new Map<string, number>();
  /** `order` of the call that invoked the function, by request. */
  const visits = new Map<string, number>();

  /** Which invocation the call belongs to, and its number in it. */
  const placeInVisit = ({ invocation, service, operation }: Call, caller: string): Pick<SeenCall, 'visit' | 'step'> => {
    if (invocation === undefined) return { visit: calls.length, step: 0 };
    const { requestId } = invocation;
    const visit = visits.get(requestId) ?? newestVisit.get(caller) ?? calls.length;
    visits.set(requestId, visit);
    return { visit, step: count(`${requestId} ${service}.${operation}`) };
  };
  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  const see = (call: Call): SeenCall => {
    const caller = nameOf(call.caller.name);
    const name = `${call.service}.${call.operation}`;
    if (name === 'Lambda.Invoke') {
      const invoked = invokedBy(call.input, nameOf);
      states.set(invoked, stateIn(call.input, nameOf));
      newestVisit.set(invoked, calls.length);
    }
    const state = name === 'Lambda.Invoke' ? stateIn(call.input, nameOf) : (states.get(caller) ?? caller);
    const seen: SeenCall = {
      at: call.at,
      order: calls.length,
      caller,
      call: name,
      nth: count(`${caller} ${name}`),
      state: call.invocation === undefined && name !== 'Lambda.Invoke' ? caller : state,
      invocation: call.invocation?.requestId,
      input: call.input,
      ...placeInVisit(call, caller),
    };
    calls.push(seen);
    return seen;
  };
  emulator.intercept(async (call, next) => {
    const seen = see(call);
    const fate = meet(seen);
    try {
      const answer = await (fate === undefined ? next() : fate(call, next));
      seen.answer = 'ok';
      return answer;
    } catch (error) {
      seen.answer = 'error';
      throw error;
    }
  });
  emulator.eventBridge.onEvent((bus, event) => {
    events.push({ bus, event });
  });
  emulator.sageMaker.onChange((snapshot) => endpoint.push(snapshot));
  return { calls, events, endpoint };
}

function invokedBy(input: unknown, nameOf: (physical: string) => string): string {
  const { FunctionName } = input as { readonly FunctionName: string };
  return nameOf(lastPart(FunctionName));
}

function stateIn(input: unknown, nameOf: (physical: string) => string): string {
  const { Payload } = input as { readonly Payload?: unknown };
  const payload = (typeof Payload === 'string' ? JSON.parse(Payload) : Payload) as {
    readonly step?: { readonly name?: string };
  } | null;
  return payload?.step?.name ?? invokedBy(input, nameOf);
}

/** A function's name, of its name or its ARN. */
function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1);
}
