import { HOLD_TIMEOUT } from '../bounds';
import type { DecisionAnswer } from './deciding';
import type { KpiVerdict } from './judge';
import { holdLookSeconds } from '../blueprint/looks';
import type { Note } from '../release/notes';
import type { AlarmReading } from '../sentinels/readings';
import type { Hold, Release } from '../release/release';

/** What a look sees. */
export interface Look {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Alarms that were read; empty at a look inside a bake. */
  readonly alarms: readonly AlarmReading[];
  readonly verdicts: readonly KpiVerdict[];
  /** What the user's decision function says; absent where there is none. */
  readonly decision?: DecisionAnswer;
  /** What somebody else has done to the endpoint, where the look has seen to that. */
  readonly drift?: string;
  /** Verdicts that are reported and never acted on. */
  readonly dryRuns?: readonly KpiVerdict[];
}

/** What a release does next, and the record and audit entries that say so. `wait` is in seconds. */
export interface Decision {
  readonly next: 'bake' | 'bake, then check' | 'check' | 'shift' | 'hold' | 'roll back' | 'pass' | 'close';
  readonly wait: number;
  /** A hold in which health checks are asked before its next look. */
  readonly asks?: true;
  readonly release: Release;
  readonly notes: readonly Note[];
}

/** Which holds end only by a person's word; the others end when their cause does. */
export const HOLDING: Readonly<Record<Hold['why'], 'until spoken' | 'while it lasts'>> = {
  gate: 'until spoken',
  inconclusive: 'until spoken',
  breach: 'until spoken',
  capacity: 'until spoken',
  pause: 'while it lasts',
  incident: 'while it lasts',
  decision: 'while it lasts',
};

/** Holds that nobody has asked for: they end by themselves, and a day of them is a day whatever their causes. */
export const BY_ITSELF: ReadonlySet<Hold['why']> = new Set(['incident', 'decision']);

/** Holds, or goes on holding: the end of a hold under way stays where it was. */
export function hold(
  release: Release,
  look: Look,
  { why, reason, seconds }: { readonly why: Hold['why']; readonly reason: string; readonly seconds?: number },
): Decision {
  const standing = release.hold?.why === why ? release.hold : undefined;
  const longestHold = seconds ?? release.plan?.blueprint.pauseSeconds ?? HOLD_TIMEOUT;
  const until = look.now + longestHold * 1000;
  const before =
    release.hold !== undefined && BY_ITSELF.has(release.hold.why) && BY_ITSELF.has(why) ? release.hold : {};
  const held: Hold = standing ?? { since: look.now, until, ...before, why, reason };
  const longest = (held.until - held.since) / 1000;
  const left = Math.max(1, Math.ceil((held.until - look.now) / 1000));
  const notes: Note[] =
    standing === undefined
      ? [
          {
            action: 'hold',
            event: 'deployment.paused',
            detail: { why, reason, until: new Date(held.until).toISOString() },
          },
        ]
      : [];
  return { next: 'hold', wait: Math.min(left, holdLookSeconds(longest)), release: { ...release, hold: held }, notes };
}
