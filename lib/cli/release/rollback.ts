import { executions } from '../../aws/executions';
import { executionLink } from '../../domain/console-link';
import { rollbackExecutionName } from '../../domain/names';
import type { EndpointRecord } from '../../domain/release/release';
import { type Account, openAccount } from '../account/account';
import { type Args, onlyOperand, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { toJson } from '../words';
import { reasonOf } from './controls';
import { formatReference, parseReference } from './reference';
import { watchRelease, waysOf } from './watch';

/** Brings an endpoint back: out of a live release, or from the last one that completed to what served before it. */
export async function rollback(args: Args, io: Io): Promise<number> {
  const { endpoint } = parseReference(onlyOperand(args, 'ENDPOINT'));
  const reason = reasonOf(args, 'rollback', true);
  const ways = waysOf(args);
  const account = await openAccount(args, io);
  const record = await account.read(endpoint);
  const intent = intentOf(account, endpoint, record);
  await checkTarget(account, { endpoint, record, to: args.value('to') ?? 'previous' });
  const input = { endpoint, actor: await account.caller(), reason };
  const machine = account.output('rollbackMachine');
  if (args.has('dry-run')) {
    io.out(
      args.has('json')
        ? toJson({ dryRun: true, machine, input, ...intent })
        : `would ${intent.text}; nothing was done\n`,
    );
    return EXIT.done;
  }
  const name = rollbackExecutionName(endpoint, intent.release, `by-hand-${Math.floor(account.now() / 1000)}`);
  const execution = await executions(account.connection).start(machine, name, input);
  const link = executionLink(execution) ?? '';
  if (!args.has('watch')) {
    const show = { execution, link, endpoint, release: intent.release };
    io.out(
      args.has('json')
        ? toJson(show)
        : `started: ${intent.text}\n  ${execution}\n  ${link}\nwatch it with \`rollouts watch ${endpoint}\`\n`,
    );
    return EXIT.done;
  }
  io.err(`started ${execution}\n  ${link}\n`);
  const nothing = await nothingToDo(account, io, { execution, endpoint, release: intent.release });
  if (nothing !== undefined) throw new Error(`there was nothing to do: ${nothing}`);
  const code = await watchRelease(account, io, { endpoint, number: intent.release, ...ways });
  // Whoever asks for a rollback is content when everything is back.
  const outcome = (await account.read(endpoint))?.last;
  return outcome?.number === intent.release && outcome.outcome === 'rolled_back' ? EXIT.done : code;
}

interface Intent {
  readonly text: string;
  /** Number of the release that goes back. */
  readonly release: number;
}

function intentOf(account: Account, endpoint: string, record: EndpointRecord | undefined): Intent {
  const live = record?.release;
  if (live !== undefined) {
    const back = live.plan?.baseline === undefined ? 'what was before' : live.plan.baseline.model;
    return { text: `take ${formatReference(endpoint, live.number)} back to ${back}`, release: live.number };
  }
  const last = record?.last;
  if (record === undefined || last === undefined) {
    throw new Error(
      `no release of ${endpoint} by stack ${account.stack} has ended, so there is nothing to go back from`,
    );
  }
  const baseline = last.plan?.baseline;
  if (last.outcome !== 'completed' || baseline === undefined) {
    throw new Error(
      `the last release, ${formatReference(endpoint, last.number)}, ended ${last.outcome.replaceAll('_', ' ')}, so there is nothing to go back from`,
    );
  }
  return {
    text: `return ${endpoint} from ${last.servingModel ?? last.plan?.candidate.model} to ${baseline.model}, as before ${formatReference(endpoint, last.number)}`,
    release: record.number + 1,
  };
}

/**
 * The way back leads to what served before, by the config that is kept for it. An older model comes back as a release of
 * its own, which is tested and watched like any other.
 */
async function checkTarget(
  account: Account,
  {
    endpoint,
    record,
    to,
  }: { readonly endpoint: string; readonly record: EndpointRecord | undefined; readonly to: string },
): Promise<void> {
  if (to === 'previous') return;
  const number = Number(/^(?:.+[/#])?(\d{1,9})$/.exec(to)?.[1] ?? Number.NaN);
  if (Number.isNaN(number))
    throw new UsageError(`--to is ${JSON.stringify(to)}, and can be previous or the number of a release`);
  const target = await account.archive.ended(endpoint, number);
  if (target?.plan === undefined)
    throw new Error(`there is no release ${formatReference(endpoint, number)} to go back to`);
  const before = (record?.release ?? record?.last)?.plan?.baseline;
  if (target.outcome === 'completed' && before?.config === target.plan.candidate.finalConfig) return;
  throw new Error(
    `${formatReference(endpoint, number)} is not what served before (${before?.model ?? 'nothing'} did); ` +
      `bring its model ${target.plan.candidate.model} back by a release of its own: rollouts launch`,
  );
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
