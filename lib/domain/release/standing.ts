import { SETTLE, STEP_RETRIES } from '../bounds';
import type { Phase } from '../blueprint/blueprint';
import type { Hold, Release, Stage } from './release';

/** Where a live release stands, as people ask. */
export interface Standing {
  /** What is going on, as a part of a sentence. */
  readonly doing: string;
  readonly phases: readonly PhaseStanding[];
  readonly hold?: Hold;
  /** When the next look is due, epoch milliseconds; only while the release waits for one. */
  readonly nextLookAt?: number;
  /** Seconds of watching still to come if nobody is waited for; absent on the way back. */
  readonly leftSeconds?: number;
}

/** One phase of it. */
export interface PhaseStanding extends Pick<Phase, 'name' | 'traffic' | 'bakeSeconds'> {
  readonly state: 'passed' | 'failed' | 'now' | 'next';
  /** Seconds of the bake that are over. */
  readonly bakedSeconds: number;
  readonly isGated: boolean;
}

const DOING: Readonly<Record<Stage, (phase: string) => string>> = {
  opening: () => 'looking at the endpoint',
  deploying: () => 'putting the candidate beside the baseline',
  testing: () => 'testing the candidate before any traffic',
  judging: () => 'deciding what comes next',
  baking: (phase) => `watching phase ${phase}`,
  shifting: (phase) => `shifting traffic to phase ${phase}`,
  finalizing: () => 'moving the endpoint to the new model alone',
  settling: () => 'watching the final variant',
  rolling_back: () => 'bringing all traffic back to the baseline',
  cleaning_up: () => 'removing the candidate; all traffic is back on the baseline',
  rollback_failed: () => 'stopped: the way back has failed, and a person must look',
};

const BEFORE_THE_END: ReadonlySet<Stage> = new Set([
  'opening',
  'deploying',
  'testing',
  'judging',
  'baking',
  'shifting',
]);

/** Tells where a release stands at `now`, epoch milliseconds. */
export function standingOf(release: Release, now: number): Standing {
  const { stage, hold, plan } = release;
  const phases = (plan?.blueprint.phases ?? []).map((phase, index) => phaseStanding(release, { phase, index, now }));
  const looks = stage === 'baking' || stage === 'settling' || hold !== undefined;
  return {
    doing: DOING[stage](plan?.blueprint.phases[release.phase]?.name ?? ''),
    phases,
    ...(hold !== undefined && { hold }),
    // Whoever waits has promised a sign of life by then, retries included.
    ...(looks && { nextLookAt: release.dueBy - STEP_RETRIES * 1000 }),
    ...(BEFORE_THE_END.has(stage) &&
      plan !== undefined && {
        leftSeconds:
          SETTLE +
          phases.reduce((sum, { state, bakeSeconds, bakedSeconds }) => {
            return sum + (state === 'now' || state === 'next' ? bakeSeconds - bakedSeconds : 0);
          }, 0),
      }),
  };
}

function phaseStanding(
  release: Release,
  { phase, index, now }: { readonly phase: Phase; readonly index: number; readonly now: number },
): PhaseStanding {
  const { name, traffic, bakeSeconds, gate } = phase;
  const result = release.phases.find((ended) => ended.name === name);
  const isNow = index === release.phase && result === undefined;
  const baked = isNow && release.stage === 'baking' ? (now - (release.bakeFrom ?? now)) / 1000 : 0;
  const state = result === undefined ? (isNow ? 'now' : 'next') : result.verdict === 'fail' ? 'failed' : 'passed';
  return {
    name,
    traffic,
    bakeSeconds,
    state,
    bakedSeconds: Math.max(0, Math.min(bakeSeconds, Math.floor(baked))),
    isGated: gate !== undefined,
  };
}
