import { type Random, shuffle } from '../../lib/emulator/random';
import { type Flow, flowOf } from './flows';
import { violationsOf } from './invariants';
import { LATENT, oneOfEachClass, type Point, stateAndKind, surveyor, type Told, toldOf, unlikePoints } from './points';
import { type Job, type RunResult, summarize } from './result';
import { hiddenSeconds, rideOnce } from './ride';
import { runOnce, scenarioDocument } from './run-once';

/** A first fault of pairs. */
type First = Job & Required<Pick<Job, 'first'>>;

/** What is known of the flow that a first fault strikes. */
export interface Before {
  /** Where its run without faults comes by. */
  readonly way: ReadonlySet<string>;
  /** Second faults that struck after another first one, where the world was alike. */
  readonly struck: Set<string>;
}

/** The first faults of all pairs: one of each class of each flow, drawn and put in order by `random`. */
export function firstsOf(
  flows: readonly { readonly flow: string; readonly own: readonly Point[] }[],
  random: Random,
): First[] {
  const drawn = flows.flatMap(({ flow, own }) =>
    oneOfEachClass(shuffle(own, random)).map((first) => ({ flow, first })),
  );
  return shuffle(drawn, random).map(({ flow, first }) => {
    const { at, brief } = first;
    return { flow, ...toldOf(first), first: { at, brief } };
  });
}

/**
 * Strikes one fault of each class that can strike while a first one is felt: while its effects may be hidden, and wherever the run
 * without it does not come by. Elsewhere the first one is over, and the second is a single fault.
 */
export async function followFirst(template: unknown, job: First, { way, struck }: Before): Promise<RunResult> {
  const base = flowOf(job.flow);
  const flow: Flow = {
    name: `${base.name}, ${job.class}`,
    document: base.document,
    scenario: scenarioDocument(base, job.faults),
  };
  const { companion, points } = surveyor(job.first);
  const alone = await runOnce({ template, flow, faults: [], companion: () => companion });
  let result = summarize(job, alone, await violationsOf(alone, job.beyond));
  const hiddenUntil = job.first.at + 1000 * hiddenFor(job);
  const isHidden = (point: Point): boolean => point.at < hiddenUntil;
  const felt = unlikePoints(points()).filter((point) => isHidden(point) || !way.has(point.place));
  const seconds = oneOfEachClass(felt);
  const left = new Set(seconds.filter((point) => isHidden(point) || !struck.has(point.like)));
  let runs = 1;
  while (left.size > 0 && result.violations.length === 0) {
    const ridden = await strikeSome(template, flow, [...left]);
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
      if (!isHidden(point)) struck.add(point.like);
    }
  }
  return { ...result, followers: { classes: seconds.length, runs } };
}

/** What lies in wait shows by itself; a second fault that strikes before it is the first one of another pair. */
function hiddenFor({ class: name, first: { brief } }: First): number {
  const first = { class: name, brief };
  return LATENT.has(stateAndKind(first).kind) ? 0 : hiddenSeconds(first);
}

/** Strikes as many points as one run can; where that is none, the first of them at the moment that it was found at. */
async function strikeSome(template: unknown, flow: Flow, points: readonly Point[]): ReturnType<typeof rideOnce> {
  const ridden = await rideOnce({ template, flow }, points);
  const [point] = points;
  if (ridden.struck.length > 0 || point === undefined) return ridden;
  const { faults } = point;
  return { struck: [point], faults, ran: await runOnce({ template, flow, faults }) };
}

function both(first: Told, second: Told): Told {
  return {
    class: `${first.class} + ${second.class}`,
    faults: [...first.faults, ...second.faults],
    beyond: first.beyond || second.beyond,
  };
}
