import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { seededRandom, shuffle } from '../../lib/emulator/random';
import { isRecord } from '../../lib/emulator/records';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { runJobs } from './crew';
import { FLOWS, flowOf } from './flows';
import { openJournal } from './journal';
import { firstsOf } from './pairs';
import { isOneOfClassEnough, oneOfEachClass, type Point, struckElsewhere, unlikePoints } from './points';
import { report } from './report';
import { type Job, keyOf, type RunResult } from './result';
import { jobOf, type Rides, shareOut } from './rides';
import { scenarioDocument } from './run-once';
import { survey } from './survey';

const USAGE = `npm run explore -- [--every | --alone] [--pairs N|all] [--flow NAME] [--match TEXT] [--second TEXT] [--minutes N] [--workers N] [--seed N] [--fresh] [--template FILE]

Strikes every single fault at every place where a run without faults could have met it. Places that are alike count once, and of
kinds that differ little from another one (docs/safety.md) one of each class is enough, unless --every is given. Faults
after which the world is again as it was follow one another in the same run; --alone gives every fault, wherever it strikes, a
run of its own. With --pairs N it takes instead N first faults of pairs, one of each class (state x call x kind) of each flow,
drawn by --seed, and strikes while each is felt one fault of each class that can strike then; with --pairs all it takes every
first fault. --match and --second keep the (first) faults, and the second ones, whose class contains the text. Results of
the same sources are in .explore and are not run again unless --fresh is given.`;

/** Types of resources that do nothing in an emulated account, and that nothing refers to. */
const IDLE: ReadonlySet<unknown> = new Set(['AWS::IAM::Policy', 'AWS::CloudWatch::Dashboard']);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      alone: { type: 'boolean', default: false },
      every: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '0' },
      flow: { type: 'string' },
      match: { type: 'string', default: '' },
      second: { type: 'string' },
      minutes: { type: 'string', default: '600' },
      workers: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
      template: { type: 'string' },
      out: { type: 'string', default: '.explore' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const beganAt = performance.now();
  const template = withoutIdle(
    values.template === undefined ? synthesize() : JSON.parse(readFileSync(values.template, 'utf8')),
  );
  const flows = FLOWS.filter(({ name }) => values.flow === undefined || name.includes(values.flow));
  const found = await Promise.all(flows.map(async (flow) => ({ flow: flow.name, own: await survey(template, flow) })));
  const places = found.map(({ flow, own }) => ({ flow, points: unlikePoints(own) }));
  const isMatch = (job: Pick<Job, 'class'>): boolean => job.class.includes(values.match);
  const elsewhere = struckElsewhere(places);
  const unlike = places.flatMap((one) => one.points).filter((point) => !elsewhere.has(point));
  const isOneEnough = (point: Point): boolean => !values.every && isOneOfClassEnough(point);
  const enough = new Set(oneOfEachClass(unlike.filter(isOneEnough)));
  const isWanted = (point: Point): boolean =>
    isMatch(point) && !elsewhere.has(point) && (enough.has(point) || !isOneEnough(point));
  const wantsPairs = values.pairs !== '0';
  const rides = shareOut(values.alone || wantsPairs ? [] : places, isWanted);
  const alone =
    values.alone && !wantsPairs ? found.flatMap(({ flow, own }) => own.map((point) => jobOf(flow, point))) : [];
  const firsts = firstsOf(found, seededRandom(values.seed))
    .filter(isMatch)
    .map((first) => ({ ...first, ...(values.second !== undefined && { second: values.second }) }));
  const drawn = new Set(shuffle(firsts, seededRandom(`drawn ${values.seed}`)).slice(0, Number(values.pairs)));
  const journal = openJournal(values.out, values.fresh);
  const points = found.reduce((sum, { own }) => sum + own.length, 0);
  console.log(
    `${flows.length} flows, ${points} fault points, ${unlike.length} of them unlike, ${firsts.length} first faults of pairs; ` +
      `${journal.done.size} runs in the journal`,
  );
  const results: RunResult[] = [];
  for (const result of values.alone || wantsPairs ? [] : journal.done.values()) {
    if (result.struck === undefined) continue;
    rides.settle(result);
    results.push(result);
  }
  const jobs = jobsOf({
    rides,
    alone: shuffle(alone.filter(isMatch), seededRandom(`order ${values.seed}`)),
    firsts: values.pairs === 'all' ? firsts : firsts.filter((first) => drawn.has(first)),
    known: (job) => {
      const result = journal.done.get(keyOf(job));
      if (result !== undefined) results.push(result);
      return result !== undefined;
    },
  });
  const end = performance.now() + Number(values.minutes) * 60_000;
  await runJobs({
    template,
    jobs,
    workers: Number(values.workers),
    known: new Set([...journal.done.values()].flatMap(({ followers }) => followers?.known ?? [])),
    isOver: () => performance.now() > end,
    onResult: (result) => {
      journal.add(result);
      results.push(result);
      if (result.job.open !== undefined || result.struck !== undefined) rides.settle(result);
      if (results.length % 100 === 0) console.log(`${results.length} runs`);
      for (const { rule, what } of result.violations)
        console.log(`VIOLATION ${rule}: ${what}\n  ${reproduce(values.out, result)}`);
    },
  });
  const took = (performance.now() - beganAt) / 60_000;
  console.log(`\n${report({ results, flows: found, places, firsts })}\n${'took'.padEnd(28)}${took.toFixed(1)} min`);
  return results.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

/** The template without what is idle: each run would work it out anew. */
function withoutIdle(template: unknown): unknown {
  if (!isRecord(template) || !isRecord(template['Resources'])) return template;
  const resources = Object.entries(template['Resources']).filter(
    ([, resource]) => !isRecord(resource) || !IDLE.has(resource['Type']),
  );
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** What is left to run, one after the other. */
function* jobsOf(props: {
  readonly rides: Rides;
  readonly alone: readonly Job[];
  readonly firsts: readonly Job[];
  /** Whether a job was run before. */
  readonly known: (job: Job) => boolean;
}): Generator<Job> {
  for (let job = props.rides.next(); job !== undefined; job = props.rides.next()) yield job;
  for (const job of [...props.rides.stranded(), ...props.alone, ...props.firsts]) if (!props.known(job)) yield job;
}

/** Writes the least that is needed to see a violation again, and says how. */
function reproduce(folder: string, { job: ran, enough }: RunResult): string {
  const job = enough ?? ran;
  const flow = flowOf(job.flow);
  const place = join(folder, 'violations', createHash('sha256').update(keyOf(job)).digest('hex').slice(0, 10));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'blueprint.yaml'), stringify(flow.document));
  writeFileSync(join(place, 'scenario.yaml'), stringify(scenarioDocument(flow, job.faults)));
  return `rollouts rehearse ${join(place, 'blueprint.yaml')} --scenario ${join(place, 'scenario.yaml')}   # ${job.flow}: ${job.class}`;
}

void (async () => {
  process.exitCode = await main();
})();
