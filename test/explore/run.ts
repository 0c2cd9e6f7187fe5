import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { seededRandom } from '../../lib/emulator/random';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { runJobs } from './crew';
import { FLOWS, type Flow } from './flows';
import { violationsOf } from './invariants';
import { openJournal } from './journal';
import { type FlowPoints, pairsOf } from './pairs';
import { callsElsewhere, oneOfEachClass, type Point, pointsOf } from './points';
import { report } from './report';
import { type Job, keyOf, type RunResult } from './result';
import { runOnce, scenarioDocument } from './run-once';

const USAGE = `npm run explore -- [--all] [--pairs N|all] [--flow NAME] [--match TEXT] [--minutes N] [--workers N] [--seed N] [--fresh] [--template FILE]

Runs one single fault of each class (state x call x kind), or with --all every single fault. With --pairs N it runs that
many pairs too: first those that cover every two kinds and every two states in each flow, then pairs of classes, drawn
by --seed, until with --pairs all every one has been run. Results of the same sources are in .explore and
are not run again unless --fresh is given.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '0' },
      flow: { type: 'string' },
      match: { type: 'string', default: '' },
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
  const template: unknown =
    values.template === undefined ? synthesize() : JSON.parse(readFileSync(values.template, 'utf8'));
  const flows = FLOWS.filter(({ name }) => values.flow === undefined || name.includes(values.flow));
  const found = await Promise.all(flows.map((flow) => findPoints(template, flow)));
  const points = found.flatMap(({ flow, own }) => own.map((point) => ({ ...point, flow })));
  const classes = oneOfEachClass(points);
  const singles = shuffle(values.all ? points : classes, values.seed);
  const pairs = pairsOf(withElsewhere(found), seededRandom(values.seed));
  const wantedPairs = values.pairs === 'all' ? pairs.possible : Number(values.pairs);
  const journal = openJournal(values.out, values.fresh);
  console.log(
    `${flows.length} flows, ${points.length} fault points in ${classes.length} classes, ${pairs.possible} pairs of classes; ` +
      `${journal.done.size} runs in the journal`,
  );
  const results: RunResult[] = [];
  const jobs = jobsOf({
    singles,
    pairs: [pairs.covering, pairs.all()],
    wantedPairs,
    isWanted: (job) => keyOf(job).includes(values.match) || job.class.includes(values.match),
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
    isOver: () => performance.now() > end,
    onResult: (result) => {
      journal.add(result);
      results.push(result);
      if (results.length % 100 === 0) console.log(`${results.length} runs`);
      for (const { rule, what } of result.violations)
        console.log(`VIOLATION ${rule}: ${what}\n  ${reproduce(values.out, result)}`);
    },
  });
  console.log(`\n${report({ results, points, classes, singles, pairs })}`);
  return results.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

/** Where faults can strike a flow, by its run without any; that run must be as it should. */
async function findPoints(template: unknown, flow: Flow): Promise<{ flow: string; own: Point[] }> {
  const ran = await runOnce({ template, flow, faults: [], recordsDeliveries: true });
  const wrong = await violationsOf(ran, false);
  const outcome = ran.record?.last?.outcome;
  if (wrong.length > 0 || outcome !== flow.outcome) {
    throw new Error(`${flow.name} without any fault: ${outcome}, ${JSON.stringify(wrong)}`);
  }
  return { flow: flow.name, own: pointsOf(ran) };
}

function withElsewhere(found: readonly { readonly flow: string; readonly own: readonly Point[] }[]): FlowPoints[] {
  const all = found.flatMap(({ own }) => own);
  return found.map(({ flow, own }) => ({ flow, own, elsewhere: callsElsewhere(own, all) }));
}

/** What is left to run, one after the other: there may be millions. */
function* jobsOf(props: {
  readonly singles: readonly Job[];
  readonly pairs: readonly Iterable<Job>[];
  readonly wantedPairs: number;
  readonly isWanted: (job: Job) => boolean;
  /** Whether a job was run before. */
  readonly known: (job: Job) => boolean;
}): Generator<Job> {
  const isLeft = (job: Job): boolean => props.isWanted(job) && !props.known(job);
  for (const job of props.singles) if (isLeft(job)) yield job;
  const drawn = new Set<string>();
  for (const pairs of props.pairs) {
    for (const job of pairs) {
      if (drawn.size >= props.wantedPairs) return;
      const key = keyOf(job);
      if (drawn.has(key)) continue;
      drawn.add(key);
      if (isLeft(job)) yield job;
    }
  }
}

/** Writes the least that is needed to see a violation again, and says how. */
function reproduce(folder: string, { job: ran, enough }: RunResult): string {
  const job = enough ?? ran;
  const flow = FLOWS.find(({ name }) => name === job.flow);
  if (flow === undefined) return '';
  const place = join(folder, 'violations', createHash('sha256').update(keyOf(job)).digest('hex').slice(0, 10));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'blueprint.yaml'), stringify(flow.document));
  writeFileSync(join(place, 'scenario.yaml'), stringify(scenarioDocument(flow, job.faults)));
  return `rollouts rehearse ${join(place, 'blueprint.yaml')} --scenario ${join(place, 'scenario.yaml')}   # ${job.flow}: ${job.class}`;
}

function shuffle<Item>(items: readonly Item[], seed: string): Item[] {
  const random = seededRandom(`order ${seed}`);
  return items
    .map((item) => ({ item, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

void (async () => {
  process.exitCode = await main();
})();
