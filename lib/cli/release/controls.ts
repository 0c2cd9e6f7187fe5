import { controlFunctions } from '../../aws/control-functions';
import type { OUTPUTS } from '../../domain/outputs';
import { gateOf } from '../../domain/release/gates';
import type { Release } from '../../domain/release/release';
import { standingOf } from '../../domain/release/standing';
import { type Account, openAccount } from '../account/account';
import { type Args, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { formatSpan, formatTime, toJson } from '../words';
import { formatReference, parseReference } from './reference';

/** A word that people say to a live release. */
export interface Verb {
  readonly word: 'pause' | 'resume' | 'promote' | 'approve' | 'abort';
  /** The function that takes it. */
  readonly output: keyof typeof OUTPUTS;
  readonly needsReason: boolean;
  /** What it takes beside the release. @default - nothing */
  readonly operands?: readonly string[];
  /** More for the function, from the command line. */
  readonly more?: (args: Args) => Readonly<Record<string, unknown>>;
  /** Why the word makes no sense now, if it does not; the function has the last say. */
  readonly refuses?: (release: Release, args: Args) => string | undefined;
}

export const PAUSE: Verb = { word: 'pause', output: 'pause', needsReason: true };
export const RESUME: Verb = {
  word: 'resume',
  output: 'resume',
  needsReason: false,
  refuses: ({ control }) => (control?.word === 'pause' ? undefined : 'it is not paused'),
};
export const PROMOTE: Verb = {
  word: 'promote',
  output: 'promote',
  needsReason: true,
  more: (args) => ({ full: args.has('full') }),
};
export const APPROVE: Verb = {
  word: 'approve',
  output: 'approve',
  needsReason: true,
  operands: ['PHASE'],
  more: ({ operands }) => ({ gate: operands[1] }),
  refuses: (release, { operands }) => {
    const gate = gateOf(release);
    if (gate === undefined) return 'it waits at no gate';
    return gate === operands[1] ? undefined : `it waits at the gate of phase ${gate}`;
  },
};
export const ABORT: Verb = { word: 'abort', output: 'abort', needsReason: true };

/** Says a word to a release, and tells when it takes effect. */
export async function say(verb: Verb, args: Args, io: Io): Promise<number> {
  const { word } = verb;
  const reference = parseReference(operandOf(args, verb));
  const reason = reasonOf(args, word, verb.needsReason);
  const account = await openAccount(args, io);
  const release = await liveRelease(account, reference, word);
  const name = formatReference(reference.endpoint, release.number);
  const payload = {
    endpoint: reference.endpoint,
    release: release.number,
    actor: await account.caller(),
    reason,
    ...verb.more?.(args),
  };
  const refused = verb.refuses?.(release, args);
  if (refused !== undefined) throw new Error(`cannot ${word} ${name}: ${refused}`);
  if (args.has('dry-run')) {
    io.out(
      args.has('json')
        ? toJson({ dryRun: true, function: account.output(verb.output), payload })
        : `would ${word} ${name} as ${payload.actor}, with effect ${effectOf(release, word, account)}; nothing was done\n`,
    );
    return EXIT.done;
  }
  const answer = await controlFunctions(account.connection).invoke(account.output(verb.output), payload);
  io.out(
    args.has('json')
      ? toJson(answer)
      : `${name}: ${word} as ${payload.actor}, with effect ${isAtOnce(answer) ? 'at once' : effectOf(release, word, account)}\n`,
  );
  return EXIT.done;
}

/** The reason on the command line; words that will be asked about later need one. */
export function reasonOf(args: Args, word: string, isNeeded: boolean): string {
  const reason = args.value('reason')?.trim() ?? '';
  if (reason === '' && isNeeded) {
    throw new UsageError(
      `--reason is missing: say why, somebody will ask; e.g. rollouts ${word} … --reason "the dashboard looks odd"`,
    );
  }
  if (reason.length > 1000) throw new UsageError(`--reason has ${reason.length} characters, and can have 1000`);
  return reason === '' ? 'no reason given' : reason;
}

function operandOf({ operands }: Args, verb: Verb): string {
  const names = ['RELEASE', ...(verb.operands ?? [])];
  const missing = names[operands.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  if (operands.length > names.length) {
    throw new UsageError(`${verb.word} takes ${names.join(' and ')}, got ${operands.join(' ')}`);
  }
  return operands[0] ?? '';
}

async function liveRelease(
  account: Account,
  { endpoint, number }: ReturnType<typeof parseReference>,
  word: string,
): Promise<Release> {
  const release = (await account.read(endpoint))?.release;
  if (release === undefined) {
    throw new Error(
      `cannot ${word}: no release of ${endpoint} is live; \`rollouts history ${endpoint}\` shows those that ended, \`rollouts rollback ${endpoint}\` goes back from the last`,
    );
  }
  if (number !== undefined && number !== release.number) {
    throw new Error(`cannot ${word} release ${number} of ${endpoint}: release ${release.number} is live`);
  }
  return release;
}

function isAtOnce(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'effect' in answer && answer.effect === 'now';
}

/** When a word takes effect: an abort and a word in a hold at once, the others when the release looks next. */
function effectOf(release: Release, word: Verb['word'], account: Account): string {
  if (word === 'abort' || release.hold !== undefined) return 'at once';
  const now = account.now();
  const { nextLookAt } = standingOf(release, now);
  if (nextLookAt === undefined) return 'at the next look, which comes after the step under way';
  return `at the next look, ${formatTime(nextLookAt)}${nextLookAt > now ? ` (in ${formatSpan((nextLookAt - now) / 1000)})` : ''}`;
}
