import { executions } from '../../aws/executions';
import { executionLink } from '../../domain/console-link';
import { rollbackExecutionName } from '../../domain/names';
import type { EndpointRecord } from '../../domain/release/release';
import { parseWanted, type Wanted, WANTED } from '../../domain/rollback/wanted';
import { type Account, openAccount } from '../account/account';
import { type Args, onlyOperand, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { toJson } from '../words';
import { reasonOf } from './controls';
import { parseReference } from './reference';
import { describeWay, wayBack } from './rollback-way';
import { watchRelease, waysOf } from './watch';

/** Brings an endpoint back: out of a live release, or after its end to what an earlier one has left serving. */
export async function rollback(args: Args, io: Io): Promise<number> {
  const { endpoint } = parseReference(onlyOperand(args, 'ENDPOINT'));
  const reason = reasonOf(args, 'rollback', true);
  const to = wantedOf(args, endpoint);
  const ways = waysOf(args);
  const account = await openAccount(args, io);
  const record = await recordOf(account, endpoint);
  const way = await wayBack(account, record, to);
  const input = { endpoint, actor: await account.caller(), reason, ...(way.input !== undefined && { to: way.input }) };
  const machine = account.output('rollbackMachine');
  if (args.has('dry-run')) {
    io.out(args.has('json') ? toJson({ dryRun: true, machine, input, ...way.shown }) : describeWay(way));
    return EXIT.done;
  }
  const name = rollbackExecutionName(endpoint, way.release, `by-hand-${Math.floor(account.now() / 1000)}`);
  const execution = await executions(account.connection).start(machine, name, input);
  const link = executionLink(execution) ?? '';
  if (!args.has('watch')) {
    const show = { execution, link, endpoint, release: way.release };
    io.out(
      args.has('json')
        ? toJson(show)
        : `started: ${way.text}\n  ${execution}\n  ${link}\nwatch it with \`rollouts watch ${endpoint}\`\n`,
    );
    return EXIT.done;
  }
  io.err(`started ${execution}\n  ${link}\n`);
  const nothing = await nothingToDo(account, io, { execution, endpoint, release: way.release });
  if (nothing !== undefined) throw new Error(`there was nothing to do: ${nothing}`);
  const code = await watchRelease(account, io, { endpoint, number: way.release, ...ways });
  // Whoever asks for a rollback is content when everything is back.
  const outcome = (await account.read(endpoint))?.last;
  return outcome?.number === way.release && outcome.outcome === 'rolled_back' ? EXIT.done : code;
}

function wantedOf(args: Args, endpoint: string): Wanted | undefined {
  const written = args.value('to');
  if (written === undefined) return undefined;
  const wanted = parseWanted(endpoint, written);
  if (wanted === undefined) throw new UsageError(`--to is ${JSON.stringify(written)}, and can be ${WANTED}`);
  return wanted;
}

async function recordOf(account: Account, endpoint: string): Promise<EndpointRecord> {
  const record = await account.read(endpoint);
  if (record !== undefined) return record;
  throw new Error(`no release of ${endpoint} by stack ${account.stack} has ended, so there is nothing to go back from`);
}

/** Why the machine found nothing to do, if it did; `undefined` once the release is on its way back. */
async function nothingToDo(
  account: Account,
  io: Io,
  { execution, endpoint, release }: { readonly execution: string; readonly endpoint: string; readonly release: number },
): Promise<string | undefined> {
  const run = executions(account.connection);
  for (;;) {
    const record = await account.read(endpoint);
    if (record?.release?.owner === execution || (record?.last?.number ?? 0) >= release) return undefined;
    const { status, output } = await run.describe(execution);
    if (status !== 'RUNNING') return reasonIn(output) ?? `the execution ended ${status}`;
    await io.sleep(1000);
  }
}

function reasonIn(output: string | undefined): string | undefined {
  const parsed: unknown = JSON.parse(output ?? 'null');
  return typeof parsed === 'object' && parsed !== null && 'reason' in parsed ? String(parsed.reason) : undefined;
}
