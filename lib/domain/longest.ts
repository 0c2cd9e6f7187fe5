import type { Blueprint } from './blueprint/blueprint';
import {
  FINALIZE_ATTEMPTS,
  FINALIZE_PAUSE,
  HOLD_TIMEOUT,
  MAX_RESCUES,
  PATIENCE,
  PERIOD,
  PROVISION_TIMEOUT,
  ROLLBACK_STEP_RETRIES,
  ROLLBACK_TIMEOUT,
  SETTLE,
  SMOKE_TEST_TIMEOUT,
  STAGED_WATCH,
  STEP_RETRIES,
  SUPERSEDE_TIMEOUT,
  TRAFFIC_TIMEOUT,
  WRITER_TIMEOUT,
} from './bounds';

/** How long things can take at the very most, seconds: every wait to its deadline, every step to its last retry. */
export interface Longest {
  /** From the start of an execution to its release, or to its refusal: it may wait for the end of a release that it supersedes. */
  readonly beforehand: number;
  /**
   * From the start of a release to its last gate, if people let every gate wait to its end and are silent after that, every bake
   * ends in a hold that nobody has asked for, and every phase has its staged breach.
   */
  readonly forward: number;
  /** From a breach on record to verified traffic; after that the release says `rollback_failed`. */
  readonly toSafety: number;
  /** From a breach on record to the end of the release. */
  readonly wayBack: number;
  /** From the start of a release to its end, whatever happens. Every word of a person may add a hold of a day. */
  readonly release: number;
}

/** Steps forward of a phase that may each need all of their retries: gate, checks, shift, look, verdict. */
const STEPS_A_PHASE = 6;
/** A verdict waits for the data points of its last period. */
const LATE_DATA = 2 * PERIOD;
/** The last step before the deadline may still need all the attempts that the steps back have. */
const TIRELESSNESS = 4 * 3600;
/** A dead owner is found by an event, or by the reconciler once its next sign of life is overdue. */
const FOUND_DEAD = ROLLBACK_STEP_RETRIES + 2 * PERIOD;

/** The bounds of a blueprint's release, from its plan and from the ends of the machines' waits. */
export function longestOf({
  phases,
  kpis = [],
  inconclusive,
  pauseSeconds = HOLD_TIMEOUT,
  supersede,
}: Pick<Blueprint, 'phases' | 'inconclusive' | 'supersede'> &
  Partial<Pick<Blueprint, 'kpis' | 'pauseSeconds'>>): Longest {
  const open = PATIENCE + STEP_RETRIES;
  const deploy = PROVISION_TIMEOUT + 2 * PATIENCE + 3 * STEP_RETRIES;
  const test = 3 * (SMOKE_TEST_TIMEOUT + WRITER_TIMEOUT) + 2 * STEP_RETRIES;
  // More instances for the candidate, where autoscaling has added to the baseline, then the weights, and the looks. A bake goes on
  // through an incident or a decision function's pause, and ends with it.
  const watch = (seconds: number) =>
    PROVISION_TIMEOUT + TRAFFIC_TIMEOUT + seconds + LATE_DATA + pauseSeconds + STEPS_A_PHASE * STEP_RETRIES;
  const extension = inconclusive?.extendSeconds ?? 0;
  const extended = extension === 0 ? 0 : extension + pauseSeconds;
  const watched = phases.map(({ bakeSeconds, gate }) => (gate?.maxSeconds ?? 0) + watch(bakeSeconds) + extended);
  const once = watched.reduce((sum, seconds) => sum + seconds, 0);
  // A staged breach may come when everything was waited for: half the traffic back, a look at that, and all of it once more.
  const isStaged = kpis.some(({ breach }) => breach === 'staged');
  const forth = isStaged ? 2 * once + phases.length * watch(STAGED_WATCH) : once;
  // Silence after one hold ends in the way back, so there is at most one that runs to its end.
  const forward = open + deploy + test + forth + pauseSeconds;
  const finalize =
    FINALIZE_ATTEMPTS * (PROVISION_TIMEOUT + FINALIZE_PAUSE + PATIENCE + 2 * STEP_RETRIES) +
    SETTLE +
    PATIENCE +
    3 * STEP_RETRIES;
  const rescues = MAX_RESCUES * FOUND_DEAD;
  const toSafety = rescues + ROLLBACK_TIMEOUT + ROLLBACK_STEP_RETRIES + TIRELESSNESS;
  // The baseline's instances, where some are missing, and then the fleet without the candidate.
  const wayBack = toSafety + 2 * PROVISION_TIMEOUT + 4 * STEP_RETRIES + ROLLBACK_STEP_RETRIES;
  const beforehand = (supersede === 'replace' ? SUPERSEDE_TIMEOUT : 0) + open;
  return { beforehand, forward, toSafety, wayBack, release: forward + finalize + wayBack };
}
