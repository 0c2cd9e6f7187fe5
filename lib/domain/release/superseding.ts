import { SUPERSEDE_LATE, SUPERSEDE_LATE_LOOK, SUPERSEDE_LOOK, SUPERSEDE_TIMEOUT } from '../bounds';
import { isOnItsWayBack } from '../rollback/take-over';
import { strongest } from './controls';
import type { Note } from './notes';
import type { Control, Release, Successor } from './release';

/** What a start is told that would take the place of a live release. */
export type Supersession =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'waits';
      /** For what, as a part of a sentence. */
      readonly reason: string;
      /** Seconds to the next look. */
      readonly wait: number;
      /** The live release as it is to be; with a note where the start has a word to say to it that it has not said yet. */
      readonly release: Release;
      readonly note?: Note;
    };

/**
 * Decides whether a start may take the place of a live release. The newest start wins: an older one is refused, whether
 * the newer has the endpoint or waits for it. What has passed, or is on its way back, is waited for and not aborted.
 */
export function supersede(live: Release, start: Successor, now: number): Supersession {
  const refusal = refuse(live, start, now);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const waited = (now - start.startedAt) / 1000;
  const answer = {
    kind: 'waits' as const,
    reason: waitingFor(live),
    wait: waited < SUPERSEDE_LATE ? SUPERSEDE_LOOK : SUPERSEDE_LATE_LOOK,
  };
  if (live.successor?.execution === start.execution) return { ...answer, release: live };
  const release = { ...live, successor: start };
  const who = `${start.id}, started at ${new Date(start.startedAt).toISOString()} as ${start.execution}`;
  const isLeft = live.passedAt !== undefined || isOnItsWayBack(live) || live.control?.word === 'abort';
  if (isLeft) return { ...answer, release, note: { action: 'wait for its end', detail: { reason: `by ${who}` } } };
  const reason = `superseded by ${who}`;
  const control: Control = { word: 'abort', actor: start.execution, reason, at: now, supersedes: true };
  const aborted = { ...release, control: strongest(live.control, control) };
  return { ...answer, release: aborted, note: { action: 'supersede', detail: { reason } } };
}

/** What the start that follows a live release is doing, as a part of a sentence. */
export function waitingFor(live: Release): string {
  return `waits for the ${live.passedAt === undefined ? 'way back' : 'end'} of ${nameOf(live)}`;
}

function refuse(live: Release, start: Successor, now: number): string | undefined {
  if (live.stage === 'rollback_failed') {
    return `${nameOf(live)}, whose way back has failed; it waits for a person, and nothing supersedes it`;
  }
  const since = new Date(live.startedAt).toISOString();
  // Its own release, which somebody else is taking back: to begin another would undo their word.
  if (live.execution === start.execution) return `${nameOf(live)}, which this execution began at ${since}`;
  if (isNewer({ execution: live.execution, startedAt: live.askedAt ?? live.startedAt }, start)) {
    return `${nameOf(live)}, which was started later than this one and is run by ${live.owner}; the newest wins`;
  }
  const { successor } = live;
  if (successor !== undefined && isNewer(successor, start)) {
    return `${nameOf(live)}, and ${successor.id} (${successor.execution}), which was started later than this one, takes its place; the newest wins`;
  }
  if (now - start.startedAt < SUPERSEDE_TIMEOUT * 1000) return undefined;
  return `${nameOf(live)}, which has not ended within ${SUPERSEDE_TIMEOUT / 3600} h of this start; see what keeps it, then start again`;
}

/** Of two starts in the same millisecond, the name of the execution decides. */
function isNewer(one: Omit<Successor, 'id'>, other: Omit<Successor, 'id'>): boolean {
  if (one.startedAt !== other.startedAt) return one.startedAt > other.startedAt;
  return one.execution > other.execution;
}

/** The abort by which a release was superseded, while its way back has not begun: the start of that may have been lost. */
export function unheardAbort(release: Release): Control | undefined {
  return release.control?.supersedes === true && !isOnItsWayBack(release) ? release.control : undefined;
}

function nameOf({ number, id }: Release): string {
  return `release ${number} (${id})`;
}
