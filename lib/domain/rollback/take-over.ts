import { MAX_RESCUES, ROLLBACK_STEP_RETRIES, ROLLBACK_TIMEOUT, STEP_RETRIES } from '../bounds';
import type { Kpi } from '../blueprint/blueprint';
import { NEVER, newRelease, tellingAt } from '../release/claims';
import { breachOfAbort } from '../release/controls';
import { hear, isDrillReason } from '../sentinels/drill';
import { isCounted, limitText } from '../blueprint/kpi';
import { FINAL_LABEL } from '../names';
import type { Note } from '../release/notes';
import { baselineWeights } from '../traffic/phases';
import type { Breach, EndpointRecord, Plan, Release } from '../release/release';
import type { ReturnFindings } from './leaving';
import { planReturn, refuseDetour } from './returning';
import type { Trigger } from './trigger';
import { formatWanted } from './wanted';
import { countWaiting } from '../release/waiting';

/** What a start of the rollback state machine leads to. */
export type TakeOver =
  | { readonly next: 'nothing'; readonly reason: string }
  | { readonly next: 'joined'; readonly reason: string }
  /** `rollback: manual`: the breach is on record, the release holds. */
  | { readonly next: 'held'; readonly record: EndpointRecord; readonly reason: string }
  /** A fire drill: this alarm was heard, and nothing is rolled back. */
  | { readonly next: 'drilled'; readonly record: EndpointRecord; readonly reason: string }
  /** The endpoint is ours: do what is left to do. */
  | { readonly next: Rest; readonly record: EndpointRecord; readonly fenced: string };

/** What is left of a release whose owner is replaced: the way back, the end of it, or the end of the way forward. */
type Rest = 'restore' | 'remove' | 'finish' | 'close';

/** Who wants an endpoint, and when, epoch milliseconds. */
export interface Taker {
  readonly execution: string;
  readonly now: number;
  /** What a person's request meets. */
  readonly found?: ReturnFindings;
}

type Known = Exclude<Trigger, { kind: 'unknown' }>;
type Person = Extract<Trigger, { kind: 'person' }>;

/** Decides who owns an endpoint when an execution wants it because of `trigger`. */
export function takeOver(record: EndpointRecord, trigger: Known, taker: Taker): TakeOver {
  const { execution, now, found } = taker;
  const live = record.release;
  if (trigger.kind === 'alarm' && isDrillReason(trigger.reason)) return answerDrill(record, trigger);
  if (live === undefined)
    return trigger.kind === 'execution' ? tell(record, trigger, taker) : returnTo(record, trigger, taker);
  if (live.owner === execution) {
    return { next: restOf(live), record, fenced: live.execution };
  }
  switch (trigger.kind) {
    case 'alarm':
      if (trigger.release !== live.number) return nothing(`release ${trigger.release} of that alarm has ended`);
      break;
    case 'health_check':
      // Events may be a day late; what was sick before the release began is not its doing.
      if (trigger.at !== undefined && trigger.at < live.startedAt)
        return nothing(`that health check failed before release ${live.number} began`);
      break;
    case 'execution':
      if (trigger.execution !== live.owner) return nothing('that execution owns no release');
      return rescue(record, live, trigger, execution, now);
    case 'person': {
      // A start that comes late must not take back the release that has followed.
      if (!isMeant(trigger, live)) return nothing(`release ${trigger.release} has ended`);
      const detour =
        found === undefined ? undefined : refuseDetour(live, trigger.endpoint, { to: trigger.to, ...found });
      if (detour !== undefined) return nothing(detour);
    }
  }
  if (isOnItsWayBack(live) && live.stage !== 'rollback_failed') {
    return { next: 'joined', reason: `release ${live.number} is on its way back already, by ${live.owner}` };
  }
  if (live.stage === 'rollback_failed' && trigger.kind !== 'person') {
    return nothing(`the rollback of release ${live.number} has failed and waits for a person`);
  }
  const breach = breachIn(live, trigger, now);
  if (live.plan?.blueprint.rollback === 'manual' && trigger.kind !== 'person') {
    const first = live.breach ?? breach;
    return { next: 'held', record: { ...record, release: { ...live, breach: first } }, reason: breach.reason };
  }
  return restore(record, { ...live, breach: causeOf(live, breach), rescues: 0 }, execution, now);
}

/** Why a release goes back: a breach that waits for a person does not send it back; whoever ends the wait does. */
export function causeOf(live: Release, fresh: Breach): Breach {
  const { breach, plan } = live;
  if (breach === undefined) return fresh;
  const isPersons = breach.holds === true || plan?.blueprint.rollback === 'manual';
  if (!isPersons || isOnItsWayBack(live)) return breach;
  return fresh.trigger === 'person' || fresh.trigger === 'superseded'
    ? { ...fresh, reason: `${fresh.reason} (it held because of a breach: ${breach.reason})` }
    : fresh;
}

/** A drill is never a fire, however late its event comes; and while it lasts a fire is never a drill. */
function answerDrill(record: EndpointRecord, { release, watch }: Extract<Trigger, { kind: 'alarm' }>): TakeOver {
  const live = record.release;
  if (live?.drill === undefined || live.number !== release)
    return nothing(`the fire drill of release ${release} is over`);
  const drill = hear(live.drill, watch);
  if (drill === live.drill) return nothing(`the fire drill has heard ${watch} already`);
  return { next: 'drilled', record: { ...record, release: { ...live, drill } }, reason: `fire drill: heard ${watch}` };
}

/** The owner died. A release that had passed is closed forward; of a verified way back the rest is done. */
function rescue(
  record: EndpointRecord,
  live: Release,
  trigger: Extract<Trigger, { kind: 'execution' }>,
  execution: string,
  now: number,
): TakeOver {
  const rescued: Release = { ...live, rescues: live.rescues + 1 };
  if (live.stage === 'rollback_failed') {
    // Somebody must tell of it. Nobody is started at once for the death of whoever was to do that, again and again.
    const isUntold = live.dueBy !== NEVER && (rescued.rescues <= MAX_RESCUES || live.dueBy < now);
    return isUntold
      ? goOn(record, rescued, execution, now)
      : nothing(`the rollback of release ${live.number} has failed already`);
  }
  if (rescued.rescues > MAX_RESCUES) {
    const reason = `whoever replaced its owner died ${live.rescues} times (last: ${trigger.status}${because(trigger.cause)})`;
    // The stage says so at once: should closing die as well, nobody is started until that is overdue.
    const failed: Release = { ...rescued, stage: 'rollback_failed', ending: { outcome: 'rollback_failed', reason } };
    return goOn(record, failed, execution, now);
  }
  const isDecided = live.stage === 'cleaning_up' || live.ending !== undefined;
  const hasPassed = live.passedAt !== undefined && live.stage !== 'rolling_back';
  if (isDecided || hasPassed) return goOn(record, rescued, execution, now);
  return restore(record, { ...rescued, breach: causeOf(live, breachOf(trigger, now, live.plan)) }, execution, now);
}

/** Whoever wrote the last end died before everybody was told of it. */
function tell(
  record: EndpointRecord,
  trigger: Extract<Trigger, { kind: 'execution' }>,
  { execution, now }: Taker,
): TakeOver {
  const telling = tellingAt(record, now);
  if (telling === undefined || ![trigger.execution, execution].includes(telling.owner))
    return nothing('that execution owns no release');
  const next = { owner: execution, dueBy: now + STEP_RETRIES * 1000 };
  return { next: 'close', record: { ...record, telling: next }, fenced: trigger.execution };
}

/** Nothing is live: a person may still go back to what served before the last release, or to an earlier one. */
function returnTo(record: EndpointRecord, trigger: Known, { execution, now, found }: Taker): TakeOver {
  if (trigger.kind !== 'person' || found === undefined) return nothing(`no release of ${record.endpoint} is live`);
  if (!isMeant(trigger, record.last)) return nothing(`release ${trigger.release} is not the last one`);
  const answer = planReturn(record, trigger.to, found);
  if (answer.kind === 'refused') return nothing(answer.reason);
  const { plan, id } = answer;
  const number = record.number + 1;
  const opening = { id, strategy: plan.blueprint.strategy, execution, at: now };
  const release: Release = { ...newRelease(number, opening), plan, breach: breachOf(trigger, now, plan) };
  return restore({ ...record, number }, release, execution, now);
}

function restore(record: EndpointRecord, live: Release, execution: string, now: number): TakeOver {
  const release: Release = {
    ...countWaiting(live, toTheWayBack(live, now), now),
    owner: execution,
    dueBy: now + ROLLBACK_STEP_RETRIES * 1000,
  };
  return { next: 'restore', record: { ...record, epoch: record.epoch + 1, release }, fenced: live.owner };
}

function goOn(record: EndpointRecord, live: Release, execution: string, now: number): TakeOver {
  const release = { ...live, owner: execution, dueBy: now + ROLLBACK_STEP_RETRIES * 1000 };
  return { next: restOf(live), record: { ...record, epoch: record.epoch + 1, release }, fenced: live.owner };
}

/** An update that is under way is waited for: closed before its end, the release would leave its configs behind. */
function restOf({ stage, ending, goal }: Release): Rest {
  if (ending !== undefined || stage === 'rollback_failed') return 'close';
  if (stage === 'rolling_back') return 'restore';
  if (stage === 'cleaning_up') return 'remove';
  return goal?.step === 'final' ? 'finish' : 'close';
}

function nothing(reason: string): TakeOver {
  return { next: 'nothing', reason };
}

/** Whether the traffic is being brought back, or was. */
export function isOnItsWayBack({ stage }: Release): boolean {
  return stage === 'rolling_back' || stage === 'cleaning_up' || stage === 'rollback_failed';
}

/** The release at the start of its way back because of a breach, and the audit entry that says so. */
export function beginWayBack(
  release: Release,
  breach: Breach,
  now: number,
): { readonly release: Release; readonly notes: readonly Note[] } {
  const weights = release.plan === undefined ? {} : baselineWeights(release.plan);
  const detail = { trigger: breach.trigger, reason: breach.reason, weights };
  return {
    release: { ...toTheWayBack(release, now), breach },
    notes: [{ action: 'roll back', event: 'deployment.rollback_started', detail }],
  };
}

/** The release at the start of its way back; a second start keeps the first one's deadline while that lies ahead. */
export function toTheWayBack(release: Release, now: number): Release {
  const { goal: _, hold: __, ending: ___, restoredAt: ____, ...rest } = release;
  const standing = release.stage === 'rolling_back' ? (release.rollbackDeadline ?? 0) : 0;
  return {
    ...rest,
    stage: 'rolling_back',
    rollbackDeadline: standing > now ? standing : now + ROLLBACK_TIMEOUT * 1000,
  };
}

/** The KPI, its value and its limit, where the alarm is a breaker of a KPI; else what the alarm itself says. */
function describeAlarm({ watch, value, reason }: Extract<Trigger, { kind: 'alarm' }>, plan: Plan | undefined): string {
  const kpi = plan?.blueprint.kpis.find(({ name }) => name === watch || `${FINAL_LABEL}${name}` === watch);
  if (kpi === undefined) return `alarm ${namedIn(reason, plan) ?? watch} fired: ${reason}`;
  const name = `${kpi.name} (limit ${limitText(kpi)})`;
  if (value === undefined) return `${name}: its circuit breaker fired: ${reason}`;
  const shown = describeTrip(kpi, value);
  return `${name}: ${shown} in the minute in which its circuit breaker fired`;
}

/** What a breaker's newest data point says; it is in the unit of the KPI's measure. */
function describeTrip(kpi: Kpi, value: number): string {
  if (kpi.measure.kind === 'latency') return `it was ${Math.round(1000 * value)} ms`;
  if (kpi.measure.kind === 'utilization') return `it was ${Math.round(value)} %`;
  if (!isCounted(kpi)) return `it was ${Number(value.toPrecision(3))}`;
  const failed = kpi.measure.kind === 'error_rate' || kpi.measure.kind === 'success_rate';
  return `${(100 * value).toFixed(2)} % ${failed ? 'of the requests failed' : 'were on the wrong side'}`;
}

/** Which of the user's own alarms have fired, as the reason of the composite over them tells. */
function namedIn(reason: string, plan: Plan | undefined): string | undefined {
  const named = plan?.blueprint.alarms.filter((name) => reason.includes(`:alarm:${name} `)) ?? [];
  return named.length === 0 ? undefined : named.join(', ');
}

function isMeant(trigger: Person, found: { readonly number: number } | undefined): boolean {
  return trigger.release === undefined || trigger.release === found?.number;
}

/** Why a live release goes back; whoever has spoken an abort to it has said so. */
function breachIn({ control, plan }: Release, trigger: Known, at: number): Breach {
  const isSpoken = trigger.kind === 'person' && control?.word === 'abort' && control.actor === trigger.actor;
  return isSpoken ? breachOfAbort(control, at) : breachOf(trigger, at, plan);
}

function breachOf(trigger: Known, at: number, plan: Plan | undefined): Breach {
  switch (trigger.kind) {
    case 'alarm':
      return { trigger: 'alarm', reason: describeAlarm(trigger, plan), at };
    case 'execution':
      return {
        trigger: 'execution',
        reason: `the release's execution ended ${trigger.status}${because(trigger.cause)}`,
        at,
      };
    case 'health_check':
      return { trigger: 'health_check', reason: `a health check failed: ${trigger.reason}`, at };
    case 'person':
      return { trigger: 'person', reason: `${trigger.actor} asked ${whatFor(trigger)}: ${trigger.reason}`, at };
  }
}

function whatFor({ endpoint, to }: Person): string {
  return to === undefined ? 'for it' : `to go back to ${formatWanted(endpoint, to)}`;
}

function because(cause: string | undefined): string {
  return cause === undefined ? '' : `: ${cause.slice(0, 300)}`;
}
