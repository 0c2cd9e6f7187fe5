import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { formatProblems } from '../../lib/domain/blueprint/problem';
import { rehearse } from '../../lib/rehearsal/rehearse';
import type { Report } from '../../lib/rehearsal/report';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { synthesize } from '../../lib/rehearsal/synthesize';

/*
 * How long a rehearsal takes, and what the orchestration of the release in it would cost. Processor time is what a batch on
 * one core is bound by; on a machine with other work to do, wall time is longer.
 *
 *   node --import tsx test/bench/rehearsals.ts [RUNS]
 */

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The 35-minute canary, promoted at its gate; and three phases without a gate. */
const SUBJECTS = [
  { name: '35-minute example', blueprint: 'canary.yaml', scenario: 'scenarios/canary-completes.yaml' },
  { name: '35-minute example, breach at 50 %', blueprint: 'canary.yaml', scenario: 'scenarios/breach-at-50.yaml' },
  { name: '3-phase canary (the default)', document: { endpoint: 'search', model: 'search-v2' } },
] as const;

interface Subject {
  readonly document: unknown;
  readonly blueprint: Blueprint;
  readonly scenario: Scenario;
}

/** Milliseconds of a piece of work. */
interface Spent {
  readonly wall: number;
  readonly processor: number;
}

function readYaml(path: string): unknown {
  return parse(readFileSync(join(EXAMPLES, path), 'utf8'));
}

function prepare(subject: (typeof SUBJECTS)[number]): Subject {
  const document: unknown = 'document' in subject ? subject.document : readYaml(subject.blueprint);
  const blueprint = parseBlueprint(document);
  if (!blueprint.ok) throw new Error(formatProblems(blueprint.problems));
  const scenario = parseScenario('document' in subject ? {} : readYaml(subject.scenario), blueprint.blueprint);
  if (!scenario.ok) throw new Error(formatProblems(scenario.problems));
  return { document, blueprint: blueprint.blueprint, scenario: scenario.scenario };
}

async function measure<Result>(work: () => Promise<Result> | Result): Promise<{ result: Result; spent: Spent }> {
  const wall = performance.now();
  const processor = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(processor);
  return { result, spent: { wall: performance.now() - wall, processor: (user + system) / 1000 } };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function describe(spent: readonly Spent[]): string {
  const wall = median(spent.map((one) => one.wall));
  const processor = median(spent.map((one) => one.processor));
  return `median ${wall.toFixed(0)} ms wall, ${processor.toFixed(0)} ms processor, ${(1000 / processor).toFixed(1)} a second on one core`;
}

function describeWork({ outcome, transitions, lambdaInvocations, calls, cost }: Report): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const most = Object.entries(calls)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 6)
    .map(([name, count]) => `${name} ${count}`);
  return [
    `  ${outcome}; ${transitions.canary + transitions.standard} transitions and ${transitions.rollback} of the rollback machine, ${lambdaInvocations} Lambda invocations`,
    `  ${total} calls, most of them ${most.join(', ')}`,
    `  orchestration at list price: US$ ${cost.total.toFixed(4)} (transitions ${cost.transitions.toFixed(4)}, Lambda ${cost.lambda.toFixed(4)}, table ${cost.table.toFixed(4)})`,
  ].join('\n');
}

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const runs = Number(process.argv[2] ?? 10);
  const { result: template, spent: synthesis } = await measure(() => synthesize());
  console.log(`synthesis: ${synthesis.wall.toFixed(0)} ms wall, ${synthesis.processor.toFixed(0)} ms processor\n`);
  for (const subject of SUBJECTS) {
    const prepared = prepare(subject);
    const first = await measure(() => rehearse({ template, ...prepared }));
    const spent: Spent[] = [];
    for (let run = 0; run < runs; run++) spent.push((await measure(() => rehearse({ template, ...prepared }))).spent);
    console.log(`${subject.name}: first ${first.spent.wall.toFixed(0)} ms; then ${describe(spent)}`);
    console.log(`${describeWork(first.result.report)}\n`);
  }
}

void main();
