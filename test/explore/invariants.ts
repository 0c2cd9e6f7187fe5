import { createHash } from 'node:crypto';
import { recordOf } from '../../lib/aws/release-table';
import { findFault } from '../../lib/domain/release/audit';
import { WRITER_TIMEOUT } from '../../lib/domain/bounds';
import { longestOf } from '../../lib/domain/longest';
import { alarmPrefix } from '../../lib/domain/names';
import {
  completedConfig,
  type EndedRelease,
  type EndpointRecord,
  isCandidateConfig,
  isKnownConfig,
} from '../../lib/domain/release/release';
import { SORT_KEY } from '../../lib/domain/release/table';
import { alarmNames } from '../../lib/rehearsal/faults/account-fault';
import { baselineModel, STACK } from '../../lib/rehearsal/stage';
import type { SeenCall } from './observe';
import type { Ran } from './run-once';

/** What a run has done that it must never do, in words. */
export interface Violation {
  /** The statement of the design that is broken, or `left over`. */
  readonly rule:
    | 'ends'
    | 'safe'
    | 'no rise after breach'
    | 'one writer'
    | 'audit'
    | 'left over'
    | 'no reason to fail'
    // The explorer's own: a run that is like another one ends as that did.
    | 'as known';
  readonly what: string;
}

/** Checks everything that must always be true. `beyond`: the endpoint itself was lost or taken away, so a failed rollback is honest. */
export async function violationsOf(ran: Ran, beyond: boolean): Promise<Violation[]> {
  if (ran.known !== undefined) return brokenSoFar(ran);
  return [
    ...checkEnd(ran),
    ...checkSafety(ran, beyond),
    ...checkWrites(ran),
    ...checkAudit(ran),
    ...checkEnds(ran),
    ...checkBounds(ran),
    ...(await checkLeftovers(ran)),
    ...(await checkAlarm(ran)),
  ];
}

/** The same of a run whose end is known; that it may be too long counts as well, until it is seen that it is not. */
export function brokenSoFar(ran: Ran): Violation[] {
  return [...checkWrites(ran), ...checkAudit(ran), ...checkEnds(ran), ...checkBounds(ran), ...checkTimeLeft(ran)];
}

/** 1. Every execution ends. */
function checkEnd({ stage, restedAt, record }: Ran): Violation[] {
  const running = stage.emulator.stepFunctions.executions().filter(({ status }) => status === 'RUNNING');
  if (restedAt !== undefined && running.length === 0) return [];
  const { release } = record ?? {};
  const who = running.map(({ arn }) => arn.split(':').slice(-2).join(':')).join(', ') || 'nobody';
  return [{ rule: 'ends', what: `still ${release?.stage ?? 'idle'} with ${who} running` }];
}

/** 2. All traffic is on one known model and the lock is free; or the release says that it could not. */
function checkSafety(ran: Ran, beyond: boolean): Violation[] {
  const { stage, record, blueprint, scenario } = ran;
  const { release, last } = record ?? {};
  const snapshot = stage.emulator.sageMaker.snapshot(blueprint.endpoint);
  const status = snapshot?.status ?? 'gone';
  if (release !== undefined) {
    if (release.stage !== 'rollback_failed') return [];
    const found: Violation[] = [];
    const told = ran.seen.events.some(({ event }) => event['detail-type'] === 'deployment.rollback_failed');
    if (!told) found.push({ rule: 'safe', what: 'rollback_failed without an event' });
    if (!beyond) {
      found.push({
        rule: 'no reason to fail',
        what: `rollback_failed (${status}): ${release.ending?.reason ?? last?.reason}`,
      });
    }
    return found;
  }
  if (last === undefined) {
    // Refused or never begun: nothing may have changed.
    const serving = servingModels(ran);
    const expected = scenario.endpoint.exists ? [baselineModel(blueprint, scenario)] : [];
    return beyond || same(serving, expected)
      ? []
      : [{ rule: 'safe', what: `never opened, and ${serving.join()} serves` }];
  }
  if (last.outcome === 'endpoint_gone') return beyond ? [] : [{ rule: 'safe', what: 'endpoint_gone' }];
  const lost = lostAt(ran.seen);
  if (lost !== undefined && (last.outcome === 'completed' || last.outcome === 'rolled_back')) {
    const look = lastLook(ran.seen)?.at ?? 0;
    if (lost < look - SHOWN_LATE)
      return [{ rule: 'safe', what: `${last.outcome}, though the endpoint was lost before` }];
  }
  if (snapshot === undefined || status === 'Deleted') {
    return (!scenario.endpoint.exists && last.outcome === 'failed') || beyond
      ? []
      : [{ rule: 'safe', what: `${last.outcome}, and there is no endpoint` }];
  }
  // Somebody else's update, which SageMaker could not take back.
  if (beyond && last.outcome === 'failed' && status === 'UpdateRollbackFailed') return [];
  const serving = servingModels(ran);
  if (isSomebodysShare(ran, last)) return [];
  // Somebody else's config has whatever they put into it; that it was left alone is told, unless it came after the last look.
  const { plan } = last;
  const isTheirs = plan === undefined || !isKnownConfig(plan, snapshot.configName);
  const isToldOf = last.reason.includes('somebody else') || !wasSeenAtClose(ran.seen, snapshot.configName);
  if (beyond && isTheirs && serving.length > 1 && isToldOf) return [];
  if (serving.length !== 1) {
    return [{ rule: 'safe', what: `${last.outcome}, and ${serving.join(' and ') || 'nothing'} serves (${status})` }];
  }
  const [model] = serving;
  if (last.outcome === 'completed' && model !== plan?.candidate.model && !beyond) {
    return [{ rule: 'safe', what: `completed, and ${model} serves` }];
  }
  if (
    last.outcome === 'rolled_back' &&
    model !== plan?.baseline?.model &&
    !isSomebodyElses(last, model, snapshot.configName)
  ) {
    return [{ rule: 'safe', what: `rolled back, and ${model} serves` }];
  }
  if (last.outcome === 'failed' && plan?.baseline !== undefined && !beyond && model !== plan.baseline.model) {
    return [{ rule: 'safe', what: `failed, and ${model} serves` }];
  }
  return [];
}

/**
 * Whether the release had put the baseline back before somebody else deployed a third model, or tells that they did. What it goes
 * back from may be somebody else's too, so the candidate's model is a third one in a config that the release does not know.
 */
function isSomebodyElses(
  { plan, servingModel, remarks = [] }: EndedRelease,
  model: string | undefined,
  config: string,
): boolean {
  const isCandidates = plan !== undefined && isCandidateConfig(plan, config);
  if (model === plan?.candidate.model && isCandidates) return false;
  const isTold = remarks.some((remark) => remark.startsWith('somebody else has since'));
  return isTold || servingModel === plan?.baseline?.model;
}

/** A look shows what was a second before, and its answer may be 3.5 seconds late; milliseconds. */
const SHOWN_LATE = 5000;

/**
 * Whether a variant that the release had left without traffic, and read that back, got some afterwards, or too late to be seen, by
 * somebody else: that the release itself gives its candidate any is a violation of its own, and after its last shift it gives its
 * baseline none.
 */
function isSomebodysShare({ chain, seen }: Ran, { plan, outcome, number, restoredAt }: EndedRelease): boolean {
  const shifted = chain.findLast(({ action, release }) => action === 'traffic shifted' && release === number);
  const since = outcome === 'completed' ? shifted?.at : restoredAt;
  if (since === undefined) return false;
  // Beside the baseline there may be what an earlier release has left.
  const isEmptied = (name: string): boolean =>
    outcome === 'completed'
      ? name === plan?.baseline?.variant
      : /^candidate-\d+$/.test(name) && name !== plan?.baseline?.variant;
  const hasShare = (at: number): boolean => {
    const variants = seen.endpoint.findLast((one) => one.at <= at)?.variants ?? [];
    return variants.some((one) => isEmptied(one.name) && one.currentWeight + one.desiredWeight > 0);
  };
  const from = since - SHOWN_LATE;
  const changes = seen.endpoint.flatMap(({ at }) => (at > from && at <= since ? at : []));
  return [from, ...changes].some((at) => !hasShare(at)) && hasShare(Infinity);
}

function servingModels({ stage, blueprint }: Ran): string[] {
  const variants = stage.emulator.sageMaker.snapshot(blueprint.endpoint)?.variants ?? [];
  return [...new Set(variants.filter(({ currentWeight }) => currentWeight > 0).flatMap(({ models }) => models))];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join() === b.toSorted().join();
}

const WRITES = new Set([
  'SageMaker.UpdateEndpoint',
  'SageMaker.UpdateEndpointWeightsAndCapacities',
  'SageMaker.CreateEndpoint',
  'SageMaker.DeleteEndpoint',
]);

/** The audit entries that announce a function's writes. */
const ANNOUNCED: Readonly<Record<string, readonly string[]>> = {
  DeployCandidate: ['deploy candidate'],
  ShiftTraffic: ['set weights', 'add instances'],
  Finalize: ['finalize'],
  RestoreTraffic: ['restore traffic', 'roll back', 'take over to roll back'],
  RemoveCandidate: ['remove candidate', 'restore instances'],
};

/** The record as it was when somebody wrote it. */
interface Written {
  readonly order: number;
  readonly at: number;
  readonly invocation: string | undefined;
  readonly record: EndpointRecord;
}

/** 3 and 4, and the first half of 5: what each write to the endpoint had on record before it. */
function checkWrites(ran: Ran): Violation[] {
  const { calls } = ran.seen;
  const written = calls.flatMap(toWritten);
  return calls
    .filter(({ call, caller }) => WRITES.has(call) && caller !== 'person')
    .flatMap((write) => checkWrite(ran, write, written));
}

function checkWrite(ran: Ran, write: SeenCall, written: readonly Written[]): Violation[] {
  const what = `${write.caller} calls ${write.call.slice('SageMaker.'.length)}`;
  const fence = written.findLast(({ order, invocation }) => order < write.order && invocation === write.invocation);
  if (fence === undefined) return [{ rule: 'one writer', what: `${what} without having renewed its claim` }];
  const found: Violation[] = [];
  const { release, epoch, endpoint } = fence.record;
  const earlier = written.filter(({ order, record }) => order < fence.order && record.endpoint === endpoint);
  const highest = Math.max(0, ...earlier.map(({ record }) => record.epoch));
  if (highest > epoch)
    found.push({ rule: 'one writer', what: `${what} with epoch ${epoch}, after epoch ${highest} had begun` });
  if (write.at - fence.at > WRITER_TIMEOUT * 1000) {
    found.push({ rule: 'one writer', what: `${what} ${(write.at - fence.at) / 1000} s after it renewed its claim` });
  }
  const now = written.findLast(({ order, record }) => order < write.order && record.endpoint === endpoint)?.record;
  if (now?.release?.number !== release?.number) {
    found.push({ rule: 'one writer', what: `${what} after release ${release?.number} has ended` });
  }
  const spoken = release?.control?.word === 'abort';
  const breached = release?.breach !== undefined || spoken;
  if (breached && raisesCandidate(write, release?.plan?.candidate)) {
    found.push({ rule: 'no rise after breach', what: `${what} after ${spoken ? 'an abort' : 'a breach'}` });
  }
  const actions = ANNOUNCED[write.caller] ?? [];
  const announced = [...ran.chain, ...(ran.record?.audit.outbox ?? [])].some(
    (entry) => actions.includes(entry.action) && entry.at <= write.at && entry.release === release?.number,
  );
  if (!announced) found.push({ rule: 'audit', what: `${what} with no audit entry before it` });
  return found;
}

function raisesCandidate(
  { call, input }: SeenCall,
  candidate: { readonly variant: string; readonly finalConfig: string } | undefined,
): boolean {
  if (candidate === undefined) return false;
  if (call === 'SageMaker.UpdateEndpoint') {
    return (input as { EndpointConfigName?: string }).EndpointConfigName === candidate.finalConfig;
  }
  if (call !== 'SageMaker.UpdateEndpointWeightsAndCapacities') return false;
  const { DesiredWeightsAndCapacities: desired = [] } = input as {
    DesiredWeightsAndCapacities?: { VariantName?: string; DesiredWeight?: number }[];
  };
  return desired.some(
    ({ VariantName, DesiredWeight }) => VariantName === candidate.variant && (DesiredWeight ?? 0) > 0,
  );
}

function toWritten({ call, input, order, at, invocation, answer }: SeenCall): Written[] {
  if (call !== 'DynamoDB.PutItem' || answer !== 'ok') return [];
  const { Item } = input as { readonly Item: Parameters<typeof recordOf>[0] };
  return Item['sk']?.S === SORT_KEY.live ? [{ order, at, invocation, record: recordOf(Item) }] : [];
}

/** 5. The chain is whole, and every entry that is an event has become one. */
function checkAudit({ chain, record, seen, stage }: Ran): Violation[] {
  if (record === undefined) return [];
  const { outbox } = record.audit;
  const missing = outbox.filter(({ sequence }) => !chain.some((entry) => entry.sequence === sequence));
  const found: Violation[] = missing.map(({ sequence, action }) => ({
    rule: 'audit' as const,
    what: `entry ${sequence} (${action}) is not in the chain at the end`,
  }));
  const fault = findFault(
    [...chain, ...missing],
    (text) => createHash('sha256').update(text).digest('hex'),
    record.audit,
  );
  if (fault !== undefined) found.push({ rule: 'audit', what: fault });
  const published = new Set(seen.events.filter(({ bus }) => bus === stage.bus).map(({ event }) => event.detail['id']));
  for (const { event, sequence, action } of chain) {
    if (event !== undefined && !published.has(`${record.endpoint}/${sequence}`)) {
      found.push({ rule: 'audit', what: `${event} (entry ${sequence}, ${action}) was never published` });
    }
  }
  return found;
}

/** An end that gives the endpoint free, as the audit trail says it. */
const RELEASED = /^end (?!rollback_failed)/;

/** Every release that has ended is in the history, and was told of once. */
function checkEnds({ chain, history }: Ran): Violation[] {
  const ends = chain.filter(({ action }) => RELEASED.test(action));
  const lost = ends.filter(({ release }) => !history.includes(release));
  const again = ends.filter(
    (end, index) => ends.findIndex(({ action, release }) => action === end.action && release === end.release) < index,
  );
  return [
    ...lost.map(({ release, action }) => ({
      rule: 'audit' as const,
      what: `release ${release} is not in the history (${action})`,
    })),
    ...again.map(({ release, action }) => ({ rule: 'audit' as const, what: `${action} of release ${release}, twice` })),
  ];
}

/** No release, no way back and no wait for the endpoint takes longer than was computed from its plan. */
function checkBounds({ blueprint, chain, stage }: Ran): Violation[] {
  const bounds = longestOf(blueprint);
  const claims = new Map(
    // Whoever is redriven may claim once more; the first time counts.
    chain.toReversed().flatMap(({ action, actor, at }) => (action === 'claim endpoint' ? [[actor, at]] : [])),
  );
  const starts = stage.emulator.stepFunctions.executions(stage.machine(blueprint.strategy));
  const late = starts.filter(({ arn, startDate, stopDate = startDate }) => {
    return ((claims.get(arn) ?? stopDate) - startDate) / 1000 > bounds.beforehand;
  });
  const waits = late.map(({ name }) => ({ rule: 'ends' as const, what: `${name} waited for longer than the bound` }));
  const overdue = chain.flatMap(({ action, detail, event, at, release }): Violation[] => {
    const seconds = Number(detail['seconds']);
    const began = chain.findLast(
      (entry) => entry.release === release && entry.at <= at && entry.event === 'deployment.rollback_started',
    );
    const isOver = action.startsWith('end ')
      ? seconds > bounds.release || (began !== undefined && (at - began.at) / 1000 > bounds.wayBack)
      : event === 'deployment.rolled_back' && seconds > bounds.toSafety;
    return isOver ? [{ rule: 'ends', what: `${action} took ${seconds} s, more than the bound` }] : [];
  });
  return [...waits, ...overdue];
}

/** Whether what is known of the rest of a run fits the bounds, however much of the run was before its release. */
function checkTimeLeft({ blueprint, chain, stage, record, startedAt, known }: Ran): Violation[] {
  if (known === undefined) return [];
  const bounds = longestOf(blueprint);
  const elapsed = (since: number | undefined): number =>
    since === undefined ? 0 : (stage.emulator.clock.now() - since) / 1000;
  const { restored = 0, rest } = known;
  const began = chain.findLast(({ event }) => event === 'deployment.rollback_started')?.at;
  const isTooLong =
    elapsed(startedAt) + rest > bounds.release ||
    elapsed(began) + rest > bounds.wayBack ||
    elapsed(record?.release?.breach?.at) + restored > bounds.toSafety;
  return isTooLong ? [{ rule: 'ends', what: `it may take longer than the bound: ${rest} s more` }] : [];
}

/** Nothing stays behind when a release has ended. */
async function checkLeftovers({ stage, record, blueprint, seen }: Ran): Promise<Violation[]> {
  if (record?.release !== undefined) return [];
  const found: Violation[] = [];
  const alarms = await alarmNames(stage.emulator);
  if (alarms.length > 0)
    found.push({
      rule: 'left over',
      what: `alarms ${alarms.map((name) => name.slice(alarmPrefix(STACK).length)).join(', ')}`,
    });
  const snapshot = stage.emulator.sageMaker.snapshot(blueprint.endpoint);
  const plans = [record?.last?.plan];
  const inUse = new Set([snapshot?.configName, ...plans.map((plan) => plan?.baseline?.config)]);
  // Where somebody else moves the endpoint while a release that completed is closed, the next release removes its config.
  inUse.add(completedConfig(record?.last));
  // Whoever deletes or moves the endpoint after the release has looked for the last time leaves the config that it had.
  inUse.add(configAtClose(seen));
  const made = seen.calls
    .filter(({ call }) => call === 'SageMaker.CreateEndpointConfig')
    .map(({ input }) => (input as { EndpointConfigName: string }).EndpointConfigName);
  const orphans: string[] = [];
  for (const config of new Set(made)) {
    if (!inUse.has(config) && (await exists(stage.emulator, config))) orphans.push(config);
  }
  if (await isHeld(stage, blueprint.endpoint)) found.push({ rule: 'left over', what: 'autoscaling may not scale in' });
  if (orphans.length > 0) found.push({ rule: 'left over', what: `configs ${orphans.join(', ')}` });
  return found;
}

/** The endpoint's config when Close release looked at it for the last time. */
function configAtClose(seen: Ran['seen']): string | undefined {
  const look = lastLook(seen);
  return seen.endpoint.findLast(({ at, status }) => status !== 'Deleted' && look !== undefined && at <= look.at)
    ?.configName;
}

/** Whether the endpoint had a config by the time that Close release could see when it looked for the last time. */
function wasSeenAtClose(seen: Ran['seen'], config: string): boolean {
  const look = lastLook(seen)?.at ?? 0;
  return seen.endpoint.some(({ at, configName }) => configName === config && at <= look - SHOWN_LATE);
}

function lastLook({ calls }: Ran['seen']): SeenCall | undefined {
  return calls.findLast(({ caller, call }) => caller === 'CloseRelease' && call === 'SageMaker.DescribeEndpoint');
}

/** States that an endpoint does not come back from. */
const LOST: ReadonlySet<string> = new Set(['Deleting', 'Deleted', 'Failed']);

/** Since when the endpoint is lost, epoch milliseconds; `undefined`: it is there. */
function lostAt({ endpoint }: Ran['seen']): number | undefined {
  return endpoint[endpoint.findLastIndex(({ status }) => !LOST.has(status)) + 1]?.at;
}

/** An alarm on what the reconciler counts is given so long to fire, milliseconds: events may be lost for ten minutes. */
const RINGS_WITHIN = 3_600_000;

/** 2, once more: a failed rollback sets off an alarm, whether its event has come to anybody or not. To be called last: time goes on. */
async function checkAlarm({ stage, record }: Ran): Promise<Violation[]> {
  if (record?.release?.stage !== 'rollback_failed') return [];
  const { clock, cloudWatch } = stage.emulator;
  const rings = (): boolean => cloudWatch.alarm(`${STACK}-rollback-still-failed`)?.state.value === 'ALARM';
  await clock.run(rings, clock.now() + RINGS_WITHIN);
  return rings() ? [] : [{ rule: 'safe', what: 'rollback_failed without an alarm' }];
}

async function isHeld({ emulator }: Ran['stage'], endpoint: string): Promise<boolean> {
  const answer = await emulator.direct('ApplicationAutoScaling', 'DescribeScalableTargets', {
    ServiceNamespace: 'sagemaker',
  });
  const { ScalableTargets: targets } = answer as {
    readonly ScalableTargets: { ResourceId: string; SuspendedState: { DynamicScalingInSuspended: boolean } }[];
  };
  return targets.some(
    ({ ResourceId, SuspendedState }) =>
      ResourceId.startsWith(`endpoint/${endpoint}/`) && SuspendedState.DynamicScalingInSuspended,
  );
}

async function exists(emulator: Ran['stage']['emulator'], EndpointConfigName: string): Promise<boolean> {
  return emulator.direct('SageMaker', 'DescribeEndpointConfig', { EndpointConfigName }).then(
    () => true,
    () => false,
  );
}
