import type { Interceptor } from '../../lib/emulator/calls/call';
import type { DeliveryFaults } from '../../lib/emulator/event-bridge/delivery/delivery';
import { callFault } from '../../lib/rehearsal/faults/call-fault';
import { deliveryFaults } from '../../lib/rehearsal/faults/delivery-fault';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { type Cast, play, type Script } from '../../lib/rehearsal/script';
import type { Companion, Place, Sort } from './chances';
import { LATENT, LONG_SECONDS, momentFaults, type Point, partsOf, sortOf } from './points';
import { type Fault, type Ran, type RunProps, runOnce } from './run-once';

/** For so long a fault may have effects that the account does not show yet, seconds; others have none. */
const HIDDEN: Readonly<Record<string, number>> = {
  'release alarms flapping': 121,
};
/** What people and systems do takes them a moment: a function is called, a composite alarm follows its metric alarms. */
const MOMENT = 3;

/** Of this a function notices nothing: it waits a little, and goes on. */
const UNNOTICED = 'late';
/** What ends an invocation and has changed nothing comes first: one state can be struck by many of these. */
const FIRST: readonly string[] = ['killed before', 'access denied', 'killed after', 'slow', 'killed under way'];

/** What a ride has done. */
export interface Ridden {
  /** The points that it was given and has struck, in order. */
  readonly struck: readonly Point[];
  /** The same as a scenario writes them that is to strike just where the ride has. */
  readonly faults: readonly Fault[];
}

/** Runs a flow and strikes as many of the points as one run can. */
export async function rideOnce(
  props: Omit<RunProps, 'faults' | 'companion'>,
  points: readonly Point[],
): Promise<Ridden & { readonly ran: Ran }> {
  let ridden: Ridden = { struck: [], faults: [] };
  const companion = (cast: Cast): Companion => {
    const rider = ride(points, cast);
    ridden = rider;
    return rider;
  };
  const ran = await runOnce({ ...props, faults: [], companion });
  return { struck: ridden.struck, faults: ridden.faults, ran };
}

/**
 * Strikes one fault after the other in the same run: each at a place that the run without faults comes by, and not before the
 * world is again as it would have been without the one before.
 */
function ride(points: readonly Point[], cast: Cast): Companion & Ridden {
  const { clock } = cast.stage.emulator;
  const open = new Map<string, Point[]>();
  /** How many are open where, by `state | call`. */
  const wanted = new Map<string, number>();
  for (const point of points.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const here = open.get(point.place);
    if (here === undefined) open.set(point.place, [point]);
    else here.push(point);
    count(point, 1);
  }
  const struck: Point[] = [];
  const faults: Fault[] = [];
  const calls: Interceptor[] = [];
  const deliveries: DeliveryFaults[] = [];
  const scripts: Script[] = [];
  let newestCall = 0;
  /** Invocations that began up to this call were under way when the last fault struck. */
  let touched = -1;
  let hiddenUntil = 0;

  function count(point: Point, change: 1 | -1): void {
    const { state, what } = partsOf(point);
    const name = `${state} | ${what}`;
    wanted.set(name, (wanted.get(name) ?? 0) + change);
  }
  const pending = (): number => scripts.reduce((sum, script) => sum + script.pending(), 0);
  const find = (place: Place, sorts: readonly Sort[]): Point | undefined => {
    for (const sort of sorts) {
      const here = open.get(place(sort)) ?? [];
      const at = here.findIndex((point) => sortOf(point) === sort);
      if (at >= 0) return here.splice(at, 1)[0];
    }
    return undefined;
  };
  const take = (name: string, place: Place, isTriedAgain = () => false): Point | undefined => {
    if ((wanted.get(name) ?? 0) === 0 || clock.now() < hiddenUntil || pending() > 0) return undefined;
    const point = find(place, ['brief']) ?? (isTriedAgain() ? undefined : find(place, ['lasting', 'alarms']));
    if (point === undefined) return undefined;
    count(point, -1);
    struck.push(point);
    touched = newestCall;
    hiddenUntil = clock.now() + 1000 * hiddenSeconds(point);
    return point;
  };

  return {
    struck,
    faults,
    pending,
    call: ({ call, place, isTriedAgain }) => {
      newestCall = call.order;
      const before = touched;
      const point = call.visit > touched ? take(`${call.state} | ${call.call}`, place, isTriedAgain) : undefined;
      if (point !== undefined) {
        if (call.step > 0 && partsOf(point).kind === UNNOTICED) touched = before;
        faults.push(...point.faults.map((fault) => renumbered(fault, call.nth)));
        for (const fault of scenarioOf(point.faults).faults) {
          if ('call' in fault && 'nth' in fault) calls.push(callFault({ ...fault, nth: 1 }, () => fault.caller));
        }
      }
      return (what, next) => {
        const send = (index: number): Promise<unknown> => calls[index]?.(what, () => send(index + 1)) ?? next();
        return send(0);
      };
    },
    delivery: ({ delivery, type, nth, place }) => {
      const point = take(`event | ${type}`, place);
      if (point !== undefined) {
        faults.push(...point.faults.map((fault) => renumbered(fault, nth)));
        const found = scenarioOf(point.faults).faults.flatMap((fault) => ('delivery' in fault ? [fault] : []));
        deliveries.push(
          deliveryFaults(
            found.map((fault) => ({ ...fault, nth: 1 })),
            () => clock.now(),
          ),
        );
      }
      return Object.assign({}, ...deliveries.map((fate) => fate(delivery)));
    },
    entry: ({ at, state, place }) => {
      const point = take(`${state} | moment`, place);
      if (point === undefined) return;
      const { kind } = partsOf(point);
      faults.push(...momentFaults(kind, at + 1));
      scripts.push(play(scenarioOf(momentFaults(kind, 1)), cast));
    },
  };
}

function rankOf(point: Point): number {
  const rank = FIRST.indexOf(partsOf(point).kind);
  return rank < 0 ? FIRST.length : rank;
}

function renumbered(fault: Fault, nth: number): Fault {
  return 'faults' in fault ? { faults: { ...fault.faults, nth } } : fault;
}

/** The faults as the rehearsal plays them. */
function scenarioOf(faults: readonly Fault[]): Scenario {
  const all = (key: 'faults' | 'operator' | 'alarms'): unknown[] =>
    faults.flatMap((fault) => (key in fault ? Object.values(fault) : []));
  const parsed = parseScenario({ faults: all('faults'), operator: all('operator'), alarms: all('alarms') });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

/** For how long a fault may have effects that the account does not show, seconds. */
export function hiddenSeconds(point: Pick<Point, 'class' | 'brief'>): number {
  const { kind } = partsOf(point);
  if (LATENT.has(kind)) return Infinity;
  if (point.class.includes(' | moment | ')) return HIDDEN[kind] ?? MOMENT;
  return point.brief ? (HIDDEN[kind] ?? 0) : LONG_SECONDS;
}
