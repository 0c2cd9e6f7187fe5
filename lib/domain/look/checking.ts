import type { CheckReadings } from '../blueprint/health-checks';
import { isJudged } from './breaching';
import type { Decision } from './holding';
import type { KpiVerdict } from './judge';
import { trafficOf } from '../traffic/phases';
import type { Plan, Release } from '../release/release';

/** Answers older than this (milliseconds) say nothing about now. */
const FRESH = 90_000;

/** What the health checks say, as verdicts beside those of the KPIs. */
export function checkVerdicts(checks: CheckReadings | undefined, now: number): readonly KpiVerdict[] {
  if (checks === undefined || now - checks.at > FRESH) return [];
  return checks.results.map(({ name, ok, reason }) => ({
    kpi: name,
    verdict: ok ? 'pass' : 'fail',
    incident: false,
    check: true,
    reason,
  }));
}

/**
 * A decision as the health checks let it come true: traffic is raised, and the release passed, only right after all of
 * them were asked. `live` is the release that the decision was made about.
 */
export function withChecks(live: Release, { blueprint }: Plan, decision: Decision, now: number): Decision {
  if (blueprint.checks.length === 0) return decision;
  const isAlways = blueprint.checks.some(({ at }) => at === 'always');
  switch (decision.next) {
    case 'bake':
      return isAlways && live.stage === 'baking' ? { ...decision, next: 'bake, then check' } : decision;
    case 'hold':
      return isAlways && isJudged(live) ? { ...decision, asks: true } : decision;
    case 'shift':
    case 'pass': {
      // What is decided already is only repeated here; and the way down needs nobody's consent.
      const isDecided = live.stage === 'shifting' || live.stage === 'finalizing';
      const isLess = decision.next === 'shift' && trafficOf(decision.release) < trafficOf(live);
      const isAsked = live.checks?.moment === 'gate' && now - live.checks.at <= FRESH;
      return isDecided || isLess || isAsked ? decision : { next: 'check', wait: 0, release: live, notes: [] };
    }
    default:
      return decision;
  }
}
