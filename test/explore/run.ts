import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { seededRandom } from '../../lib/emulator/random';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { runJobs } from './crew';
import { FLOWS } from './flows';
import { violationsOf } from './invariants';
import { pairsOf } from './pairs';
import { oneOfEachClass, type Point, pointsOf } from './points';
import { type Job, keyOf, type RunResult } from './result';
import { runOnce, scenarioDocument } from './run-once';

const USAGE = `npm run explore -- [--all] [--pairs N] [--flow NAME] [--match TEXT] [--minutes N] [--workers N] [--seed N] [--fresh] [--template FILE]

Runs every single fault of each class (state x call x kind), or with --all every single fault, and with --pairs N
that many pairs of classes, drawn by --seed. What was run before is in .explore/journal.jsonl and is not run again
unless --fresh is given.`;

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
  const points: (Point & { readonly flow: string })[] = [];
  for (const flow of flows) {
    const ran = await runOnce({ template, flow, faults: [], recordsDeliveries: true });
    const wrong = await violationsOf(ran, false);
    const outcome = ran.record?.last?.outcome;
    if (wrong.length > 0 || outcome !== flow.outcome) {
      throw new Error(`${flow.name} without any fault: ${outcome}, ${JSON.stringify(wrong)}`);
    }
    points.push(...pointsOf(ran).map((point) => ({ ...point, flow: flow.name })));
  }
  const singles = values.all ? points : oneOfEachClass(points);
  const classes = oneOfEachClass(points);
  const inEachFlow = flows.flatMap(({ name }) => oneOfEachClass(points.filter(({ flow }) => flow === name)));
  const pairs = pairsOf(inEachFlow, Number(values.pairs), seededRandom(values.seed));
  const wanted = shuffle(
    [...singles, ...pairs.sample].filter(
      (job) => keyOf(job).includes(values.match) || job.class.includes(values.match),
    ),
    values.seed,
  );
  const journal = openJournal(values.out, values.fresh);
  const jobs = wanted.filter((job) => !journal.done.has(keyOf(job)));
  console.log(
    `${flows.length} flows, ${points.length} fault points in ${classes.length} classes; ` +
      `${wanted.length} runs wanted, ${jobs.length} of them not in the journal`,
  );
  const end = performance.now() + Number(values.minutes) * 60_000;
  let count = 0;
  await runJobs({
    template,
    jobs,
    workers: Number(values.workers),
    isOver: () => performance.now() > end,
    onResult: (result) => {
      journal.add(result);
      if (++count % 100 === 0) console.log(`${count} of ${jobs.length}`);
      for (const { rule, what } of result.violations)
        console.log(`VIOLATION ${rule}: ${what}\n  ${reproduce(values.out, result)}`);
    },
  });
  return report({
    results: wanted.flatMap((job) => journal.done.get(keyOf(job)) ?? []),
    points,
    classes,
    singles,
    pairs,
  });
}

function report(props: {
  readonly results: readonly RunResult[];
  readonly points: readonly Point[];
  readonly classes: readonly Point[];
  readonly singles: readonly Point[];
  readonly pairs: { readonly possible: number; readonly sample: readonly Job[] };
}): number {
  const { results } = props;
  const bad = results.filter(({ violations }) => violations.length > 0);
  const pairRuns = results.filter(({ job }) => job.class.includes(' + ')).length;
  const outcomes = new Map<string, number>();
  for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const slowest = results.toSorted((a, b) => (b.toSafety ?? 0) - (a.toSafety ?? 0))[0];
  const longest = results.toSorted((a, b) => b.seconds - a.seconds)[0];
  console.log(`
fault points                ${props.points.length}
classes                     ${props.classes.length}
single runs                 ${results.length - pairRuns} of ${props.singles.length}
pairs of classes            ${pairRuns} run of ${props.pairs.possible} possible
violations                  ${bad.length} runs
outcomes                    ${[...outcomes].map(([name, count]) => `${name} ${count}`).join(', ')}
longest way to safety       ${slowest?.toSafety ?? 0} s (${slowest?.job.flow}: ${slowest?.job.class})
longest run                 ${longest?.seconds ?? 0} s (${longest?.job.flow}: ${longest?.job.class})`);
  return bad.length === 0 ? 0 : 1;
}

/** Results by job, kept in a file line by line, so that a run that was stopped goes on where it was. */
function openJournal(folder: string, fresh: boolean) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.jsonl');
  if (fresh) writeFileSync(path, '');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const done = new Map(lines.map((line) => JSON.parse(line) as RunResult).map((result) => [keyOf(result.job), result]));
  return {
    done,
    add: (result: RunResult): void => {
      done.set(keyOf(result.job), result);
      appendFileSync(path, `${JSON.stringify(result)}\n`);
    },
  };
}

/** Writes what is needed to see a violation again, and says how. */
function reproduce(folder: string, { job }: RunResult): string {
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
