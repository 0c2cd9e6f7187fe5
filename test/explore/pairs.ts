import { createHash } from 'node:crypto';
import { type Random, shuffle } from '../../lib/emulator/random';
import type { Companion, InForce } from './chances';
import { createLog, type Ends, momentsOf } from './ends';
import { type Flow, flowOf } from './flows';
import { violationsOf } from './invariants';
import {
  LATENT,
  likeOf,
  LONG_SECONDS,
  oneOfEachClass,
  type Point,
  partsOf,
  surveyor,
  type Told,
  toldOf,
} from './points';
import { type Job, type RunResult, summarize } from './result';
import {
  hiddenSeconds,
  isBlinding,
  violationsOfRide,
  logged,
  type Ridden,
  type RideProps,
  rideOnce,
  type Short,
  UNSEEN,
} from './ride';
import { TO_PEOPLE } from './world';
import { runOnce, type RunProps, scenarioDocument } from './run-once';
import type { Way } from './survey';

/** A first fault of pairs. */
type First = Job & Required<Pick<Job, 'first'>>;

/** What is known before a first fault strikes. */
export interface Before {
  readonly way: Way;
  /** Keys of the places at which second faults were struck, and of the pairs of classes. */
  readonly known: Set<string>;
  /** Runs end where one of these is known. @default every run is followed to its end */
  readonly ends?: Ends;
}

/**
 * The first faults of all pairs: one of each class of each flow, drawn and put in order by `random`. Short flows come first: two
 * classes that they have both are struck there, and need not be in a longer one. Of first faults that are alike there is one.
 */
export function firstsOf(
  flows: readonly { readonly flow: string; readonly own: readonly Point[] }[],
  random: Random,
): First[] {
  const lengthOf = (own: readonly Point[]): number => Math.max(0, ...own.map(({ at }) => at));
  const before = new Set<string>();
  return flows
    .toSorted((a, b) => lengthOf(a.own) - lengthOf(b.own))
    .flatMap(({ flow, own }) => {
      const likes = new Map<string, string[]>();
      const likeOfFirst = ({ like, likeFirst = like }: Point): string => likeOf(flow, { like: likeFirst });
      for (const point of own) likes.set(point.class, [...(likes.get(point.class) ?? []), likeOfFirst(point)]);
      const drawn = shuffle(oneOfEachClass(shuffle(own, random)), random).filter((point) => {
        const isNew = !(likes.get(point.class) ?? []).some((like) => before.has(like));
        if (isNew) before.add(likeOfFirst(point));
        return isNew;
      });
      return drawn.map((first) => {
        const { at, brief, place } = first;
        return { flow, ...toldOf(first), first: { at, brief, place } };
      });
    });
}

/**
 * Strikes one fault of each class that can strike while a first one is felt: while its effects may be hidden, and wherever the run
 * without it does not come by. Elsewhere the first one is over, and the second is a single fault. A class need not be struck where
 * one of its points is like one that was, or where the same two classes were struck in another flow.
 */
export async function followFirst(template: unknown, job: First, { way, known, ends }: Before): Promise<RunResult> {
  const original = flowOf(job.flow);
  const flow: Flow = {
    name: `${original.name}, ${job.class}`,
    document: original.document,
    scenario: scenarioDocument(original, job.faults),
  };
  const inForce = inForceAfter(job);
  const replay = way.tape && { tape: way.tape, until: job.first.at };
  const { companion, points } = surveyor();
  const log = createLog();
  const alone = await runOnce({
    template,
    flow,
    faults: [],
    replay,
    inForce,
    companion: ({ stage }) => logged(since(job, companion), log, stage.emulator.clock, true),
  });
  let result = summarize(job, alone, await violationsOf(alone, job.beyond));
  const hiddenUntil = job.first.at + 1000 * hiddenFor(job);
  const isSeen = !UNSEEN.has(partsOf(job).kind);
  const standstills = isSeen ? log.way().filter(({ at }) => at >= alone.startedAt + hiddenUntil) : [];
  const base = momentsOf(standstills, alone);
  const near = ends?.within();
  if (result.violations.length === 0 && !job.beyond) near?.learn(standstills, alone);
  const short: Short = isSeen ? { base, hiddenUntil, ends: near } : {};
  const isBlind = isBlinding({ ...job.first, class: job.class });
  const blindUntil = isBlind ? job.first.at + 1000 * LONG_SECONDS : 0;
  const isHidden = (point: Point): boolean => point.at < hiddenUntil;
  const keysOf = (point: Point): readonly string[] => [
    pairKey(job, point),
    ...(isHidden(point) ? [] : [keyOf('world', likeOf(job.flow, point))]),
  ];
  const felt = points().filter(
    (point) => point.class.includes(job.second ?? '') && (isHidden(point) || !way.places.has(point.place)),
  );
  const alike = classesByLike(felt);
  const covered = new Set(felt.flatMap((point) => (keysOf(point).some((key) => known.has(key)) ? point.class : [])));
  const left = new Set(secondsOf(felt, alike, covered));
  const fresh = new Set([...covered].map((name) => pairKey(job, { class: name })));
  let struck = 0;
  let runs = 1;
  let onward = ONWARD;
  const tooMany: string[] = [];
  while (left.size > 0 && result.violations.length === 0) {
    const ridden = await strikeSome({ template, flow, replay, inForce, onward, blindUntil, ...short }, [...left]);
    runs++;
    const beyond = job.beyond || ridden.struck.some((point) => point.beyond);
    const violations = await violationsOfRide(ridden, beyond, short.ends);
    // Three faults that lasted may be one too many: whether two are is seen without those that struck elsewhere.
    const isTooMany = violations.length > 0 && ridden.elsewhere.size > 0;
    onward = isTooMany ? 0 : ONWARD;
    if (isTooMany) {
      const classes = [job, ...ridden.struck].map((point) => point.class).join(' + ');
      tooMany.push(`${violations.map(({ rule, what }) => `${rule}: ${what}`).join('; ')} after ${classes}`);
      continue;
    }
    const { toSafety = 0, seconds: length } = summarize(job, ridden.ran, violations);
    result = {
      ...result,
      violations,
      short: (result.short ?? 0) + Number(ridden.ran.known !== undefined),
      toSafety: Math.max(toSafety, result.toSafety ?? 0),
      seconds: Math.max(length, result.seconds),
      ...(violations.length > 0 && {
        job: {
          ...job,
          faults: [...job.faults, ...ridden.faults],
          parts: ridden.struck.map((second) => both(job, second)),
        },
      }),
    };
    for (const point of ridden.struck) {
      left.delete(point);
      struck++;
      if (!ridden.elsewhere.has(point)) for (const key of keysOf(point)) fresh.add(key);
      for (const name of alike.get(point.like) ?? []) fresh.add(pairKey(job, { class: name }));
    }
    for (const key of pairsOnward(ridden)) fresh.add(key);
  }
  const news = [...fresh].filter((key) => !known.has(key));
  for (const key of news) known.add(key);
  const classes = new Set(felt.map((point) => point.class)).size;
  return { ...result, followers: { classes, struck, runs, tooMany, known: news } };
}

/** The classes of points that are alike, by what they have in common. */
function classesByLike(points: readonly Point[]): ReadonlyMap<string, ReadonlySet<string>> {
  const classes = new Map<string, Set<string>>();
  for (const point of points) {
    const known = classes.get(point.like);
    if (known === undefined) classes.set(point.like, new Set([point.class]));
    else known.add(point.class);
  }
  return classes;
}

/** A point of each class that is not covered; one of those that are alike. */
function secondsOf(
  points: readonly Point[],
  alike: ReadonlyMap<string, ReadonlySet<string>>,
  covered: ReadonlySet<string>,
): readonly Point[] {
  const met = new Set(covered);
  return points.filter((point) => {
    const isNew = !met.has(point.class);
    for (const name of isNew ? (alike.get(point.like) ?? []) : []) met.add(name);
    return isNew;
  });
}

/** The companion, told of what comes after the first fault only: much can happen in one instant. */
function since({ faults, first }: First, companion: Companion): Companion {
  const [struck = {}] = faults.flatMap((fault) => ('faults' in fault ? [fault.faults] : []));
  let hasStruck = false;
  const isAfter = (at: number, isHere: boolean): boolean => {
    const wasStruck = hasStruck;
    hasStruck ||= isHere || at > first.at;
    return isHere ? wasStruck : hasStruck;
  };
  return {
    ...companion,
    call: (chance) => {
      const { caller, call, nth } = chance.call;
      const isHere = struck['caller'] === caller && struck['call'] === call && struck['nth'] === nth;
      return isAfter(chance.at, isHere) ? companion.call(chance) : undefined;
    },
    delivery: (chance) => {
      const isHere = struck['delivery'] === chance.type && struck['nth'] === chance.nth;
      return isAfter(chance.at, isHere) ? companion.delivery(chance) : undefined;
    },
    entry: (chance) => {
      if (isAfter(chance.at, false)) companion.entry(chance);
    },
  };
}

/** Key of two classes, whatever the flow. */
export function pairKey(first: Pick<Point, 'class'>, second: Pick<Point, 'class'>): string {
  return keyOf('pair', `${first.class} + ${second.class}`);
}

function keyOf(kind: 'pair' | 'world', text: string): string {
  return `${kind} ${createHash('sha256').update(text).digest('base64').slice(0, 10)}`;
}

/**
 * What of a first fault is in force or still to come: nothing else shows it. A call that fails does so for longer than a step forward is
 * tried again, or not. On a way back it is the same whatever a call is refused with, and nobody waits for metrics or for a word.
 */
function inForceAfter({ class: name, first: { at: from, brief } }: First): InForce {
  const [, what = '', kind = ''] = (brief ? undefined : LASTING.exec(name)) ?? [];
  const isOfForward = FOR_THE_WAY_FORWARD.has(partsOf({ class: name }).kind);
  return ({ at, isBack, pending }) => {
    const coming = isBack && isOfForward ? 0 : pending;
    const left = (from - at) / 1000 + LONG_SECONDS;
    const isToPeople = kind !== 'dropped' && TO_PEOPLE.test(what);
    // What happens at a moment shows, or is still to come.
    if (what === '' || what === 'moment' || isToPeople || at < from || left <= 0) return coming > 0 ? `${coming}` : '';
    const fate = kind === 'dropped' || (kind === 'throttled' && !isBack) ? kind : 'refused';
    return `${coming} ${what} ${fate} ${left > FORWARD_RETRIES ? 'for long' : 'still'}`;
  };
}

/** A step forward is tried again for about as long, seconds. */
const FORWARD_RETRIES = 150;
/** What is still to come of these is over on a way back: late metrics, words that are refused, and states of alarms. */
const FOR_THE_WAY_FORWARD: ReadonlySet<string> = new Set([
  'metrics 5m late for 10m',
  'pause, resumed after 3m',
  'release alarms flapping',
]);
/** The class of a fault that lasts. */
const LASTING = / \| ([^|]+) \| ([^|]+) for 10m$/;

/** What lies in wait or is in force shows; a second fault that strikes before what lies in wait is the first one of another pair. */
function hiddenFor({ class: name, first }: First): number {
  const struck = { ...first, class: name };
  return LATENT.has(partsOf(struck).kind) || LASTING.test(name) ? 0 : hiddenSeconds(struck);
}

/** So many faults that last strike after a second one that does. */
const ONWARD = 6;

/** The pairs that a ride has struck without the first fault: one that lasted, and another that struck on the way that it led to. */
function pairsOnward({ struck, elsewhere }: Ridden): readonly string[] {
  return struck.flatMap((second, index) => {
    if (!elsewhere.has(second)) return [];
    const before = struck.slice(
      struck.findLastIndex((point, at) => at < index && !elsewhere.has(point)),
      index,
    );
    return before.filter(({ brief }) => !brief).map((first) => pairKey(first, second));
  });
}

/** Strikes as many points as one run can; where that is none, the first of them at the moment that it was found at. */
async function strikeSome(
  props: Pick<RunProps, 'template' | 'flow' | 'inForce'> & RideProps,
  points: readonly Point[],
): ReturnType<typeof rideOnce> {
  const ridden = await rideOnce(props, points);
  const [point] = points;
  if (ridden.struck.length > 0 || point === undefined) return ridden;
  const { faults } = point;
  const ran = await runOnce({ ...props, faults });
  return { struck: [point], faults, elsewhere: new Set(), ran, way: [], proof: undefined };
}

function both(first: Told, second: Told): Told {
  return {
    class: `${first.class} + ${second.class}`,
    faults: [...first.faults, ...second.faults],
    beyond: first.beyond || second.beyond,
  };
}
