import { createHash } from 'node:crypto';
import { type Random, shuffle } from '../../lib/emulator/random';
import type { InForce } from './chances';
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
  unlikePoints,
} from './points';
import { type Job, type RunResult, summarize } from './result';
import { hiddenSeconds, rideOnce } from './ride';
import { runOnce, type RunProps, scenarioDocument } from './run-once';

/** A first fault of pairs. */
type First = Job & Required<Pick<Job, 'first'>>;

/** What is known before a first fault strikes. */
export interface Before {
  /** Where the flow's run without faults comes by, or another one on a way back. */
  readonly way: ReadonlySet<string>;
  /** Keys of the places at which second faults were struck, and of the pairs of classes. */
  readonly known: Set<string>;
}

/**
 * The first faults of all pairs: one of each class of each flow, drawn and put in order by `random`. Short flows come first: two
 * classes that they have both are struck there, and need not be in a longer one.
 */
export function firstsOf(
  flows: readonly { readonly flow: string; readonly own: readonly Point[] }[],
  random: Random,
): First[] {
  const lengthOf = (own: readonly Point[]): number => Math.max(0, ...own.map(({ at }) => at));
  return flows
    .toSorted((a, b) => lengthOf(a.own) - lengthOf(b.own))
    .flatMap(({ flow, own }) =>
      shuffle(oneOfEachClass(shuffle(own, random)), random).map((first) => {
        const { at, brief } = first;
        return { flow, ...toldOf(first), first: { at, brief } };
      }),
    );
}

/**
 * Strikes one fault of each class that can strike while a first one is felt: while its effects may be hidden, and wherever the run
 * without it does not come by. Elsewhere the first one is over, and the second is a single fault. A class need not be struck where
 * one of its points is like one that was, or where the same two classes were struck in another flow.
 */
export async function followFirst(template: unknown, job: First, { way, known }: Before): Promise<RunResult> {
  const base = flowOf(job.flow);
  const flow: Flow = {
    name: `${base.name}, ${job.class}`,
    document: base.document,
    scenario: scenarioDocument(base, job.faults),
  };
  const inForce = inForceAfter(job);
  const { companion, points } = surveyor(job.first);
  const alone = await runOnce({ template, flow, faults: [], inForce, companion: () => companion });
  let result = summarize(job, alone, await violationsOf(alone, job.beyond));
  const hiddenUntil = job.first.at + 1000 * hiddenFor(job);
  const isHidden = (point: Point): boolean => point.at < hiddenUntil;
  const keysOf = (point: Point): readonly string[] => [
    pairKey(job, point),
    ...(isHidden(point) ? [] : [keyOf('world', likeOf(base.name, point))]),
  ];
  const felt = unlikePoints(points()).filter((point) => isHidden(point) || !way.has(point.place));
  const seconds = oneOfEachClass(felt);
  const covered = new Set(felt.flatMap((point) => (keysOf(point).some((key) => known.has(key)) ? point.class : [])));
  const left = new Set(seconds.filter((point) => !covered.has(point.class)));
  const fresh = new Set([...covered].map((name) => pairKey(job, { class: name })));
  let struck = 0;
  let runs = 1;
  while (left.size > 0 && result.violations.length === 0) {
    const ridden = await strikeSome({ template, flow, inForce }, [...left]);
    runs++;
    const beyond = job.beyond || ridden.struck.some((point) => point.beyond);
    const violations = await violationsOf(ridden.ran, beyond);
    const { toSafety = 0, seconds: length } = summarize(job, ridden.ran, violations);
    result = {
      ...result,
      violations,
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
      for (const key of keysOf(point)) fresh.add(key);
    }
  }
  const news = [...fresh].filter((key) => !known.has(key));
  for (const key of news) known.add(key);
  return { ...result, followers: { classes: seconds.length, struck, runs, known: news } };
}

/** Key of two classes, whatever the flow. */
export function pairKey(first: Pick<Point, 'class'>, second: Pick<Point, 'class'>): string {
  return keyOf('pair', `${first.class} + ${second.class}`);
}

function keyOf(kind: 'pair' | 'world', text: string): string {
  return `${kind} ${createHash('sha256').update(text).digest('base64').slice(0, 10)}`;
}

/**
 * What of a first fault is in force, and for how long still, to half a minute: nothing else shows it. Whether a call is refused or
 * fails is the same to all but the clients, which send it again.
 */
function inForceAfter({ class: name, first: { at: from, brief } }: First): InForce {
  const lasting = LASTING.exec(name);
  if (brief || lasting === null) return () => '';
  const [, what = '', kind = ''] = lasting;
  const fate = kind === 'access denied' ? 'server error' : kind;
  return (at) => {
    const left = from + 1000 * LONG_SECONDS - at;
    return at < from || left <= 0 ? '' : `${what} ${fate} ${Math.ceil(left / 30_000)}`;
  };
}

/** The class of a fault that lasts. */
const LASTING = / \| ([^|]+) \| ([^|]+) for 10m$/;

/** What lies in wait or is in force shows; a second fault that strikes before what lies in wait is the first one of another pair. */
function hiddenFor({ class: name, first: { brief } }: First): number {
  const first = { class: name, brief };
  return LATENT.has(partsOf(first).kind) || LASTING.test(name) ? 0 : hiddenSeconds(first);
}

/** Strikes as many points as one run can; where that is none, the first of them at the moment that it was found at. */
async function strikeSome(
  props: Pick<RunProps, 'template' | 'flow' | 'inForce'>,
  points: readonly Point[],
): ReturnType<typeof rideOnce> {
  const ridden = await rideOnce(props, points);
  const [point] = points;
  if (ridden.struck.length > 0 || point === undefined) return ridden;
  const { faults } = point;
  return { struck: [point], faults, ran: await runOnce({ ...props, faults }) };
}

function both(first: Told, second: Told): Told {
  return {
    class: `${first.class} + ${second.class}`,
    faults: [...first.faults, ...second.faults],
    beyond: first.beyond || second.beyond,
  };
}
