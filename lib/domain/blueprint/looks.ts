import type { InconclusivePolicy, Kpi, Phase } from './blueprint';
import { STAGED_WATCH, SUPERSEDE_LATE, SUPERSEDE_LATE_LOOK, SUPERSEDE_LOOK, SUPERSEDE_TIMEOUT } from '../bounds';
import type { HealthCheck } from './health-checks';

/** Evidence comes in one-minute periods, so a look is a whole number of minutes. */
const MINUTE = 60;
const LONGEST_BAKE_LOOK = 300;
const BAKE_LOOKS = 60;
/** A day's hold still looks every five minutes. */
const HOLD_LOOKS_A_DAY = 288;
const HOLD_LOOKS = 1_000;

/** Wait, Judge (a Lambda task) and the choice after it. */
const EVENTS_A_BAKE_LOOK = 9;
/** The health checks before a look: a Lambda task. */
const EVENTS_A_CHECK = 5;
/** The same with a task-token wait that times out and is caught. */
const EVENTS_A_HOLD_LOOK = 13;
const EVENTS_A_PHASE = 40;
/** A rise of the traffic that waits for the health checks: those, and another look. */
const EVENTS_A_GATE = 12;
const EVENTS_FIXED = 150;
/** A fire drill of every alarm that a release can have, in which nobody is heard until the very end: 160 visits. */
const EVENTS_A_DRILL = 1500;
/** Wait, Open release and the choice after it, for as long as the way back of another release may take. */
const EVENTS_A_SUPERSESSION =
  EVENTS_A_BAKE_LOOK * (SUPERSEDE_LATE / SUPERSEDE_LOOK + (SUPERSEDE_TIMEOUT - SUPERSEDE_LATE) / SUPERSEDE_LATE_LOOK);

/**
 * The most history events that a plan may need. Step Functions ends an execution at 25,000; the rest is for
 * what no plan foresees: one pause of a day (288 looks, 3,744 events), retries, and the way back.
 */
export const MOST_HISTORY_EVENTS = 20_000;

/** Seconds from look to look in a bake: a minute, stretched towards 60 looks a bake, but to 5 minutes at most. */
export function lookSeconds(bakeSeconds: number): number {
  return Math.min(LONGEST_BAKE_LOOK, wholeMinutes(bakeSeconds / BAKE_LOOKS));
}

/** How many looks a bake takes. */
export function looksIn(bakeSeconds: number): number {
  return Math.ceil(bakeSeconds / lookSeconds(bakeSeconds));
}

/**
 * Seconds from look to look while waiting for a person: like a bake's for a hold of up to a day, and stretched
 * after that so that no hold takes more than 1,000 looks.
 */
export function holdLookSeconds(maxSeconds: number): number {
  const withinADay = Math.min(LONGEST_BAKE_LOOK, wholeMinutes(maxSeconds / HOLD_LOOKS_A_DAY));
  return Math.max(withinADay, wholeMinutes(maxSeconds / HOLD_LOOKS));
}

/**
 * An upper estimate of the history events that an execution of these phases writes when every gate waits to its end, every bake
 * is extended as far as it may be, and every phase has its staged breach.
 */
export function historyEvents(plan: {
  readonly phases: readonly Pick<Phase, 'bakeSeconds' | 'gate'>[];
  readonly kpis?: readonly Pick<Kpi, 'breach'>[];
  readonly inconclusive?: Pick<InconclusivePolicy, 'extendSeconds'>;
  readonly checks?: readonly Pick<HealthCheck, 'at'>[];
  readonly drill?: boolean;
  readonly supersede?: 'replace';
}): number {
  const { checks = [] } = plan;
  const check = checks.some(({ at }) => at === 'always') ? EVENTS_A_CHECK : 0;
  const look = EVENTS_A_BAKE_LOOK + check;
  const asking = checks.length > 0 ? EVENTS_A_GATE : 0;
  const isStaged = plan.kpis?.some(({ breach }) => breach === 'staged') === true;
  const extension = plan.inconclusive?.extendSeconds ?? 0;
  return plan.phases.reduce(
    (events, { bakeSeconds, gate }) => {
      const bake = EVENTS_A_PHASE + asking + eventsOfBake(bakeSeconds, look);
      // Down to half the traffic, five minutes there, up again, and the bake from its start.
      const staged = isStaged ? EVENTS_A_PHASE + eventsOfBake(STAGED_WATCH, look) + bake : 0;
      const extended = Math.ceil(extension / lookSeconds(bakeSeconds)) * look;
      const hold = gate === undefined ? 0 : Math.ceil(gate.maxSeconds / holdLookSeconds(gate.maxSeconds));
      return events + bake + staged + extended + hold * (EVENTS_A_HOLD_LOOK + check);
    },
    // The room left for a pause of a day has none for its checks.
    EVENTS_FIXED +
      HOLD_LOOKS_A_DAY * check +
      (plan.drill === true ? EVENTS_A_DRILL : 0) +
      (plan.supersede === 'replace' ? EVENTS_A_SUPERSESSION : 0),
  );
}

/** One more look for the data points that arrive late. */
function eventsOfBake(seconds: number, look: number): number {
  return (looksIn(seconds) + 1) * look;
}

function wholeMinutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / MINUTE)) * MINUTE;
}
