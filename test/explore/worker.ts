import { createEnds, type Ends, momentsOf } from './ends';
import { type Flow, FLOWS, flowOf } from './flows';
import { violationsOf } from './invariants';
import { followFirst } from './pairs';
import { type Point, toldOf, unlikePoints } from './points';
import { type Job, type RunResult, summarize } from './result';
import { remembered } from './remembered';
import { violationsOfRide, rideOnce } from './ride';
import { runOnce } from './run-once';
import { surveyed, waysOf } from './survey';
import type { Tape } from './tape';

/** Runs a job; where several faults break a rule it finds out whether one of them is enough for that. */
export async function runJob(job: Job, run: (job: Job) => Promise<RunResult>): Promise<RunResult> {
  const result = await run(job);
  if (result.violations.length === 0) return result;
  const rules = new Set(result.violations.map(({ rule }) => rule));
  for (const part of result.job.parts ?? []) {
    const enough = { ...part, flow: job.flow };
    const { violations } = await run(enough);
    if (violations.some(({ rule }) => rules.has(rule))) return { ...result, enough };
  }
  return result;
}

async function runFaults(template: unknown, job: Job): Promise<RunResult> {
  const ran = await runOnce({ template, flow: flowOf(job.flow), faults: job.faults });
  return summarize(job, ran, await violationsOf(ran, job.beyond));
}

/** What is known of a flow's run without faults. */
interface Surveyed {
  readonly points: readonly Point[];
  readonly tape: Tape;
  /** When it came by standstills, virtual milliseconds since the release began. */
  readonly base: ReadonlyMap<string, number>;
}

/** Strikes as many of the open points as one run can. */
async function runRide(
  template: unknown,
  flow: Flow,
  { points, tape, base }: Surveyed,
  ends: Ends,
  open: readonly number[],
): Promise<RunResult> {
  const indexes = new Map<Point, number>();
  for (const index of open) {
    const point = points[index];
    if (point !== undefined) indexes.set(point, index);
  }
  const given = [...indexes.keys()];
  const replay = { tape, until: Math.min(...given.map(({ at }) => at)) };
  const ridden = await rideOnce({ template, flow, replay, base, ends }, given);
  const { struck, faults, ran } = ridden;
  const parts = struck.map(toldOf);
  const beyond = parts.some((part) => part.beyond);
  const job: Job = {
    flow: flow.name,
    class: parts.map((part) => part.class).join(' + '),
    faults,
    beyond,
    parts,
    ...(struck.length === 0 && { open }),
  };
  const result = summarize(job, ran, await violationsOfRide(ridden, beyond, ends));
  return { ...result, struck: struck.flatMap((point) => indexes.get(point) ?? []) };
}

/** Does jobs; whatever the explorer itself does wrong is a violation too, so that nothing passes unseen. */
function createWorker(template: unknown, known: Set<string>): (job: Job) => Promise<RunResult> {
  const ends = createEnds();
  const surveyOf = remembered(async (name: string): Promise<Surveyed> => {
    const { points, ran, way, tape } = await surveyed(template, flowOf(name));
    ends.learn(way, ran);
    return { points: unlikePoints(points), tape, base: momentsOf(way, ran) };
  });
  const ways = remembered<void, ReturnType<typeof waysOf>>(() => waysOf(template, FLOWS));
  return async (job) => {
    try {
      const { first } = job;
      if (first !== undefined)
        return await followFirst(
          template,
          { ...job, first },
          { way: (await ways()).get(job.flow) ?? { places: new Set() }, known, ends },
        );
      if (job.open === undefined) return await runFaults(template, job);
      return await runRide(template, flowOf(job.flow), await surveyOf(job.flow), ends, job.open);
    } catch (error) {
      const what = `the run broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      return { job, outcome: 'broken', violations: [{ rule: 'ends', what: what.slice(0, 600) }], seconds: 0 };
    }
  };
}

/** What a worker is sent: what it needs once, what others have found out, and what it is to do. */
export type Message = { readonly template: unknown } | { readonly known: readonly string[] } | { readonly job: Job };

if (process.send !== undefined) {
  // What handlers warn of is what the explorer has done to them.
  console.warn = () => {};
  let work: ((job: Job) => Promise<RunResult>) | undefined;
  const known = new Set<string>();
  process.on('message', (message: Message) => {
    if ('template' in message) {
      work = createWorker(message.template, known);
      return;
    }
    if ('known' in message) {
      for (const key of message.known) known.add(key);
      return;
    }
    if (work === undefined) throw new Error('a job came before the template');
    void answer(work, message.job);
  });
}

async function answer(work: (job: Job) => Promise<RunResult>, job: Job): Promise<void> {
  const result = await runJob(job, work);
  // Whoever asked may be gone.
  if (process.connected) process.send?.(result);
}
