import { MOST_SAID, strongest } from '../../lib/domain/release/controls';
import { NotPossible, RecordContended } from '../../lib/domain/errors';
import type { Note } from '../../lib/domain/release/notes';
import type { Executions } from '../../lib/domain/ports';
import type { Control, Release } from '../../lib/domain/release/release';
import { isOnItsWayBack } from '../../lib/domain/rollback/take-over';
import { annotate } from './ledger';
import type { RecordPorts } from './ports';

/** A person's word, as the CLI or the console gives it. */
export interface ControlInput {
  readonly endpoint: string;
  /** Who speaks, as reported; CloudTrail has the proof. */
  readonly actor?: string;
  readonly reason?: string;
  /** Number of the release that is meant; refused if another one is live. @default the live one */
  readonly release?: number;
}

export interface ControlOutput {
  readonly endpoint: string;
  readonly release: number;
  /** When the word takes effect. */
  readonly effect: 'now' | 'at the next look';
}

export interface ControlPorts extends RecordPorts {
  readonly executions: Pick<Executions, 'wake'>;
}

/** What a word makes of a release, `undefined` where nobody looks for it; throws `NotPossible` where it makes no sense. */
export type Speak = (
  release: Release,
  control: Omit<Control, 'word'>,
) => { readonly release: Release; readonly note: Note } | undefined;

const ATTEMPTS = 5;

/** Writes a person's word into the record where somebody will look for it, and wakes the release if it waits for one. */
export async function speak(
  ports: ControlPorts,
  input: ControlInput,
  { verb, change }: { readonly verb: string; readonly change: Speak },
): Promise<ControlOutput> {
  const { endpoint } = input;
  const actor = (input.actor ?? 'somebody').slice(0, MOST_SAID);
  const reason = (input.reason ?? 'no reason given').slice(0, MOST_SAID);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await ports.store.read(endpoint);
    const live = record?.release;
    if (record === undefined || live === undefined)
      throw new NotPossible(`cannot ${verb}: no release of ${endpoint} is live`);
    if (input.release !== undefined && input.release !== live.number) {
      throw new NotPossible(`cannot ${verb} release ${input.release} of ${endpoint}: release ${live.number} is live`);
    }
    const at = ports.clock();
    const said = change(live, { actor, reason, at });
    if (said === undefined) return { endpoint, release: live.number, effect: 'now' };
    const step = { name: verb, enteredAt: new Date(at).toISOString(), execution: actor };
    const next = annotate({ ...record, release: said.release }, step, at, [{ ...said.note, actor }]);
    if (!(await ports.store.swap(next, record.revision))) continue;
    if (record.holdToken !== undefined) await ports.executions.wake(record.holdToken);
    return {
      endpoint,
      release: live.number,
      effect: record.holdToken === undefined ? 'at the next look' : 'now',
    };
  }
  throw new RecordContended(endpoint, ATTEMPTS);
}

/** Throws `NotPossible` once the release is past the point where a word could matter. */
export function refuseLate(verb: string, release: Release): void {
  // The last gate is met a moment before that is noted; nobody looks for a word any more.
  const hasPassed = release.passedAt !== undefined || release.stage === 'finalizing';
  const isLate = hasPassed || release.restoredAt !== undefined || isOnItsWayBack(release);
  if (!isLate) return;
  throw new NotPossible(
    `cannot ${verb} release ${release.number}: it is ${release.stage.replaceAll('_', ' ')} already`,
  );
}

/** The release with a word spoken to it; refused once the release is past the point where the word could matter. */
export function withWord(release: Release, control: Control): Release {
  // A final variant that holds because of a breach waits for exactly this word.
  const asked = control.word === 'promote' && release.hold?.why === 'breach';
  if (!asked && control.word !== 'abort') refuseLate(control.word, release);
  const standing = strongest(release.control, control);
  if (standing !== control) {
    throw new NotPossible(
      `cannot ${control.word} release ${release.number}: a stronger word (${standing.word}) stands`,
    );
  }
  return { ...release, control };
}
