import { pace } from '../emulator/transport/pacer';
import { serve } from '../emulator/transport/server';
import { parseScenario } from '../rehearsal/scenario';
import { setStage, type Stage } from '../rehearsal/stage';
import { synthesize } from '../rehearsal/synthesize';
import { type Args, UsageError } from './command';
import { EXIT, type Io } from './io';
import { readDocument, readPlainDocument } from './read-blueprint';
import { formatProblems } from '../domain/blueprint/problem';
import type { Blueprint } from '../domain/blueprint/blueprint';
import { parseBlueprint } from '../domain/blueprint/parse-blueprint';
import { formatTable } from './table';

const DEFAULT_PORT = 4599;
/** What is there when no blueprint says otherwise: an endpoint that serves, and a model that waits for its release. */
const DEFAULT_BLUEPRINT = { endpoint: 'fraud-detector', model: 'fraud-detector-v42' };

/** Serves the emulator, with the stack deployed, to any AWS client on this machine until it is interrupted. */
export async function emulate(args: Args, io: Io): Promise<number> {
  const port = numberOption(args, 'port', DEFAULT_PORT, { least: 0, most: 65_535 });
  const speed = numberOption(args, 'speed', 1, { least: 0.001, most: 100_000 });
  const host = args.value('host') ?? '127.0.0.1';
  const stage = await setStage(synthesize(), await blueprintOf(args, io), await scenarioOf(args, io));
  const pacer = pace(stage.emulator.clock, speed);
  const server = await serve(
    {
      clock: stage.emulator.clock,
      call: async (...call) => {
        await pacer.catchUp();
        return stage.emulator.call(...call);
      },
    },
    { port, host },
  );
  io.out(`${welcome(stage, server.url, speed)}\n`);
  await io.interrupted();
  pacer.stop();
  await server.close();
  return EXIT.done;
}

async function blueprintOf(args: Args, io: Io): Promise<Blueprint> {
  const [path] = args.operands;
  const parsed = path === undefined ? parseBlueprint(DEFAULT_BLUEPRINT) : (await readDocument(io, path)).parsed;
  if (!parsed.ok) throw new UsageError(`${path}: the blueprint is refused\n${formatProblems(parsed.problems)}`);
  return parsed.blueprint;
}

async function scenarioOf(args: Args, io: Io) {
  const path = args.value('scenario');
  const parsed = parseScenario(path === undefined ? {} : await readPlainDocument(io, path));
  if (!parsed.ok) throw new UsageError(`${path}: the scenario is refused\n${formatProblems(parsed.problems)}`);
  return parsed.scenario;
}

function welcome(stage: Stage, url: string, speed: number): string {
  const outputs = Object.entries(stage.deployed.outputs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    `AWS is emulated at ${url}, ${speed} times as fast as real time; any credentials and region us-east-1 will do.`,
    `With the AWS CLI: aws --endpoint-url ${url} --region us-east-1 stepfunctions list-state-machines`,
    '',
    `Stack ${stage.deployed.stackName}:`,
    formatTable(outputs.map(([key, value]) => [`  ${key}`, value])),
    '',
    'Stop with Ctrl-C.',
  ].join('\n');
}

function numberOption(
  args: Args,
  option: string,
  standard: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const text = args.value(option);
  const value = text === undefined ? standard : Number(text);
  if (text !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${option} is ${text}; it takes a number from ${least} to ${most}`);
}
