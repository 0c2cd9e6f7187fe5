import type { Kpi } from '../blueprint/blueprint';
import { waiveHarm } from '../evidence/judge-look';
import type { Decision, Look } from './holding';
import type { KpiVerdict } from './judge';
import { failureLimit, harmSide } from '../blueprint/kpi';
import { phaseGoal, trafficGoal, trafficOf } from '../traffic/phases';
import { withoutPromotion } from '../release/controls';
import type { Breach, Plan, Release } from '../release/release';

/** Whether a staged breach still has its first stage: once a phase, and never where there is nothing to retreat to. */
export function canRetreat(release: Release, plan: Plan): boolean {
  const had = release.retreated?.includes(release.phase) === true;
  return plan.baseline !== undefined && release.retreat === undefined && !had && trafficOf(release) > 0;
}

/**
 * Half of the candidate's traffic goes back, and the evidence begins anew: the second look asks whether the candidate is
 * well with what it has now.
 */
export function retreat(live: Release, plan: Plan, breach: Breach, look: Look): Decision {
  // "Promote" was for the bake that has just ended badly; a pause still stands.
  const { hold: _, ...rest } = withoutPromotion(live);
  const traffic = trafficOf(live) / 2;
  const goal = trafficGoal(plan, traffic, look.now);
  const phase = plan.blueprint.phases[live.phase];
  const evidence = Object.entries(live.evidence).map(([kpi, seen]) => [kpi, waiveHarm(seen)] as const);
  return {
    next: 'shift',
    wait: 0,
    release: {
      ...rest,
      stage: 'shifting',
      goal,
      retreat: { traffic, reason: breach.reason, since: look.now },
      retreated: [...(live.retreated ?? []), live.phase],
      // The phase is not over, even where it waited at the gate of the next.
      phases: live.phases.filter(({ name }) => name !== phase?.name),
      evidence: Object.fromEntries(evidence),
    },
    notes: [
      {
        action: 'stage rollback',
        event: 'deployment.paused',
        detail: { why: 'staged', reason: breach.reason, phase: phase?.name, traffic, weights: goal.weights },
      },
    ],
  };
}

/** The phase's traffic again, and its bake from the start. */
export function recover({ retreat: _, ...live }: Release, plan: Plan, look: Look, reason: string): Decision {
  const goal = phaseGoal(plan, live.phase, look.now);
  return {
    next: 'shift',
    wait: 0,
    release: { ...live, stage: 'shifting', goal },
    notes: [
      {
        action: 'recover from staged rollback',
        event: 'deployment.resumed',
        detail: { why: 'staged', phase: plan.blueprint.phases[live.phase]?.name, reason, weights: goal.weights },
      },
    ],
  };
}

/** The staged KPIs that have not shown that half the traffic was enough; none when the candidate has recovered. */
export function notRecovered(plan: Plan, verdicts: readonly KpiVerdict[]): readonly KpiVerdict[] {
  const staged = plan.blueprint.kpis.filter(({ breach, dryRun }) => breach === 'staged' && dryRun !== true);
  return verdicts.filter((verdict) => {
    const kpi = staged.find(({ name }) => name === verdict.kpi);
    return kpi !== undefined && !(verdict.verdict === 'pass' && keepsLimit(kpi, verdict));
  });
}

/** Not being shown to be harmful is too little here: the numbers themselves must be within the limits. */
function keepsLimit(kpi: Kpi, { numbers }: KpiVerdict): boolean {
  if (numbers === undefined) return false;
  const { worseThanBaseline: margin } = kpi;
  if (numbers.kind === 'counts') {
    const [ours, theirs] = [numbers.candidate, numbers.baseline].map(({ failures, requests }) =>
      requests === 0 ? undefined : failures / requests,
    );
    const limit = failureLimit(kpi);
    if (ours === undefined || (limit !== undefined && ours > limit)) return false;
    return margin === undefined || (theirs !== undefined && ours <= allowedBy(margin, theirs, 'above'));
  }
  const { candidate, baseline } = numbers;
  if (candidate === null) return false;
  const side = harmSide(kpi);
  const keeps = (limit: number) => (side === 'above' ? candidate <= limit : candidate >= limit);
  if (kpi.limit !== undefined && !keeps(kpi.limit.value)) return false;
  return margin === undefined || (baseline !== null && keeps(allowedBy(margin, baseline, side)));
}

function allowedBy(
  { kind, value }: NonNullable<Kpi['worseThanBaseline']>,
  baseline: number,
  side: 'above' | 'below',
): number {
  if (kind === 'factor') return side === 'above' ? baseline * value : baseline / value;
  return side === 'above' ? baseline + value : baseline - value;
}
