import type { Call } from '../../lib/emulator/calls/call';
import type { BusEvent } from '../../lib/emulator/service';
import type { EndpointSnapshot } from '../../lib/emulator/sagemaker/scenario/changes';
import { typeOf } from '../../lib/rehearsal/faults/delivery-fault';
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
  /** Set when its answer came, good or bad. */
  answer?: 'ok' | 'error';
}

export interface SeenDelivery {
  readonly at: number;
  readonly type: string;
  readonly nth: number;
}

/** Everything that was seen of a run. */
export interface Seen {
  readonly calls: readonly SeenCall[];
  readonly deliveries: readonly SeenDelivery[];
  readonly events: readonly { readonly bus: string; readonly event: BusEvent }[];
  readonly endpoint: readonly EndpointSnapshot[];
}

/** Watches a stage from the moment the release begins. To be called after the faults were set, so that it sees every call first. */
export function observe(stage: Stage): Seen {
  const { emulator } = stage;
  const nameOf = callerNames(stage);
  const calls: SeenCall[] = [];
  const deliveries: SeenDelivery[] = [];
  const events: { bus: string; event: BusEvent }[] = [];
  const endpoint: EndpointSnapshot[] = [];
  const counts = new Map<string, number>();
  const states = new Map<string, string>();

  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  const see = (call: Call): SeenCall => {
    const caller = nameOf(call.caller.name);
    const name = `${call.service}.${call.operation}`;
    if (name === 'Lambda.Invoke') rememberState(states, call.input, nameOf);
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
    };
    calls.push(seen);
    return seen;
  };
  emulator.intercept(async (call, next) => {
    const seen = see(call);
    try {
      const answer = await next();
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
  return { calls, deliveries, events, endpoint };
}

/** Counts deliveries; only for a run without delivery faults, whose place it takes. */
export function countDeliveries(stage: Stage): SeenDelivery[] {
  const { eventBridge, clock } = stage.emulator;
  const deliveries: SeenDelivery[] = [];
  const counts = new Map<string, number>();
  eventBridge.setDeliveryFaults((delivery) => {
    const type = typeOf(delivery);
    const nth = (counts.get(type) ?? 0) + 1;
    counts.set(type, nth);
    deliveries.push({ at: clock.now(), type, nth });
    return {};
  });
  return deliveries;
}

function rememberState(states: Map<string, string>, input: unknown, nameOf: (physical: string) => string): void {
  const { FunctionName } = input as { readonly FunctionName: string };
  states.set(nameOf(lastPart(FunctionName)), stateIn(input, nameOf));
}

function stateIn(input: unknown, nameOf: (physical: string) => string): string {
  const { Payload, FunctionName } = input as { readonly Payload?: unknown; readonly FunctionName: string };
  const payload = (typeof Payload === 'string' ? JSON.parse(Payload) : Payload) as {
    readonly step?: { readonly name?: string };
  } | null;
  return payload?.step?.name ?? nameOf(lastPart(FunctionName));
}

/** A function's name, of its name or its ARN. */
function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1);
}
