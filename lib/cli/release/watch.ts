import type { AuditEntry } from '../../domain/release/audit';
import { parseDuration } from '../../domain/blueprint/duration';
import type { Outcome } from '../../domain/release/release';
import { type Account, openAccount } from '../account/account';
import { isPassing } from '../account/explain-error';
import { type Args, onlyOperand, UsageError } from '../command';
import { describeEntry } from '../event-lines';
import { EXIT, type Io } from '../io';
import { paintFor } from '../paint';
import { formatOutcome, formatTime } from '../words';
import { explanation } from './explanation';
import { findRelease, type Found } from './find-release';
import { frameOf } from './frame';
import { formatReference, parseReference, type Reference } from './reference';
import { takeSnapshot } from './snapshot';
import { entriesFrom } from './trail';

/** Milliseconds from look to look: for eyes, and for a log that nobody waits for. */
const INTERVAL = { screen: 5000, lines: 10_000 };

/** Watches a release to its end, from wherever it is. */
export async function watch(args: Args, io: Io): Promise<number> {
  const reference = parseReference(onlyOperand(args, 'RELEASE'));
  const ways = waysOf(args);
  const account = await openAccount(args, io);
  const found = await findRelease(account, reference);
  const number =
    found.kind === 'live' ? found.release.number : found.kind === 'ended' ? found.ended.number : found.number;
  return watchRelease(account, io, { endpoint: reference.endpoint, number, ...ways });
}

/** How the command line wants to watch. */
export function waysOf(args: Args): Pick<Watched, 'isJson' | 'every'> {
  const written = args.value('every');
  const seconds = written === undefined ? undefined : parseDuration(written);
  if (written !== undefined && (seconds === undefined || seconds < 0.1 || seconds > 3600)) {
    throw new UsageError(`--every is ${JSON.stringify(written)}; it takes a duration from 100ms to 1h, e.g. 30s`);
  }
  return { isJson: args.has('json'), ...(seconds !== undefined && { every: seconds * 1000 }) };
}

/** What is watched, and for whom. */
export interface Watched extends Required<Reference> {
  readonly isJson: boolean;
  /** Milliseconds from look to look. @default 5 seconds on a screen, 10 in a log */
  readonly every?: number;
}

/** Watches one release to its end; resolves to the exit code that tells how it ended. */
export async function watchRelease(account: Account, io: Io, watched: Watched): Promise<number> {
  const screen = screenFor(io, watched);
  let seen = 0;
  const entries: AuditEntry[] = [];
  for (;;) {
    try {
      const record = await account.read(watched.endpoint);
      const found = await findRelease(account, watched, record);
      const fresh = await entriesFrom(account, watched.endpoint, { from: seen + 1, known: record });
      seen = fresh.at(-1)?.sequence ?? seen;
      const own = fresh.filter(({ release }) => release === watched.number);
      entries.push(...own);
      await screen.show(account, { found, entries, own });
      const code = exitCodeOf(found);
      if (code !== undefined) {
        await screen.end(account, found);
        return code;
      }
    } catch (error) {
      // The release goes on whether anybody watches or not.
      if (!isPassing(error)) throw error;
      screen.lost(error);
    }
    await io.sleep(watched.every ?? (io.isTerminal ? INTERVAL.screen : INTERVAL.lines));
  }
}

interface Sight {
  readonly found: Found;
  readonly entries: readonly AuditEntry[];
  readonly own: readonly AuditEntry[];
}

interface Screen {
  show(account: Account, sight: Sight): Promise<void>;
  end(account: Account, found: Found): Promise<void>;
  lost(error: unknown): void;
}

function screenFor(io: Io, watched: Watched): Screen {
  if (watched.isJson) return jsonLines(io);
  return io.isTerminal && io.environment['TERM'] !== 'dumb' ? liveFrame(io) : quietLines(io, watched);
}

/** One line a step, for logs of pipelines. */
function quietLines(io: Io, { endpoint }: Watched): Screen {
  const paint = paintFor(io);
  return {
    show: (_account, { own }) => {
      for (const entry of own) {
        for (const [mark, text] of describeEntry(endpoint, entry, paint)) {
          io.out(`${formatTime(entry.at)}  ${mark} ${text}\n`);
        }
      }
      return Promise.resolve();
    },
    end: (_account, found) => {
      io.out(`${lastLine(found, io)}\n`);
      return Promise.resolve();
    },
    lost: (error) => io.err(`the connection is lost (${messageOf(error)}); trying again\n`),
  };
}

/** One JSON object a line: every entry of the audit trail, then the end. */
function jsonLines(io: Io): Screen {
  const line = (value: unknown) => io.out(`${JSON.stringify(value)}\n`);
  return {
    show: (_account, { own }) => {
      for (const entry of own) line({ kind: 'entry', entry });
      return Promise.resolve();
    },
    end: (_account, found) => {
      line(found.kind === 'live' ? { kind: 'end', release: found.release } : { ...found, kind: 'end' });
      return Promise.resolve();
    },
    lost: (error) => io.err(`the connection is lost (${messageOf(error)}); trying again\n`),
  };
}

/** One screen that is drawn again and again in its place. */
function liveFrame(io: Io): Screen {
  const paint = paintFor(io);
  let drawn = 0;
  const draw = (text: string): void => {
    io.out(`${drawn === 0 ? '' : `\u001B[${drawn}F\u001B[0J`}${text}`);
    drawn = text.split('\n').length - 1;
  };
  let frame = '';
  return {
    show: async (account, { found, entries }) => {
      if (found.kind !== 'live') return;
      const { endpoint, release } = found;
      const snapshot = await takeSnapshot(account, { endpoint, release, entries });
      frame = frameOf(snapshot, { paint, columns: io.columns });
      draw(frame);
    },
    end: async (account, found) => {
      if (found.kind === 'live') io.out(`\n${lastLine(found, io)}\n`);
      else draw(await explanation(account, found, paint));
    },
    lost: (error) => draw(`${frame}\n${paint.bad(`the connection is lost (${messageOf(error)}); trying again`)}\n`),
  };
}

function lastLine(found: Found, io: Io): string {
  const paint = paintFor(io);
  const line = (number: number, outcome: Outcome, reason: string) =>
    `${formatReference(found.endpoint, number)} ${formatOutcome(outcome, paint)}: ${reason}`;
  if (found.kind === 'ended') return line(found.ended.number, found.ended.outcome, found.ended.reason);
  if (found.kind === 'refused') return line(found.number, 'refused', found.reason);
  const { number, ending, breach } = found.release;
  const advice = `a person must look, and \`rollouts rollback ${found.endpoint}\` tries again`;
  return line(number, 'rollback_failed', `${ending?.reason ?? breach?.reason ?? ''}; ${advice}`);
}

/** What a pipeline is told; `undefined` while the release goes on. */
function exitCodeOf(found: Found): number | undefined {
  if (found.kind === 'refused') return EXIT.usage;
  if (found.kind === 'live') return found.release.stage === 'rollback_failed' ? EXIT.failed : undefined;
  return exitCodeFor(found.ended.outcome);
}

/** The exit code for a release that ended so. */
function exitCodeFor(outcome: Outcome): number {
  if (outcome === 'completed') return EXIT.done;
  return outcome === 'refused' ? EXIT.usage : EXIT.failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
