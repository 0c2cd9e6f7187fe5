import type { Interceptor } from '../../lib/emulator/calls/call';
import type { DeliveryFaults } from '../../lib/emulator/event-bridge/delivery/delivery';
import { callFault } from '../../lib/rehearsal/faults/call-fault';
import { deliveryFaults } from '../../lib/rehearsal/faults/delivery-fault';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { type Cast, play, type Script } from '../../lib/rehearsal/script';
import { BACK, type Companion, type Place, type Sort } from './chances';
import type { Attempts } from './world';
import { LATENT, LONG_SECONDS, momentFaults, type Point, partsOf, sortOf } from './points';
import { type Fault, type Ran, type RunProps, runOnce } from './run-once';

/** For so long a fault may have effects that the account does not show yet, seconds; others have none. */
const HIDDEN: Readonly<Record<string, number>> = {
  'release alarms flapping': 121,
};
/** A composite alarm follows its metric alarms after a moment. */
const MOMENT = 3;

/** Most points that strike elsewhere than at their place in one ride. */
const MOST_ELSEWHERE = 30;

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
  /** Those of the struck that did not strike at their place, but where the run had come to by another way. */
  readonly elsewhere: ReadonlySet<Point>;
}

/** How a ride goes on once a fault that lasts has struck, and the run may go another way. */
export interface Onward {
  /** So many more of the points that last may strike wherever a call or a moment of their class comes. @default 0 */
  readonly onward?: number;
}

/** Runs a flow and strikes as many of the points as one run can. */
export async function rideOnce(
  { onward = 0, ...props }: Omit<RunProps, 'faults' | 'companion'> & Onward,
  points: readonly Point[],
): Promise<Ridden & { readonly ran: Ran }> {
  let ridden: Ridden = { struck: [], faults: [], elsewhere: new Set() };
  const companion = (cast: Cast): Companion => {
    const rider = ride(points, cast, onward);
    ridden = rider;
    return rider;
  };
  const ran = await runOnce({ ...props, faults: [], companion });
  const { struck, faults, elsewhere } = ridden;
  return { struck, faults, elsewhere, ran };
}

/**
 * Strikes one fault after the other in the same run: each at a place that the run without faults comes by, and not before the
 * world is again as it would have been without the one before.
 */
function ride(points: readonly Point[], cast: Cast, onward: number): Companion & Ridden {
  const { clock } = cast.stage.emulator;
  const sorted = points.toSorted((a, b) => rankOf(a) - rankOf(b));
  /** Those that are left, by where they strike. */
  const open = grouped(sorted, ({ place }) => place);
  /** The same by `state | call`, or `event | type`. */
  const wanted = grouped(sorted, nameOf);
  const struck: Point[] = [];
  const elsewhere = new Set<Point>();
  const faults: Fault[] = [];
  const calls: Interceptor[] = [];
  const deliveries: DeliveryFaults[] = [];
  const scripts: Script[] = [];
  let newestCall = 0;
  /** Invocations that began up to this call were under way when the last fault struck. */
  let touched = -1;
  let hiddenUntil = 0;
  /** When what has struck last had done so: from then on whatever is left may strike elsewhere. */
  let awayFrom = Infinity;

  const pending = (): number => scripts.reduce((sum, script) => sum + script.pending(), 0);
  const find = (place: Place, sorts: readonly Sort[]): Point | undefined => {
    for (const sort of sorts) {
      const point = open.get(place(sort))?.find((one) => sortOf(one) === sort);
      if (point !== undefined) return point;
    }
    return undefined;
  };
  const findHere = (place: Place, attempts: () => Attempts): Point | undefined => {
    if (clock.now() < hiddenUntil || pending() > 0) return undefined;
    return find(place, ['brief']) ?? (attempts() === 'some' ? undefined : find(place, ['lasting', 'alarms']));
  };
  const findElsewhere = (here: readonly Point[], attempts: () => Attempts): Point | undefined => {
    if (clock.now() <= awayFrom || elsewhere.size >= MOST_ELSEWHERE) return undefined;
    const isFull = [...elsewhere].filter(({ brief }) => !brief).length >= onward;
    const point = here.find(({ brief }) => (brief ? attempts() === 'none' : !isFull));
    if (point !== undefined) elsewhere.add(point);
    return point;
  };
  const take = (name: string, place: Place, attempts: () => Attempts = () => 'none'): Point | undefined => {
    const here = wanted.get(name) ?? [];
    if (here.length === 0) return undefined;
    const point = findHere(place, attempts) ?? findElsewhere(here, attempts);
    if (point === undefined) return undefined;
    remove(here, point);
    remove(open.get(point.place) ?? [], point);
    if (onward > 0 && !point.brief) awayFrom = clock.now() + (name.endsWith('| moment') ? 1000 * MOMENT : 0);
    struck.push(point);
    touched = newestCall;
    hiddenUntil = clock.now() + 1000 * hiddenSeconds(point);
    return point;
  };

  return {
    struck,
    faults,
    elsewhere,
    pending,
    call: ({ call, place, attempts }) => {
      newestCall = call.order;
      const before = touched;
      const point = call.visit > touched ? take(`${call.state} | ${call.call}`, place, attempts) : undefined;
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

function grouped(points: readonly Point[], keyOf: (point: Point) => string): Map<string, Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const group = groups.get(keyOf(point));
    if (group === undefined) groups.set(keyOf(point), [point]);
    else group.push(point);
  }
  return groups;
}

function remove(points: Point[], point: Point): void {
  points.splice(points.indexOf(point), 1);
}

/** `state | call`, `state | moment`, or `event | type`. */
function nameOf(point: Point): string {
  const { state, what } = partsOf(point);
  return `${state} | ${what}`;
}

/** After what takes the endpoint away little is left to strike. */
function rankOf(point: Point): number {
  const rank = FIRST.indexOf(partsOf(point).kind);
  return rank < 0 ? FIRST.length + Number(point.beyond) : rank;
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
export function hiddenSeconds(point: Pick<Point, 'class' | 'brief' | 'place'>): number {
  const { what, kind } = partsOf(point);
  if (LATENT.has(kind)) return Infinity;
  // On a way back nobody asks in which state an alarm is.
  if (sortOf(point) === 'alarms') return point.place.startsWith(BACK) ? 0 : (HIDDEN[kind] ?? MOMENT);
  return point.brief || what === 'moment' ? 0 : LONG_SECONDS;
}
