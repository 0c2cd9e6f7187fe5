import { PERIOD } from './bounds';
import { waiveHarm } from './evidence/judge-look';
import type { KpiVerdict } from './judge';
import { hold, HOLDING, type Decision, type Look } from './holding';
import { lookSeconds } from './looks';
import type { Note } from './notes';
import { baselineWeights, phaseGoal } from './phases';
import type { AlarmReading } from './readings';
import type { Breach, PhaseResult, Plan, Release } from './release';
import { isOnItsWayBack, toTheWayBack } from './take-over';

/**
 * Decides what a release does after a look: watch on, shift, wait for a person, go back, or pass.
 * A look that is repeated after a lost answer decides the same again.
 */
export function decide(live: Release, plan: Plan, look: Look): Decision {
  const decided = decidedBefore(live);
  if (decided !== undefined) return decided;
  const promoted = live.control?.word === 'promote';
  const breach = findBreach(live, look, promoted);
  if (breach !== undefined) {
    const mustHold =
      plan.blueprint.rollback === 'manual' && breach.trigger !== 'person' && breach.trigger !== 'silence';
    return mustHold ? holdFor(breach, live, look, promoted) : goBack(live, plan, breach, look);
  }
  const release = promoted && live.hold?.why === 'breach' ? forgive(live) : live;
  if (release.stage === 'settling') return settle(release, look, promoted);
  const incident = look.verdicts.find((verdict) => verdict.incident);
  if (incident !== undefined && !promoted) return hold(release, look, { why: 'incident', reason: incident.reason });
  if (release.control?.word === 'pause') {
    const { actor, reason } = release.control;
    return hold(release, look, { why: 'pause', reason: `${actor} paused it: ${reason}` });
  }
  if (release.hold !== undefined && HOLDING[release.hold.why] === 'until spoken' && !promoted) {
    return hold(release, look, release.hold);
  }
  return release.stage === 'baking' ? bake(release, plan, look, promoted) : advance(release, plan, look, promoted);
}

/**
 * Holds because of a breach, which goes on record so that neither a pause nor an incident in between makes the release
 * forget it. A promotion that was spoken before anybody could see the breach is not for it.
 */
function holdFor(breach: Breach, live: Release, look: Look, promoted: boolean): Decision {
  const { control, ...rest } = live;
  const unspoken = promoted || control === undefined ? rest : live;
  return hold({ ...unspoken, breach }, look, { why: 'breach', reason: breach.reason });
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

/** What sends the release back, or makes it hold. */
function findBreach(release: Release, look: Look, promoted: boolean): Breach | undefined {
  const at = look.now;
  if (release.control?.word === 'abort') {
    const { actor, reason } = release.control;
    return { trigger: 'person', reason: `${actor} aborted it: ${reason}`, at };
  }
  if (promoted && release.hold?.why === 'breach') return undefined;
  if (release.hold !== undefined && at >= release.hold.until && !promoted) {
    const hours = Math.round((release.hold.until - release.hold.since) / 360_000) / 10;
    return { trigger: 'silence', reason: `nobody answered for ${hours} h (${release.hold.reason})`, at };
  }
  if (release.breach !== undefined) return release.breach;
  const alarm = look.alarms.find(({ state }) => state === 'ALARM' || state === 'MISSING');
  if (alarm !== undefined) return { trigger: 'alarm', reason: describeAlarm(alarm), at };
  const failed = isJudged(release) ? look.verdicts.find(({ verdict }) => verdict === 'fail') : undefined;
  return failed === undefined ? undefined : { trigger: 'kpi', reason: failed.reason, at };
}

/** Whether KPIs are judged: while the candidate has traffic beside the baseline or in its place, at a gate too. */
export function isJudged({ stage, bakeFrom }: Release): boolean {
  return (stage === 'baking' || stage === 'judging') && bakeFrom !== undefined;
}

function describeAlarm({ name, state, reason }: AlarmReading): string {
  return state === 'MISSING'
    ? `alarm ${name} has been deleted: nobody watches any more`
    : `alarm ${name} fired: ${reason}`;
}

function goBack(release: Release, plan: Plan, breach: Breach, look: Look): Decision {
  // A phase that waits at the next one's gate has had its result.
  const result = release.stage === 'baking' ? [phaseResult(release, plan, look, 'fail', breach.reason)] : [];
  return {
    next: 'roll back',
    wait: 0,
    release: { ...toTheWayBack(release, look.now), breach, phases: [...release.phases, ...result] },
    notes: [
      {
        action: 'roll back',
        event: 'deployment.rollback_started',
        detail: { trigger: breach.trigger, reason: breach.reason, weights: baselineWeights(plan) },
      },
    ],
  };
}

/** CloudWatch publishes a minute a few seconds after its end. */
const LATE_DATA = 5;

/** When the bake of the current phase ends, and when its last look is due: a period later, for data that arrives late. */
function bakeEnd({ bakeFrom = 0, phase, plan }: Release): { readonly until: number; readonly lastLook: number } {
  const until = bakeFrom + (plan?.blueprint.phases[phase]?.bakeSeconds ?? 0) * 1000;
  const period = PERIOD * 1000;
  return { until, lastLook: Math.floor(until / period) * period + period + LATE_DATA * 1000 };
}

/** Whether a look at `now` is the last one of its bake. */
export function isBakeOver(release: Release, now: number): boolean {
  return release.stage === 'baking' && now >= bakeEnd(release).lastLook;
}

/** Whether a look must read the alarms: at the end of a bake, before a shift, and in a hold. Between, their events do it. */
export function needsAlarms(release: Release, now: number): boolean {
  return release.stage !== 'baking' || release.hold !== undefined || now >= bakeEnd(release).until;
}

function bake(release: Release, plan: Plan, look: Look, promoted: boolean): Decision {
  const phase = plan.blueprint.phases[release.phase];
  const { until, lastLook } = bakeEnd(release);
  if (!promoted && look.now < lastLook) {
    const next = look.now < until ? Math.min(until, look.now + lookSeconds(phase?.bakeSeconds ?? 0) * 1000) : lastLook;
    const { hold: _, ...rest } = release;
    return { next: 'bake', wait: secondsUntil(next, look.now), release: rest, notes: [] };
  }
  const unclear = look.verdicts.filter(({ verdict }) => verdict === 'inconclusive');
  if (unclear.length > 0 && !promoted) {
    return hold(release, look, { why: 'inconclusive', reason: unclear.map(({ reason }) => reason).join('; ') });
  }
  const waiver = promoted ? `promoted by ${release.control?.actor}: ${release.control?.reason}` : undefined;
  const reason = waiver ?? look.verdicts.map((verdict) => verdict.reason).join('; ');
  const failed = look.verdicts.some(({ verdict }) => verdict === 'fail');
  const verdict = failed ? 'fail' : unclear.length > 0 ? 'inconclusive' : 'pass';
  const result = phaseResult(release, plan, look, verdict, reason);
  const passed: Note = {
    action: 'pass phase',
    event: 'deployment.phase_passed',
    detail: { phase: result.name, traffic: result.traffic, reason },
  };
  const next = advance({ ...release, phases: [...release.phases, result] }, plan, look, promoted);
  return { ...next, notes: [passed, ...next.notes] };
}

/** From one phase to the next, through its gate; or past the last. */
function advance(release: Release, plan: Plan, look: Look, promoted: boolean): Decision {
  const last = plan.blueprint.phases.length - 1;
  if (release.phase >= last) return pass(release);
  const { control, hold: held, breach: _, ...rest } = release;
  const target = promoted && control?.full === true ? last : release.phase + 1;
  const phase = plan.blueprint.phases[target];
  if (phase?.gate !== undefined && !(promoted && (held?.why === 'gate' || control?.full === true))) {
    // A word that ended the bake early was for the bake; the gate wants its own.
    return hold({ ...rest, stage: 'judging' }, look, {
      why: 'gate',
      reason: `phase ${phase.name} (${phase.traffic} % of the traffic) waits for approval`,
      seconds: phase.gate.maxSeconds,
    });
  }
  const notes: Note[] = [
    ...(promoted && control !== undefined
      ? [
          {
            action: 'promote',
            event: 'deployment.promoted' as const,
            actor: control.actor,
            detail: { reason: control.reason, full: control.full === true },
          },
        ]
      : []),
    { action: 'shift traffic', detail: { phase: phase?.name, weights: phaseGoal(plan, target, look.now).weights } },
  ];
  return {
    next: 'shift',
    wait: 0,
    release: {
      ...rest,
      stage: 'shifting',
      phase: target,
      phaseFrom: look.now,
      goal: phaseGoal(plan, target, look.now),
    },
    notes,
  };
}

function pass(release: Release): Decision {
  const { control: _, hold: __, breach: ___, ...rest } = release;
  return { next: 'pass', wait: 0, release: { ...rest, stage: 'finalizing' }, notes: [] };
}

/** Alarms alone watch the final variant; a person who has seen one fire may end the watch. */
function settle(release: Release, look: Look, promoted: boolean): Decision {
  if (promoted) return { next: 'close', wait: 0, release, notes: [] };
  const until = (release.bakeFrom ?? look.now) + look.settleSeconds * 1000;
  if (look.now >= until) return { next: 'close', wait: 0, release, notes: [] };
  return { next: 'bake', wait: secondsUntil(Math.min(until, look.now + PERIOD * 1000), look.now), release, notes: [] };
}

function phaseResult(
  release: Release,
  plan: Plan,
  look: Look,
  verdict: KpiVerdict['verdict'],
  reason: string,
): PhaseResult {
  const phase = plan.blueprint.phases[release.phase];
  return {
    name: phase?.name ?? '',
    traffic: phase?.traffic ?? 0,
    startedAt: release.phaseFrom ?? look.now,
    endedAt: look.now,
    verdict,
    reason,
  };
}

function secondsUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 1000));
}
