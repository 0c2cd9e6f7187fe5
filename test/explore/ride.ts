import type { Interceptor } from '../../lib/emulator/calls/call';
import type { DeliveryFaults } from '../../lib/emulator/event-bridge/delivery/delivery';
import { callFault } from '../../lib/rehearsal/faults/call-fault';
import { deliveryFaults } from '../../lib/rehearsal/faults/delivery-fault';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { type Cast, play, type Script } from '../../lib/rehearsal/script';
import { BACK, type Companion, type EntryChance, type Place, type Sort } from './chances';
import { createLog, type End, type Ends, endOf, isProof, type Log, type Standstill } from './ends';
import { brokenSoFar, type Violation, violationsOf } from './invariants';
import { type Attempts, NOTIFY, SPARABLE } from './world';
import { LATENT, LONG_SECONDS, momentFaults, type Point, partsOf, sortOf } from './points';
import { type Fault, type Ran, type RunProps, runOnce } from './run-once';

/** For so long a fault may have effects that the account does not show yet, seconds; others have none. */
const HIDDEN: Readonly<Record<string, number>> = {
  'release alarms flapping': 121,
};
/** A composite alarm follows its metric alarms after a moment, and what else happens may take as long to show: calls have to arrive. */
const MOMENT = 3;

/** Most points that strike elsewhere than at their place in one ride. */
const MOST_ELSEWHERE = 30;

/** Of these an account shows nothing as long as the endpoint is busy, or until its next change. */
export const UNSEEN: ReadonlySet<string> = new Set([...LATENT, 'SystemUpdating for 10m', 'endpoint deleted']);

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

/** A ride that could have ended, and was followed to see that its end is as known. */
interface Proof {
  /** What it had struck last. */
  readonly class: string;
  readonly end: End;
}

interface Rider extends Companion, Ridden {
  readonly way: () => readonly Standstill[];
  readonly proof: () => Proof | undefined;
}

/** What need not be followed to its end. */
export interface Short {
  /** @default every run is followed to its end */
  readonly ends?: Ends | undefined;
  /** Standstills of the run without these points, and when it came by, virtual milliseconds since the release began. */
  readonly base?: ReadonlyMap<string, number>;
  /** Before that moment a standstill does not tell all, virtual milliseconds since the release began. @default 0 */
  readonly hiddenUntil?: number;
}

export interface RideProps extends Pick<RunProps, 'replay'>, Short {
  /** Once a fault that lasts has struck, and the run may go another way, so many more may strike wherever a call or a moment of their class comes. @default 0 */
  readonly onward?: number;
  /** Before that moment looks of the reconciler may fail, virtual milliseconds since the release began. @default 0 */
  readonly blindUntil?: number;
}

/** Runs a flow and strikes as many of the points as one run can. */
export async function rideOnce(
  props: Omit<RunProps, 'faults' | 'companion'> & RideProps,
  points: readonly Point[],
): Promise<Ridden & { readonly ran: Ran; readonly way: readonly Standstill[]; readonly proof: Proof | undefined }> {
  let rider: Rider | undefined;
  const companion = (cast: Cast): Companion => {
    rider = ride(points, cast, props);
    return rider;
  };
  const ran = await runOnce({ ...props, faults: [], companion });
  if (rider === undefined) throw new Error('nobody rode');
  const { struck, faults, elsewhere, way, proof } = rider;
  return { struck, faults, elsewhere, ran, way: way(), proof: proof() };
}

/** What a ride has broken. If that is nothing, others learn from it. */
export async function violationsOfRide(
  { ran, way, proof }: Awaited<ReturnType<typeof rideOnce>>,
  beyond: boolean,
  ends?: Ends,
): Promise<Violation[]> {
  const violations = await violationsOf(ran, beyond);
  if (violations.length > 0) return violations;
  const { outcome } = endOf(ran);
  if (proof !== undefined && proof.end.outcome !== outcome)
    return [{ rule: 'as known', what: `${outcome} in place of ${proof.end.outcome} after ${proof.class}` }];
  if (!beyond) ends?.learn(way, ran);
  return [];
}

/**
 * Strikes one fault after the other in the same run: each at a place that the run without faults comes by, and not before the
 * world is again as it would have been without the one before; none while the run repeats what is on a tape.
 */
function ride(
  points: readonly Point[],
  cast: Cast,
  { onward = 0, replay, ends, base, hiddenUntil: unseenUntil = 0, blindUntil: blindAtFirst = 0 }: RideProps,
): Rider {
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
  /** Until then a look of the reconciler fails. */
  let blindUntil = clock.now() + blindAtFirst;
  /** When what has struck last had done so: from then on whatever is left may strike elsewhere. */
  let awayFrom = Infinity;

  const startedAt = clock.now();
  const log = createLog();
  /** Whether something lies in wait that the account does not show. */
  let isUnseen = false;
  let known: End | undefined;
  let proof: Proof | undefined;
  const isAnyOf = (id: string): boolean =>
    [...wanted].some(([name, group]) => group.length > 0 && name.startsWith(`${id} | `));
  /** Where a function was spared it has made no calls. */
  const isWanted = (name: string): boolean =>
    (wanted.get(name) ?? []).length > 0 || SPARABLE.some((id) => name.startsWith(`${id} | `) && isAnyOf(id));
  /** Whether something is left that could strike from a standstill on. */
  const isAnythingLeft = (text: string): boolean => {
    const onwards = [...(ends?.onward(text) ?? [])];
    const isRoom = elsewhere.size < MOST_ELSEWHERE && awayFrom < Infinity;
    if (isRoom && onwards.some(({ names }) => [...names].some(isWanted))) return true;
    const joins = onwards.map((one) => base?.get(one.text)).find((at) => at !== undefined) ?? Infinity;
    return [...open.values()].flat().some(({ at }) => at >= joins);
  };
  const stand = (standstill: EntryChance['standstill']): void => {
    // Until something strikes it is a run that is known.
    if (struck.length === 0 && points.length > 0) return;
    if (isUnseen || clock.now() < hiddenUntil || clock.now() < startedAt + unseenUntil) return;
    const text = standstill(ends?.isWithin ?? false);
    if (text === undefined) return;
    log.stands(clock.now(), text);
    const end = proof === undefined ? ends?.of(text) : undefined;
    const last = struck.at(-1);
    if (end === undefined || last === undefined || isAnythingLeft(text)) return;
    if (isProof(text, last.class)) proof = { class: last.class, end };
    else known = end;
  };

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
    if (here.length === 0 || clock.now() < startedAt + (replay?.until ?? 0)) return undefined;
    const point = findHere(place, attempts) ?? findElsewhere(here, attempts);
    if (point === undefined) return undefined;
    remove(here, point);
    remove(open.get(point.place) ?? [], point);
    if (onward > 0 && !point.brief) awayFrom = clock.now() + (name.endsWith('| moment') ? 1000 * MOMENT : 0);
    struck.push(point);
    log.clear();
    isUnseen ||= UNSEEN.has(partsOf(point).kind);
    proof = undefined;
    touched = newestCall;
    hiddenUntil = clock.now() + 1000 * hiddenSeconds(point);
    if (isBlinding(point)) blindUntil = clock.now() + 1000 * LONG_SECONDS;
    return point;
  };

  return {
    struck,
    faults,
    elsewhere,
    pending,
    way: log.way,
    proof: () => proof,
    spares: (id) =>
      clock.now() > startedAt + (replay?.until ?? 0) && !isAnyOf(id) && (id === NOTIFY || clock.now() >= blindUntil),
    known: () => known,
    isEnough: (far) => {
      const isWhole = brokenSoFar(far).length === 0;
      if (!isWhole) known = undefined;
      return isWhole;
    },
    call: ({ call, name, place, attempts }) => {
      log.meets(name);
      newestCall = call.order;
      const before = touched;
      const point = call.visit > touched ? take(name, place, attempts) : undefined;
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
    delivery: ({ delivery, name, nth, place }) => {
      log.meets(name);
      const point = take(name, place);
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
    entry: ({ at, name, place, standstill }) => {
      log.meets(name);
      const point = take(name, place);
      if (point === undefined) return stand(standstill);
      const { kind } = partsOf(point);
      faults.push(...momentFaults(kind, at + 1));
      scripts.push(play(scenarioOf(momentFaults(kind, 1)), cast));
    },
  };
}

/** The companion, with what it comes by kept in the log. */
export function logged(
  companion: Companion,
  log: Log,
  clock: { readonly now: () => number },
  isWithin = false,
): Companion {
  return {
    ...companion,
    call: (chance) => {
      log.meets(chance.name);
      return companion.call(chance);
    },
    delivery: (chance) => {
      log.meets(chance.name);
      return companion.delivery(chance);
    },
    entry: (chance) => {
      log.meets(chance.name);
      const text = chance.standstill(isWithin);
      if (text !== undefined) log.stands(clock.now(), text);
      companion.entry(chance);
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

/** What a look of the reconciler that finds nothing calls. */
const LOOKS: ReadonlySet<string> = new Set([
  'Lambda.Invoke',
  'DynamoDB.Query',
  'DynamoDB.GetItem',
  'CloudWatch.DescribeAlarms',
  'StepFunctions.DescribeExecution',
]);

/** Whether looks of the reconciler fail for as long as a fault lasts. */
export function isBlinding(point: Pick<Point, 'class' | 'brief'>): boolean {
  return !point.brief && LOOKS.has(partsOf(point).what);
}

/** For how long a fault may have effects that the account does not show, seconds. */
export function hiddenSeconds(point: Pick<Point, 'class' | 'brief' | 'place'>): number {
  const { what, kind } = partsOf(point);
  if (LATENT.has(kind)) return Infinity;
  // On a way back nobody asks in which state an alarm is.
  if (sortOf(point) === 'alarms') return point.place.startsWith(BACK) ? 0 : (HIDDEN[kind] ?? MOMENT);
  if (what === 'moment') return MOMENT;
  return point.brief ? 0 : LONG_SECONDS;
}
