import { PERIOD, SETTLE, STAGED_WATCH } from '../bounds';
import type { InconclusivePolicy } from '../blueprint/blueprint';
import { hold, type Decision, type Look } from './holding';
import type { KpiVerdict } from './judge';
import { lookSeconds } from '../blueprint/looks';
import type { Note } from '../release/notes';
import { phaseGoal, trafficOf } from '../traffic/phases';
import type { PhaseResult, Plan, Release } from '../release/release';
import { withoutPromotion } from '../release/controls';
import { notRecovered, recover } from './staging';

/** CloudWatch publishes a minute a few seconds after its end. */
const LATE_DATA = 5;

const NOBODY_SAID: InconclusivePolicy = { extendSeconds: 0, otherwise: 'hold' };

/** How long the bake under way is: that of its phase, or the second look of a staged breach. */
function bakeSecondsOf({ retreat, phase, plan }: Release): number {
  return retreat === undefined ? (plan?.blueprint.phases[phase]?.bakeSeconds ?? 0) : STAGED_WATCH;
}

/** When the bake of the current phase ends, and when its last look is due: a period later, for data that arrives late. */
function bakeEnd(release: Release): { readonly until: number; readonly lastLook: number } {
  const until = (release.bakeFrom ?? 0) + bakeSecondsOf(release) * 1000;
  const period = PERIOD * 1000;
  return { until, lastLook: Math.floor(until / period) * period + period + LATE_DATA * 1000 };
}

/** Whether a look at `now` is the last one of its bake. */
export function isBakeOver(release: Release, now: number): boolean {
  return release.stage === 'baking' && now >= bakeEnd(release).lastLook;
}

/** Whether a look must read the alarms: at the end of a watch, before a shift, and in a hold. Between, their events do it. */
export function needsAlarms(release: Release, now: number): boolean {
  if (release.hold !== undefined) return true;
  if (release.stage === 'settling') return now >= settledAt(release, now);
  return release.stage !== 'baking' || now >= bakeEnd(release).until;
}

/**
 * Whether a look must see if the endpoint is still as the release left it: where numbers are missing and somebody would be asked to wait
 * for them, it may have been deleted.
 */
export function mayBeGone(release: Release, verdicts: readonly KpiVerdict[], now: number): boolean {
  const isUnclear = verdicts.some(({ verdict, dryRun }) => verdict === 'inconclusive' && dryRun !== true);
  return isUnclear && (release.hold !== undefined || isBakeOver(release, now));
}

/** When the final variant has been watched for long enough. */
export function settledAt({ bakeFrom }: Pick<Release, 'bakeFrom'>, now: number): number {
  return (bakeFrom ?? now) + SETTLE * 1000;
}

/**
 * Whether the bake may end before its time: every KPI has its certificate and the phase says that this is enough. Before
 * its last look a KPI passes with a certificate only.
 */
export function isCertified(release: Release, verdicts: readonly KpiVerdict[]): boolean {
  const isAsked = release.plan?.blueprint.phases[release.phase]?.finish === 'certified';
  const acting = verdicts.filter(({ dryRun }) => dryRun !== true);
  return (
    isAsked && release.retreat === undefined && acting.length > 0 && acting.every(({ verdict }) => verdict === 'pass')
  );
}

/** What comes next in a bake in which nothing has stopped the release. */
export function bake(release: Release, plan: Plan, look: Look, promoted: boolean): Decision {
  const { until, lastLook } = bakeEnd(release);
  const mayEnd = promoted || look.decision?.decision === 'promote' || isCertified(release, look.verdicts);
  if (look.now < lastLook && (!mayEnd || (release.retreat !== undefined && !promoted))) {
    const next = look.now < until ? Math.min(until, look.now + lookSeconds(bakeSecondsOf(release)) * 1000) : lastLook;
    const { hold: _, ...rest } = release;
    return { next: 'bake', wait: secondsUntil(next, look.now), release: rest, notes: [] };
  }
  // A staged breach whose second look has not shown that it is over is on its way back by now: see `decide`.
  // Nothing passes its last gate with half of the traffic: whoever promotes it there gives it the rest, and the bake begins anew.
  const isLast = release.phase >= plan.blueprint.phases.length - 1;
  if (release.retreat !== undefined && (!promoted || isLast)) {
    const { hold: _, ...rest } = withoutPromotion(release);
    return recover(rest, plan, look, promoted ? promotedBy(release) : reasonOf(look.verdicts));
  }
  const unclear = [...look.verdicts.filter(({ verdict }) => verdict === 'inconclusive'), ...unanswered(look, plan)];
  const isDecided = promoted || look.decision?.decision === 'promote';
  if (unclear.length === 0 || isDecided) return pass(release, plan, look, { promoted, unclear: unclear.length > 0 });
  return withoutData(release, plan, look, { lastLook, reason: reasonOf(unclear) });
}

/** The policy for a bake that saw too little to tell. */
function withoutData(
  release: Release,
  plan: Plan,
  look: Look,
  { lastLook, reason }: { readonly lastLook: number; readonly reason: string },
): Decision {
  const { extendSeconds, otherwise } = plan.blueprint.inconclusive ?? NOBODY_SAID;
  const end = lastLook + extendSeconds * 1000;
  if (look.now < end) {
    const next = Math.min(end, look.now + lookSeconds(bakeSecondsOf(release)) * 1000);
    const { hold: _, ...rest } = release;
    const notes: Note[] =
      release.extended === true
        ? []
        : [{ action: 'extend bake', detail: { reason, until: new Date(end).toISOString() } }];
    return { next: 'bake', wait: secondsUntil(next, look.now), release: { ...rest, extended: true }, notes };
  }
  if (otherwise === 'hold') return hold(release, look, { why: 'inconclusive', reason });
  return pass(release, plan, look, { promoted: false, unclear: true, waiver: 'waived by the blueprint' });
}

/** A decision function that says nothing at the end of a bake leaves it open. */
function unanswered({ decision }: Look, { blueprint }: Plan): readonly Pick<KpiVerdict, 'reason'>[] {
  if (decision?.decision !== 'none') return [];
  return [{ reason: `decision function ${blueprint.decision?.function} has not answered: ${decision.reason}` }];
}

/** The second look of a staged breach is over and has not shown that half the traffic is borne well. */
export function hasNotRecovered(release: Release, plan: Plan, look: Look): string | undefined {
  if (release.retreat === undefined || look.now < bakeEnd(release).lastLook) return undefined;
  const [worst] = notRecovered(plan, look.verdicts);
  return (
    worst && `half the traffic back was not enough: ${worst.reason}; it went back because ${release.retreat.reason}`
  );
}

function pass(
  release: Release,
  plan: Plan,
  look: Look,
  how: { readonly promoted: boolean; readonly unclear: boolean; readonly waiver?: string },
): Decision {
  const waiver = waiverOf(release, plan, look, how);
  const reason = how.promoted
    ? (waiver ?? '')
    : [waiver, reasonOf(look.verdicts, look.dryRuns)].filter(Boolean).join('; ');
  const failed = look.verdicts.some(({ verdict }) => verdict === 'fail');
  const verdict = failed ? 'fail' : how.unclear ? 'inconclusive' : 'pass';
  const result = phaseResult(release, plan, look, { verdict, reason });
  const passed: Note = {
    action: 'pass phase',
    event: 'deployment.phase_passed',
    detail: { phase: result.name, traffic: result.traffic, reason, ...(how.unclear && { waiver }) },
  };
  const next = advance({ ...release, phases: [...release.phases, result] }, plan, look, how.promoted);
  return { ...next, notes: [passed, ...next.notes] };
}

/** On whose word a phase passes that has not shown everything. */
function waiverOf(
  release: Release,
  { blueprint }: Plan,
  { decision }: Look,
  { promoted, waiver }: { readonly promoted: boolean; readonly waiver?: string },
): string | undefined {
  if (promoted) return promotedBy(release);
  if (decision?.decision === 'promote') {
    return `promoted by decision function ${blueprint.decision?.function}: ${decision.reason}`;
  }
  return waiver;
}

function promotedBy({ control }: Pick<Release, 'control'>): string {
  return `promoted by ${control?.actor}: ${control?.reason}`;
}

/** From one phase to the next, through its gate; or past the last. */
export function advance(release: Release, plan: Plan, look: Look, promoted: boolean): Decision {
  const last = plan.blueprint.phases.length - 1;
  if (release.phase >= last) return finish(release);
  const { control, hold: held, breach: _, retreat: __, ...rest } = release;
  const capped = release.capped !== undefined && release.capped.phase > release.phase ? release.capped : undefined;
  const allowed = promoted && held?.why === 'capacity';
  if (capped !== undefined && !allowed) {
    return hold({ ...rest, stage: 'judging' }, look, { why: 'capacity', reason: capped.reason });
  }
  const target = promoted && control?.full === true ? last : (capped?.phase ?? release.phase + 1);
  const phase = plan.blueprint.phases[target];
  // The phase that is capped had its gate before.
  const approved = promoted && (held?.why === 'gate' || control?.full === true);
  if (phase?.gate !== undefined && !approved && capped === undefined) {
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

function finish(release: Release): Decision {
  const { control: _, hold: __, breach: ___, ...rest } = release;
  return { next: 'pass', wait: 0, release: { ...rest, stage: 'finalizing' }, notes: [] };
}

/** How the phase under way went. */
export function phaseResult(
  release: Release,
  plan: Plan,
  look: Look,
  how: Pick<PhaseResult, 'verdict' | 'reason'>,
): PhaseResult {
  return {
    name: plan.blueprint.phases[release.phase]?.name ?? '',
    traffic: trafficOf(release),
    startedAt: release.phaseFrom ?? look.now,
    endedAt: look.now,
    ...how,
  };
}

function reasonOf(verdicts: readonly Pick<KpiVerdict, 'reason'>[], dryRuns: readonly KpiVerdict[] = []): string {
  const dry = dryRuns.map(({ verdict, reason }) => `dry run, ${verdict}: ${reason}`);
  return [...verdicts.map(({ reason }) => reason), ...dry].join('; ');
}

/** Whole seconds from one moment to another, at least one. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 1000));
}
