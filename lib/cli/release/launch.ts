import { executions } from '../../aws/executions';
import type { Blueprint } from '../../domain/blueprint/blueprint';
import { formatProblems } from '../../domain/blueprint/problem';
import { executionLink } from '../../domain/console-link';
import { supersede, waitingFor } from '../../domain/release/superseding';
import { isManaged } from '../../domain/managed';
import { releaseExecutionName } from '../../domain/names';
import { type Account, openAccount } from '../account/account';
import { summarize } from '../blueprint-summary';
import { type Args, onlyOperand } from '../command';
import { EXIT, type Io } from '../io';
import { paintFor } from '../paint';
import { readDocument } from '../read-blueprint';
import { toJson } from '../words';
import { preflight } from './preflight';
import { formatReference } from './reference';
import { watchRelease, waysOf } from './watch';

/** Starts a release, and with `--watch` stays until it has ended. */
export async function launch(args: Args, io: Io): Promise<number> {
  const path = onlyOperand(args, 'BLUEPRINT');
  const { document, parsed } = await readDocument(io, path);
  if (!parsed.ok) {
    io.err(`${path}: the blueprint is refused, and nothing was started\n${formatProblems(parsed.problems)}\n`);
    return EXIT.usage;
  }
  const { blueprint } = parsed;
  const account = await openAccount(args, io);
  const foreseen = await foresee(account, blueprint);
  if ('refused' in foreseen) {
    io.err(`rollouts: ${foreseen.refused}\n`);
    return EXIT.usage;
  }
  if (args.has('dry-run')) return rehearseStart(account, io, { blueprint, isJson: args.has('json'), ...foreseen });
  return start(account, io, { args, blueprint, document });
}

/** What would be refused anyway, said at once and in one place; or the end of which release it would wait for. */
async function foresee(
  account: Account,
  { endpoint, id, supersede: policy }: Blueprint,
): Promise<{ readonly refused: string } | { readonly waits?: string }> {
  const patterns = account.output('endpoints');
  if (!isManaged(endpoint, patterns.split(','))) {
    return {
      refused: `stack ${account.stack} may not manage endpoint ${endpoint}; its configuration allows ${patterns}`,
    };
  }
  const live = (await account.read(endpoint))?.release;
  if (live === undefined) return {};
  if (policy === 'replace') {
    const now = account.now();
    const answer = supersede(live, { id, execution: '', startedAt: now }, now);
    if (answer.kind === 'refused') return { refused: `endpoint ${endpoint} is held by ${answer.reason}` };
    return {
      waits: `${answer.note?.action === 'supersede' ? 'abort it, and wait' : 'wait'} for its end: release ${formatReference(endpoint, live.number)} (${live.id}) holds the endpoint`,
    };
  }
  const name = formatReference(endpoint, live.number);
  return {
    refused: `endpoint ${endpoint} is held by release ${name} (${live.id}); watch it with \`rollouts watch ${name}\`, or end it with \`rollouts abort ${endpoint}\``,
  };
}

async function rehearseStart(
  account: Account,
  io: Io,
  { blueprint, isJson, waits }: { readonly blueprint: Blueprint; readonly isJson: boolean; readonly waits?: string },
): Promise<number> {
  const machine = account.machine(blueprint.strategy);
  const checked = await preflight(account, blueprint);
  if (isJson) {
    io.out(toJson({ dryRun: true, machine, blueprint, ...checked, ...(waits !== undefined && { waits }) }));
  } else {
    io.out(`${summarize(blueprint, paintFor(io))}\n`);
    for (const warning of checked.warnings) io.out(`would warn: ${warning}\n`);
    for (const reason of checked.unchecked) io.out(`not checked: ${reason}\n`);
    for (const reason of checked.reasons) io.out(`would be refused: ${reason}\n`);
    if (checked.reasons.length === 0 && waits !== undefined) io.out(`would ${waits}\n`);
    if (checked.reasons.length === 0) io.out(`would start ${machine}; nothing was started\n`);
  }
  return checked.reasons.length === 0 ? EXIT.done : EXIT.usage;
}

async function start(
  account: Account,
  io: Io,
  { args, blueprint, document }: { readonly args: Args; readonly blueprint: Blueprint; readonly document: unknown },
): Promise<number> {
  const ways = waysOf(args);
  const run = executions(account.connection);
  const name = releaseExecutionName(blueprint.id, account.now());
  const reason = args.value('reason')?.trim() ?? '';
  // The execution's input is the blueprint, so this is where the release learns who wanted it.
  const asked = { by: await account.caller(), ...(reason !== '' && { reason }) };
  const input = { ...(typeof document === 'object' ? document : {}), launch: asked };
  const execution = await run.start(account.machine(blueprint.strategy), name, input);
  const isJson = args.has('json');
  const link = executionLink(execution) ?? '';
  if (!args.has('watch')) {
    const { endpoint, id } = blueprint;
    io.out(
      isJson
        ? toJson({ execution, link, endpoint, id })
        : `started ${id}: ${execution}\n  ${link}\nwatch it with \`rollouts watch ${endpoint}\`\n`,
    );
    return EXIT.done;
  }
  if (isJson) io.out(`${JSON.stringify({ kind: 'started', execution, link })}\n`);
  else io.err(`started ${execution}\n  ${link}\n`);
  const tell = (waits: string): void => {
    if (isJson) io.out(`${JSON.stringify({ kind: 'waiting', endpoint: blueprint.endpoint, reason: waits })}\n`);
    else io.err(`${blueprint.id} ${waits}\n`);
  };
  const number = await numberOf(account, io, { execution, endpoint: blueprint.endpoint, tell });
  if (typeof number === 'string') {
    if (isJson) io.out(`${JSON.stringify({ kind: 'refused', endpoint: blueprint.endpoint, reason: number })}\n`);
    else io.err(`rollouts: refused: ${number}\n`);
    return EXIT.usage;
  }
  return watchRelease(account, io, { endpoint: blueprint.endpoint, number, ...ways });
}

/** The number that the release was given, or why it was refused. */
async function numberOf(
  account: Account,
  io: Io,
  {
    execution,
    endpoint,
    tell,
  }: { readonly execution: string; readonly endpoint: string; readonly tell: (waits: string) => void },
): Promise<number | string> {
  const run = executions(account.connection);
  let told: string | undefined;
  for (;;) {
    const live = (await account.read(endpoint))?.release;
    if (live?.execution === execution) return live.number;
    const waits = live?.successor?.execution === execution ? waitingFor(live) : told;
    if (waits !== undefined && waits !== told) tell(waits);
    told = waits;
    const { status, error, cause, output } = await run.describe(execution);
    const number = releaseIn(output ?? cause);
    if (number !== undefined) return number;
    if (status !== 'RUNNING') return cause ?? error ?? `the execution ended ${status}`;
    // Behind another release nothing changes within seconds.
    await io.sleep(told === undefined ? 1000 : 5000);
  }
}

/** The release's number in the result that its execution ends with. */
function releaseIn(result: string | undefined): number | undefined {
  try {
    const parsed: unknown = JSON.parse(result ?? 'null');
    if (typeof parsed !== 'object' || parsed === null || !('release' in parsed)) return undefined;
    return typeof parsed.release === 'number' ? parsed.release : undefined;
  } catch {
    // A refusal's cause is a sentence.
    return undefined;
  }
}
