import { createHash } from 'node:crypto';
import type { Interceptor } from '../../lib/emulator/calls/call';
import type { Delivery, DeliveryFault, DeliveryFaults } from '../../lib/emulator/event-bridge/delivery/delivery';
import { typeOf } from '../../lib/rehearsal/faults/delivery-fault';
import type { Script } from '../../lib/rehearsal/script';
import type { Stage } from '../../lib/rehearsal/stage';
import { type End, WITHIN } from './ends';
import type { MeetCall, SeenCall } from './observe';
import { remembered } from './remembered';
import type { Ran } from './run-once';
import type { Attempts, World } from './world';

/** Where a fault can strike a run. */
interface AnyChance {
  /** Virtual milliseconds since the release began. */
  readonly at: number;
  /** What can be struck: `state | call`, `state | moment`, or `event | type`; classes begin with it. */
  readonly name: string;
  readonly place: Place;
}

/** What a fault is that strikes: it is over at once, or not, or is one of the alarms themselves. */
export type Sort = 'brief' | 'lasting' | 'alarms';

/** Chances with the same place are alike in all that decides what follows a fault of that sort. */
export type Place = (sort: Sort) => string;

/** What may be in force beside what an account shows: a text that is the same as long as it is, and empty if nothing is. */
export type InForce = (now: {
  /** Virtual milliseconds since the release began. */
  readonly at: number;
  readonly isBack: boolean;
  /** How much of the scenario is still to come. */
  readonly pending: number;
}) => string;

/** A call, before it goes out. */
export interface CallChance extends AnyChance {
  readonly call: SeenCall;
  /** What lasts fares otherwise where attempts are used up. */
  readonly attempts: () => Attempts;
  /** Whether no more than one execution runs. */
  readonly isAlone: () => boolean;
  /** Whether it is for people, or for the reconciler while it finds nothing to do: whatever is answered, a release goes on as it was. */
  readonly isVain: () => boolean;
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
  /** Whether the execution is the one that the release began with. */
  readonly isFirst: boolean;
  /**
   * Tells where a way back waits if nothing else is at work, on its way, in force or still to come: all that follows is known by it;
   * with `isWithin` where a way forward does too, and with what is in force and still to come: all that follows in runs of the same flow.
   * `undefined` where that is not so.
   */
  readonly standstill: (isWithin: boolean) => string | undefined;
}

/** Is told of every chance while the run is under way, and may take it. */
export interface Companion {
  /** What happens to the call; `undefined`: nothing out of the ordinary. */
  readonly call: (chance: CallChance) => Interceptor | undefined;
  readonly delivery: (chance: DeliveryChance) => DeliveryFault | undefined;
  readonly entry: (chance: EntryChance) => void;
  /** How many things are still to come of what it has done. */
  readonly pending: () => number;
  /** Whether it does nothing any more to a function, nor to what that calls. @default it may */
  readonly spares?: (id: string) => boolean;
  /** How the run will end, where that is known by now; it need not be followed further. @default never */
  readonly known?: () => End | undefined;
  /** Whether the run, as far as it is, may end there; it is followed further if not. @default it may */
  readonly isEnough?: (far: Ran) => boolean;
}

/**
 * Tells a companion of every chance of a run. The answer is for `observe`. A call's place is made of the world, of the state, and of
 * how often its invocation has made such a call: what the function knows it has read from that world, or was given by the state.
 * `deliveries` has the faults of the scenario.
 */
export function watchChances(
  stage: Stage,
  account: World,
  companion: Companion,
  {
    deliveries,
    inForce: whatIsInForce,
    script,
  }: { readonly deliveries: DeliveryFaults; readonly inForce: InForce; readonly script: Script },
): MeetCall {
  const { clock, eventBridge, stepFunctions } = stage.emulator;
  const startedAt = clock.now();
  /** Functions at work, by the order of the call that invoked them. */
  const atWork = new Map<number, string>();
  const functionsAtWork = (): string[] => [...atWork.values()].filter((state) => !account.isVain(state));
  /** Where somebody or something is, by what there is just now. */
  const placeAt = (who: string, ...parts: readonly unknown[]): Place => {
    const all = remembered((withAlarms: boolean) =>
      [account.describe(withAlarms), functionsAtWork().toSorted().join(), companion.pending(), inForceNow()].join(' '),
    );
    return (sort) => {
      const isBack = account.isOnItsWayBack();
      const narrow = sort === 'brief' ? account.describeTo(who) : undefined;
      const name = nameOf(...parts, narrow ?? all(isBack && sort === 'alarms'));
      return isBack ? `${BACK}${name}` : name;
    };
  };

  const inForceNow = (): string =>
    whatIsInForce({ at: clock.now() - startedAt, isBack: account.isOnItsWayBack(), pending: script.pending() });
  const standstill = (isWithin: boolean): string | undefined => {
    const inForce = inForceNow();
    const isEverywhere = account.isOnItsWayBack() && inForce === '';
    if (!isEverywhere && !isWithin) return undefined;
    if (functionsAtWork().length > 0 || companion.pending() > 0 || !account.isQuiet()) return undefined;
    return isEverywhere ? account.describe(false) : `${WITHIN}${account.describe(true)} ${inForce}`;
  };

  const counts = new Map<string, number>();
  eventBridge.setDeliveryFaults((delivery) => {
    const type = typeOf(delivery);
    const nth = (counts.get(type) ?? 0) + 1;
    counts.set(type, nth);
    const place = placeAt(type, 'event', type);
    return {
      ...deliveries(delivery),
      ...companion.delivery({ at: clock.now() - startedAt, name: `event | ${type}`, delivery, type, nth, place }),
    };
  });

  /** Calls of an invocation that have failed: its function may know it, and nothing else shows it. */
  const failed = new Map<string, number>();
  const scanned = new Map<string, number>();
  let newestEntry: number | undefined;
  const lookForEntries = (): void => {
    const executions = stepFunctions.executions();
    for (const { arn } of executions) {
      const history = stepFunctions.history(arn);
      const fresh = history.slice(scanned.get(arn) ?? 0);
      scanned.set(arn, history.length);
      for (const { type, timestamp, details } of fresh) {
        // One state of an instant is enough.
        if (!/^(Task|Wait)StateEntered$/.test(type) || timestamp === newestEntry) continue;
        newestEntry = timestamp;
        const state = String(details?.['name']);
        companion.entry({
          at: timestamp - startedAt,
          name: `${state} | moment`,
          state,
          isFirst: arn === executions.at(-1)?.arn,
          place: placeAt('', 'entry', state),
          standstill: (isWithin) => (type === 'WaitStateEntered' ? standstill(isWithin) : undefined),
        });
      }
    }
  };
  const lookSoon = (): void => void clock.schedule(clock.now(), lookForEntries);

  return (call) => {
    const { step, state, order, invocation = '' } = call;
    if (step === 0) lookSoon();
    const failures = failed.get(invocation) ?? 0;
    const fate = companion.call({
      at: call.at - startedAt,
      name: `${state} | ${call.call}`,
      call,
      place: placeAt(state, state, call.call, step, ...(failures > 0 ? [failures] : [])),
      attempts: account.attempts,
      isVain: () => account.isVain(state),
      isAlone: () => stepFunctions.executions().filter(({ status }) => status === 'RUNNING').length <= 1,
    });
    return async (what, next) => {
      if (call.call === 'Lambda.Invoke') atWork.set(order, state);
      try {
        return await account.follow(what, () => (fate === undefined ? next() : fate(what, next)));
      } catch (error) {
        if (invocation !== '') failed.set(invocation, failures + 1);
        throw error;
      } finally {
        atWork.delete(order);
        if (step === 0) lookSoon();
      }
    };
  };
}

/** What the names of places begin with that are on a way back: they are the same in all flows of a blueprint. */
export const BACK = 'back ';

function nameOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(parts.join(' | ')).digest('hex').slice(0, 16);
}
