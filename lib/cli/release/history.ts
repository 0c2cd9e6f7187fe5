import type { EndedRelease } from '../../domain/release/release';
import { openAccount } from '../account/account';
import { type Args, onlyOperand, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { type Paint, paintFor } from '../paint';
import { formatTable } from '../table';
import { cut, formatOutcome, formatSpan, formatTime, toJson } from '../words';
import { parseReference } from './reference';

/** Shows what was released to an endpoint, the newest first. */
export async function history(args: Args, io: Io): Promise<number> {
  const { endpoint } = parseReference(onlyOperand(args, 'ENDPOINT'));
  const limit = limitOf(args);
  const account = await openAccount(args, io);
  const ended = await account.archive.history(endpoint, limit);
  if (args.has('json')) {
    io.out(toJson(ended));
    return EXIT.done;
  }
  if (ended.length === 0)
    throw new Error(`no release of ${endpoint} has ended yet; \`rollouts status ${endpoint}\` shows a live one`);
  const rows = ended.map((one) => row(one, paintFor(io), io.columns));
  io.out(`${formatTable([['release', 'what', 'ended', 'took', 'outcome', 'reason'], ...rows])}\n`);
  return EXIT.done;
}

function limitOf(args: Args): number {
  const written = args.value('limit') ?? '20';
  if (!/^[1-9]\d{0,3}$/.test(written))
    throw new UsageError(`--limit is ${JSON.stringify(written)}, and can be 1 to 9999`);
  return Number(written);
}

function row(ended: EndedRelease, paint: Paint, columns: number): readonly string[] {
  return [
    String(ended.number),
    ended.id,
    formatTime(ended.endedAt),
    formatSpan((ended.endedAt - ended.startedAt) / 1000),
    formatOutcome(ended.outcome, paint),
    cut(ended.reason, Math.max(30, columns - 70)),
  ];
}
