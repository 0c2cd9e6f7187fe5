import type { BreachKind } from '../blueprint/blueprint';
import { breachOfAbort } from '../release/controls';
import type { Look } from './holding';
import type { KpiVerdict } from './judge';
import type { AlarmReading } from '../sentinels/readings';
import type { Breach, Plan, Release } from '../release/release';
import { causeOf } from '../rollback/take-over';

/** A breach, and what it means for the traffic. */
export interface FoundBreach {
  readonly breach: Breach;
  readonly kind: BreachKind;
}

/** Whether a person has spoken it, or whoever speaks for one: nobody is asked again. */
export function isSpoken({ trigger }: Pick<Breach, 'trigger'>): boolean {
  return trigger === 'person' || trigger === 'silence' || trigger === 'superseded';
}

/** What a release is sent back by, retreats from, or holds because of. */
export function findBreach(release: Release, plan: Plan, look: Look, promoted: boolean): FoundBreach | undefined {
  const at = look.now;
  if (release.control?.word === 'abort') return immediate(causeOf(release, breachOfAbort(release.control, at)));
  if (promoted && release.hold?.why === 'breach') return undefined;
  if (release.hold !== undefined && at >= release.hold.until && !promoted) {
    const hours = Math.round((release.hold.until - release.hold.since) / 360_000) / 10;
    return immediate({ trigger: 'silence', reason: `nobody answered for ${hours} h (${release.hold.reason})`, at });
  }
  const fresh = freshBreach(release, plan, look);
  const { breach } = release;
  if (breach === undefined) return fresh;
  if (breach.holds !== true) return immediate(breach);
  // One that waits for a person does not keep a worse one waiting that comes on top of it.
  return fresh?.kind === 'immediate' && plan.blueprint.rollback === 'auto' ? fresh : { breach, kind: 'hold' };
}

function immediate(breach: Breach): FoundBreach {
  return { breach, kind: 'immediate' };
}

const STRICTEST_FIRST: readonly BreachKind[] = ['immediate', 'staged', 'hold'];

function freshBreach(release: Release, plan: Plan, look: Look): FoundBreach | undefined {
  const at = look.now;
  const alarm = look.alarms.find(({ state }) => state === 'ALARM' || state === 'MISSING');
  if (alarm !== undefined) return immediate({ trigger: 'alarm', reason: describeAlarm(alarm), at });
  const failed = look.verdicts.filter(
    ({ verdict, check }) => verdict === 'fail' && (check === true || isJudged(release)),
  );
  const kindOf = ({ kpi, check }: KpiVerdict): BreachKind =>
    check === true ? 'immediate' : (plan.blueprint.kpis.find(({ name }) => name === kpi)?.breach ?? 'immediate');
  for (const kind of STRICTEST_FIRST) {
    const worst = failed.find((verdict) => kindOf(verdict) === kind);
    if (worst === undefined) continue;
    const trigger = worst.check === true ? ('health_check' as const) : ('kpi' as const);
    return { kind, breach: { trigger, reason: worst.reason, at, ...(kind === 'hold' && { holds: true }) } };
  }
  if (look.decision?.decision === 'roll back' && isJudged(release)) {
    const name = plan.blueprint.decision?.function ?? '';
    return immediate({ trigger: 'decision', reason: `decision function ${name}: ${look.decision.reason}`, at });
  }
  return undefined;
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
