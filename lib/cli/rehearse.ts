import type { Blueprint } from '../domain/blueprint/blueprint';
import { formatProblems } from '../domain/blueprint/problem';
import { formatDuration } from '../domain/blueprint/duration';
import { rehearse as runRehearsal } from '../rehearsal/rehearse';
import type { Report } from '../rehearsal/report';
import { parseScenario, type Scenario } from '../rehearsal/scenario';
import { synthesize } from '../rehearsal/synthesize';
import { onlyOperand, type Args, UsageError } from './command';
import { EXIT, type Io } from './io';
import { launchLog } from './launch-log';
import { type Paint, paintFor } from './paint';
import { readDocument, readPlainDocument } from './read-blueprint';
import { formatTable } from './table';

/** A rehearsed release begins at this moment of virtual time; the launch log counts from here. */
const RELEASE_AT = Date.UTC(2026, 0, 5, 9, 10, 0);

/** Runs a release on the emulator and tells how it went. */
export async function rehearse(args: Args, io: Io): Promise<number> {
  const path = onlyOperand(args, 'BLUEPRINT');
  const { document, parsed } = await readDocument(io, path);
  if (!parsed.ok) {
    io.err(`${path}: the blueprint is refused, and nothing was rehearsed\n${formatProblems(parsed.problems)}\n`);
    return EXIT.usage;
  }
  const scenario = await readScenario(io, args, parsed.blueprint);
  const paint = paintFor(io);
  const log = launchLog(RELEASE_AT, paint);
  const isJson = args.has('json');
  // With --json the log is progress; without, it is part of what was asked for.
  const write = (text: string): void => (isJson ? io.err(text) : io.out(text));
  if (!isJson) io.out(`${paint.bold(headline(path, args.value('scenario')))}\n\n`);
  const { report } = await runRehearsal({
    template: synthesize(),
    document,
    blueprint: parsed.blueprint,
    scenario,
    withHistory: args.has('history'),
    onProgress: (progress) => {
      if (isJson && !io.isTerminal) return;
      for (const line of log(progress)) write(`${line}\n`);
    },
  });
  io.out(isJson ? `${JSON.stringify(report, null, 2)}\n` : `\n${summary(report, paint)}\n`);
  return exitCode(report, args.value('expect'), io);
}

async function readScenario(io: Io, args: Args, blueprint: Blueprint): Promise<Scenario> {
  const path = args.value('scenario');
  const document = path === undefined ? {} : await readPlainDocument(io, path);
  const parsed = parseScenario(document, blueprint);
  if (!parsed.ok)
    throw new UsageError(`${path ?? 'scenario'}: the scenario is refused\n${formatProblems(parsed.problems)}`);
  const seed = args.value('seed');
  return seed === undefined ? parsed.scenario : { ...parsed.scenario, seed };
}

function headline(path: string, scenario: string | undefined): string {
  return `Rehearsing ${path}${scenario === undefined ? ', on a quiet day' : ` with ${scenario}`}`;
}

function exitCode({ outcome }: Report, expected: string | undefined, io: Io): number {
  if (expected !== undefined) {
    if (outcome === expected) return EXIT.done;
    io.err(`rollouts: the release was expected to end ${expected} and ended ${outcome}\n`);
    return EXIT.failed;
  }
  if (outcome === 'completed') return EXIT.done;
  return outcome === 'refused' ? EXIT.usage : EXIT.failed;
}

/** The table at the end. */
function summary(report: Report, paint: Paint): string {
  const { rollback, candidate, transitions } = report;
  const outcome = report.outcome.replaceAll('_', ' ');
  const rows = [
    ['outcome', report.outcome === 'completed' ? paint.good(outcome) : paint.bad(outcome)],
    ['reason', report.reason],
    ['serving model', report.servingModel ?? 'no single one'],
    ['duration', formatDuration(report.durationSeconds)],
    [
      'candidate served',
      `${candidate.requests.toLocaleString('en-US')} requests, ${candidate.errors.toLocaleString('en-US')} of them failed`,
    ],
    ...(rollback === null ? [] : [['way back', describeRollback(rollback)]]),
    [
      'orchestration',
      `${transitions.canary + transitions.standard} transitions, ${transitions.rollback} of the rollback machine, ${report.lambdaInvocations} Lambda invocations`,
    ],
    ['list price', `US$ ${report.cost.total.toFixed(4)} (transitions, Lambda, table)`],
  ];
  const phases = report.phases.map(({ name, traffic, startedAt, endedAt, verdict }) => [
    name,
    `${traffic} %`,
    formatDuration(Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)),
    verdict,
  ]);
  const head = phases.length === 0 ? '' : `${formatTable([['phase', 'traffic', 'took', 'verdict'], ...phases])}\n\n`;
  return `${head}${formatTable(rows)}\n`;
}

function describeRollback({
  trigger,
  detectSeconds,
  decideSeconds,
  shiftSeconds,
  totalSeconds,
}: NonNullable<Report['rollback']>): string {
  const part = (name: string, seconds: number | null): string[] => (seconds === null ? [] : [`${name} ${seconds} s`]);
  const parts = [
    ...part('detected', detectSeconds),
    ...part('decided', decideSeconds),
    ...part('shifted and verified', shiftSeconds),
    ...part('in all', totalSeconds),
  ];
  return `triggered by ${trigger.replaceAll('_', ' ')}; ${parts.join(', ')}`;
}
