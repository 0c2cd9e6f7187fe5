import { createHash } from 'node:crypto';
import type { Interceptor } from '../../lib/emulator/calls/call';
import type { Delivery, DeliveryFault, DeliveryFaults } from '../../lib/emulator/event-bridge/delivery/delivery';
import { typeOf } from '../../lib/rehearsal/faults/delivery-fault';
import type { Stage } from '../../lib/rehearsal/stage';
import type { MeetCall, SeenCall } from './observe';

/** Where a fault can strike a run. */
interface AnyChance {
  /** Virtual milliseconds since the release began. */
  readonly at: number;
  /** Chances with the same place are alike in all that decides what follows. */
  readonly place: string;
}

/** A call, before it goes out. */
export interface CallChance extends AnyChance {
  readonly call: SeenCall;
}

/** An event, before it is delivered. */
export interface DeliveryChance extends AnyChance {
  readonly delivery: Delivery;
  readonly type: string;
  /** Counts the deliveries of the type from 1. */
  readonly nth: number;
}

/** A state that was just entered. */
export interface EntryChance extends AnyChance {
  readonly state: string;
}

/** Is told of every chance while the run is under way, and may take it. */
export interface Companion {
  /** What happens to the call; `undefined`: nothing out of the ordinary. */
  readonly call: (chance: CallChance) => Interceptor | undefined;
  readonly delivery: (chance: DeliveryChance) => DeliveryFault | undefined;
  readonly entry: (chance: EntryChance) => void;
  /** How many things are still to come of what it has done. */
  readonly pending: () => number;
}

/**
 * Tells a companion of every chance of a run. The answer is for `observe`. What the place of a call is made of is the world
 * when its invocation began, so that it stays what it is while the calls of the invocation go on. `deliveries` has the faults of
 * the scenario.
 */
export function watchChances(
  stage: Stage,
  describeWorld: () => string,
  companion: Companion,
  { deliveries }: { readonly deliveries: DeliveryFaults },
): MeetCall {
  const { clock, eventBridge, stepFunctions } = stage.emulator;
  const startedAt = clock.now();
  /** Functions at work, by the order of the call that invoked them. */
  const atWork = new Map<number, string>();
  const worlds = new Map<number, string>();
  const world = (): string => `${describeWorld()} ${[...atWork.values()].toSorted().join()} ${companion.pending()}`;

  const counts = new Map<string, number>();
  eventBridge.setDeliveryFaults((delivery) => {
    const type = typeOf(delivery);
    const nth = (counts.get(type) ?? 0) + 1;
    counts.set(type, nth);
    const place = placeOf('event', type, world());
    return {
      ...deliveries(delivery),
      ...companion.delivery({ at: clock.now() - startedAt, delivery, type, nth, place }),
    };
  });

  const scanned = new Map<string, number>();
  let newestEntry: number | undefined;
  const lookForEntries = (): void => {
    for (const { arn } of stepFunctions.executions()) {
      const history = stepFunctions.history(arn);
      const fresh = history.slice(scanned.get(arn) ?? 0);
      scanned.set(arn, history.length);
      for (const { type, timestamp, details } of fresh) {
        // One state of an instant is enough.
        if (!/^(Task|Wait)StateEntered$/.test(type) || timestamp === newestEntry) continue;
        newestEntry = timestamp;
        const state = String(details?.['name']);
        companion.entry({ at: timestamp - startedAt, state, place: placeOf('entry', state, world()) });
      }
    }
  };
  const lookSoon = (): void => void clock.schedule(clock.now(), lookForEntries);

  return (call) => {
    const { visit, step, state, order } = call;
    if (step === 0) worlds.set(visit, world());
    const place = placeOf(state, call.call, step, worlds.get(visit));
    const fate = companion.call({ at: call.at - startedAt, call, place });
    if (step > 0) return fate;
    lookSoon();
    return async (what, next) => {
      if (call.call === 'Lambda.Invoke') atWork.set(order, state);
      try {
        return await (fate === undefined ? next() : fate(what, next));
      } finally {
        atWork.delete(order);
        lookSoon();
      }
    };
  };
}

function placeOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(parts.join(' | ')).digest('hex').slice(0, 16);
}
