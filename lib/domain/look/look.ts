import { advance, bake, hasNotRecovered, phaseResult, secondsUntil, settledAt } from './baking';
import { PERIOD } from '../bounds';
import { findBreach, type FoundBreach, isSpoken } from './breaching';
import { heeded } from './deciding';
import { waiveHarm } from '../evidence/judge-look';
import { BY_ITSELF, hold, HOLDING, type Decision, type Look } from './holding';
import { withoutPromotion } from '../release/controls';
import type { Breach, Plan, Release } from '../release/release';
import { canRetreat, retreat } from './staging';
import { beginWayBack, isOnItsWayBack } from '../rollback/take-over';

/**
 * Decides what a release does after a look: watch on, shift, wait for a person, go back, or pass.
 * A look that is repeated after a lost answer decides the same again.
 */
export function decide(live: Release, plan: Plan, seen: Look): Decision {
  const decided = decidedBefore(live);
  if (decided !== undefined) return decided;
  const look = whatCounts(seen, plan);
  if (look.drift !== undefined) {
    return goBack(live, plan, live.breach ?? { trigger: 'drift', reason: look.drift, at: look.now }, look);
  }
  const promoted = live.control?.word === 'promote';
  const found = findBreach(live, plan, look, promoted) ?? missedRecovery(live, plan, look, promoted);
  if (found !== undefined) return react(found, live, plan, look);
  const release = promoted && live.hold?.why === 'breach' ? forgive(live) : live;
  if (release.stage === 'settling') return settle(release, look, promoted);
  const pause = promoted ? undefined : findPause(release, plan, look);
  if (pause !== undefined) return hold(release, look, pause);
  const { release: free, notes } = promoted ? { release, notes: [] } : endPause(release);
  const next = free.stage === 'baking' ? bake(free, plan, look, promoted) : advance(free, plan, look, promoted);
  return { ...next, notes: [...notes, ...next.notes] };
}

/** What has paused by itself resumes by itself, and says so; a person's pause is resumed by a person. */
function endPause(live: Release): Pick<Decision, 'release' | 'notes'> {
  const { hold: held, ...release } = live;
  if (held === undefined || !BY_ITSELF.has(held.why)) return { release: live, notes: [] };
  const detail = { why: held.why, reason: `over: ${held.reason}` };
  return { release, notes: [{ action: 'resume', event: 'deployment.resumed', detail }] };
}

/** A look without what is only reported, and with the decision function's word as far as it counts. */
function whatCounts(look: Look, { blueprint }: Plan): Look {
  const decision = heeded(look.decision, blueprint.decision?.mayPromote === true);
  return {
    ...look,
    verdicts: look.verdicts.filter(({ dryRun }) => dryRun !== true),
    dryRuns: look.verdicts.filter(({ dryRun }) => dryRun === true),
    ...(decision !== undefined && { decision }),
  };
}

/** A staged breach is over only when the numbers say so. */
function missedRecovery(live: Release, plan: Plan, look: Look, promoted: boolean): FoundBreach | undefined {
  const reason = live.stage === 'baking' && !promoted ? hasNotRecovered(live, plan, look) : undefined;
  return reason === undefined ? undefined : { kind: 'immediate', breach: { trigger: 'kpi', reason, at: look.now } };
}

/** A breach leads back at once, by stages, or to a person. */
function react({ breach, kind }: FoundBreach, live: Release, plan: Plan, look: Look): Decision {
  if (!isSpoken(breach) && (plan.blueprint.rollback === 'manual' || kind === 'hold'))
    return holdFor(breach, live, look);
  if (kind === 'staged' && canRetreat(live, plan)) return retreat(live, plan, breach, look);
  return goBack(live, plan, breach, look);
}

/** Why a release in which nothing is wrong with the candidate goes no further for now. */
function findPause(release: Release, { blueprint }: Plan, look: Look): Parameters<typeof hold>[2] | undefined {
  if (release.control?.word === 'pause') {
    const { actor, reason } = release.control;
    return { why: 'pause', reason: `${actor} paused it: ${reason}` };
  }
  // What comes and goes meanwhile gives nobody more time for their word.
  const { hold: standing } = release;
  if (standing !== undefined && HOLDING[standing.why] === 'until spoken') return standing;
  const incident = look.verdicts.find((verdict) => verdict.incident);
  if (incident !== undefined) return { why: 'incident', reason: incident.reason };
  if (look.decision?.decision === 'pause') {
    return { why: 'decision', reason: `decision function ${blueprint.decision?.function}: ${look.decision.reason}` };
  }
  // Whoever has paused the release and is silent now has not said that it may go on.
  return standing?.why === 'decision' && look.decision?.decision === 'none' ? standing : undefined;
}

/**
 * Holds because of a breach, which goes on record so that neither a pause nor an incident in between makes the release
 * forget it. A promotion that was spoken before anybody could see the breach is not for it.
 */
function holdFor(breach: Breach, live: Release, look: Look): Decision {
  return hold({ ...withoutPromotion(live), breach }, look, { why: 'breach', reason: breach.reason });
}

/**
 * Holds where the last update is about to be sent, because of a breach that came on record after the last gate was met. The
 * release is before that gate again: a person's promotion meets it anew, an abort or silence leads back.
 */
export function holdBeforeFinal({ passedAt: _, goal: __, ...live }: Release, breach: Breach, now: number): Decision {
  // An attempt whose answer was lost held already: what was said since is for the next look, at once.
  if (live.hold !== undefined) return { next: 'hold', wait: 1, release: live, notes: [] };
  const before: Release = { ...live, stage: 'judging', finalizeAttempts: 0 };
  return holdFor(breach, before, { now, alarms: [], verdicts: [] });
}

/** A look whose answer was lost has left its decision in the record. */
function decidedBefore(release: Release): Decision | undefined {
  const base = { release, wait: 0, notes: [] };
  if (isOnItsWayBack(release)) return { ...base, next: 'roll back' };
  if (release.stage === 'shifting') return { ...base, next: 'shift' };
  if (release.stage === 'finalizing') return { ...base, next: 'pass' };
  return undefined;
}

/** A person who promotes a release that holds because of a breach has seen the breach: their word stands. */
function forgive({ breach: _, ...release }: Release): Release {
  const evidence = Object.entries(release.evidence).map(([kpi, seen]) => [kpi, waiveHarm(seen)] as const);
  return { ...release, evidence: Object.fromEntries(evidence) };
}

function goBack(release: Release, plan: Plan, breach: Breach, look: Look): Decision {
  // A phase that waits at the next one's gate has had its result.
  const result =
    release.stage === 'baking' ? [phaseResult(release, plan, look, { verdict: 'fail', reason: breach.reason })] : [];
  const judged = { ...release, phases: [...release.phases, ...result] };
  return { next: 'roll back', wait: 0, ...beginWayBack(judged, breach, look.now) };
}

/** An alarm of ours is OK without data, so one that has no state after five minutes has watched nothing. */
function remarksOn(look: Look, { remarks, alarms }: Release): readonly string[] {
  const states = look.alarms.filter(({ name }) => alarms.includes(name));
  const blind = states.filter(({ state }) => state === 'INSUFFICIENT_DATA').map(({ name }) => name);
  const remark = `not watched to the end: ${blind.join(', ')} had no state`;
  return blind.length === 0 ? remarks : [...new Set([...remarks, remark])];
}

/** Alarms alone watch the final variant; a person who has seen one fire may end the watch. */
function settle(release: Release, look: Look, promoted: boolean): Decision {
  if (promoted) return { next: 'close', wait: 0, release, notes: [] };
  const until = settledAt(release, look.now);
  if (look.now >= until)
    return { next: 'close', wait: 0, release: { ...release, remarks: remarksOn(look, release) }, notes: [] };
  return { next: 'bake', wait: secondsUntil(Math.min(until, look.now + PERIOD * 1000), look.now), release, notes: [] };
}
