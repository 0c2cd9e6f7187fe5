import { createHash } from 'node:crypto';
import { recordOf } from '../../lib/aws/release-table';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { MAX_RESCUES } from '../../lib/domain/bounds';
import { isSpoken } from '../../lib/domain/look/breaching';
import { canonicalJson } from '../../lib/domain/release/audit';
import { ownershipIn } from '../../lib/domain/release/claims';
import type { Breach, EndpointRecord } from '../../lib/domain/release/release';
import { SORT_KEY } from '../../lib/domain/release/table';
import { isOnItsWayBack } from '../../lib/domain/rollback/take-over';
import type { Call } from '../../lib/emulator/calls/call';
import { typeOf } from '../../lib/rehearsal/faults/delivery-fault';
import type { Stage } from '../../lib/rehearsal/stage';
import { canary } from '../../lib/workflows/canary';
import { rollback } from '../../lib/workflows/rollback';
import { standard } from '../../lib/workflows/standard';
import { remembered } from './remembered';

/** Of the record: what was measured, what is only told, and what only counts writes. Times are left out wherever they stand. */
const PASSING: ReadonlySet<string> = new Set([
  'reason',
  'actor',
  'phases',
  'revision',
  'refused',
  'audit',
  'evidence',
  'heard',
  'judgedUntil',
  'calibration',
  'power',
  'warnings',
  'waitedSeconds',
]);
/** The function that tells people, and the events that only it is started for. */
const TO_PEOPLE = /^(Notify$|deployment\.)/;
/** The event that starts the reconciler; one is on its way at any time. */
const EVERY_MINUTE = 'Scheduled Event';
/** Of the record: what only the way forward heeds. */
const FORWARD: ReadonlySet<string> = new Set(['armed', 'checks', 'extended', 'retreat', 'retreated', 'capped']);
/** What a remark begins with is looked for, characters. */
const MOST_OF_REMARK = 16;
/** Epoch milliseconds are above, every other number of the record below. */
const TIMES_FROM = 1e11;

/** With so many attempts left a step fares as with all of them, when what it meets is over at once. */
const ENOUGH = 4;
/** Times that the steps of the state machines are tried again. */
const RETRIES: ReadonlyMap<string, number> = new Map(
  [canary(), standard(), rollback()].flatMap(({ States }) =>
    Object.entries(States).map(([name, { Retry }]): [string, number] => [name, retriesIn(Retry)]),
  ),
);

/** What an account is like. */
export interface World {
  /**
   * Two moments with the same text lead to the same future: the record, the endpoint, configs, alarms, autoscaling, executions,
   * and what is on its way, all but times, numbers that were measured, and the count of writes. On a way back nobody asks in which
   * state an alarm is, and its text tells that only `withAlarms`: whether one can fire still.
   */
  readonly describe: (withAlarms: boolean) => string;
  /**
   * The same as far as it matters to a function, or to an event, that fares ill and is over at once; `undefined` where all of it may.
   * The reconciler looks at alarms and at owners once a minute; nobody looks at what was sent to people.
   */
  readonly describeTo: (who: string) => string | undefined;
  /** Whether a live release is on its way back: from there on it heeds no KPI, and a scenario's incidents do not matter. */
  readonly isOnItsWayBack: () => boolean;
  /** Whether a step has used up attempts, and has enough left. The text does not tell. */
  readonly isTriedAgain: () => boolean;
  /** Follows a call until it has taken effect, or cannot any more. */
  readonly follow: (call: Call, send: () => Promise<unknown>) => Promise<unknown>;
}

/** Watches an account. To be called before the release begins. */
export function watchWorld(stage: Stage, blueprint: Blueprint): World {
  const { emulator } = stage;
  const configs = new Set<string>();
  const alarms = new Set(blueprint.alarms);
  const suspended = new Map<string, string>();
  /** Calls that may still take effect. */
  const onWay = new Set<Call>();
  let live = (): EndpointRecord | undefined => undefined;
  let record = (): string => '';
  let tokens = 0;
  const remember = ({ operation, input }: Call): void => {
    const named = input as Readonly<Record<string, unknown>>;
    switch (operation) {
      case 'PutItem': {
        const item = named['Item'] as Parameters<typeof recordOf>[0];
        if (item['sk']?.S !== SORT_KEY.live) return;
        const parsed = remembered<void, EndpointRecord>(() => recordOf(item));
        live = parsed;
        record = remembered<void, string>(() => lasting(parsed()));
        return;
      }
      case 'UpdateItem':
        tokens++;
        return;
      case 'CreateEndpointConfig':
        configs.add(String(named['EndpointConfigName']));
        return;
      case 'DeleteEndpointConfig':
        configs.delete(String(named['EndpointConfigName']));
        return;
      case 'PutMetricAlarm':
      case 'PutCompositeAlarm':
        alarms.add(String(named['AlarmName']));
        return;
      case 'RegisterScalableTarget':
        suspended.set(String(named['ResourceId']), canonicalJson(named['SuspendedState'] ?? null));
        return;
    }
  };
  // The first interceptor is the last to see a call: it knows what took effect, whatever becomes of the answer.
  emulator.intercept(async (call, next) => {
    if (call.operation === 'Invoke') onWay.delete(call);
    const answer = await next();
    onWay.delete(call);
    remember(call);
    return answer;
  });

  const isBack = (): boolean => isBackIn(live());
  /** Which alarms there are, and in which state where anybody asks. */
  const alarmsNow = (withStates: boolean): unknown[] =>
    [...alarms].toSorted().flatMap((name): unknown[] => {
      const alarm = emulator.cloudWatch.alarm(name);
      if (alarm === undefined) return [];
      return withStates ? [[name, alarm.state.value, alarm.held, alarm.configuration.actionsEnabled]] : [name];
    });
  /** Where the executions are, and how many attempts they have used up there. */
  const running = () =>
    emulator.stepFunctions.executions().flatMap(({ arn, stateMachineArn, status }) => {
      if (status !== 'RUNNING') return [];
      const history = emulator.stepFunctions.history(arn);
      const entered = history.findLastIndex(({ type }) => type.endsWith('StateEntered'));
      const failed = history.slice(entered).filter(({ type }) => /(Failed|TimedOut)$/.test(type)).length;
      const state = String(history[entered]?.details?.['name']);
      // Where few are left they decide what becomes of the next failure.
      const isEnough = (RETRIES.get(state) ?? 0) - failed >= ENOUGH;
      return [{ stateMachineArn, state, failed, isEnough }];
    });
  /** How each execution has ended, or its place among those that run. */
  const standing = (): ReadonlyMap<string, string> => {
    let place = 0;
    return new Map(
      emulator.stepFunctions
        .executions()
        .map(({ arn, status }) => [arn, status === 'RUNNING' ? `running ${++place}` : status]),
    );
  };
  const describe = (withAlarms: boolean): string => {
    const { at: _, ...shown } = emulator.sageMaker.snapshot(blueprint.endpoint) ?? { at: 0 };
    const rest = [
      shown,
      [...configs].toSorted(),
      alarmsNow(withAlarms || !isBack()),
      [...suspended].map(String).toSorted(),
      running().map(({ stateMachineArn, state, failed, isEnough }) => [stateMachineArn, state, isEnough ? 0 : failed]),
      tokens,
      Array.from(onWay, ({ caller, service, operation }) => `${caller.name} ${service} ${operation}`).toSorted(),
      emulator.eventBridge
        .underWay()
        .map(typeOf)
        .filter((type) => type !== EVERY_MINUTE)
        .toSorted(),
    ];
    return digest(withoutNames(record(), standing()) + withoutTimes(canonicalJson(rest)));
  };
  const describeTo = (who: string): string | undefined => {
    if (TO_PEOPLE.test(who)) return 'nothing';
    if (who !== 'Reconcile' && who !== EVERY_MINUTE) return undefined;
    const current = live();
    const { release } = current ?? {};
    const owned = current && ownershipIn(current);
    const isOverdue = owned !== undefined && owned.dueBy < emulator.clock.now();
    const seen = [
      release?.number,
      release?.stage,
      release?.breach && isHeld(release.breach),
      owned && [standing().get(owned.owner), isOverdue],
      alarmsNow(!isBack()),
    ];
    return withoutTimes(canonicalJson(seen));
  };
  return {
    describe,
    describeTo,
    isOnItsWayBack: isBack,
    isTriedAgain: () => running().some(({ failed, isEnough }) => failed > 0 && isEnough),
    follow: async (call, send) => {
      onWay.add(call);
      try {
        return await send();
      } finally {
        onWay.delete(call);
      }
    },
  };
}

/** Times that a retrier for all errors tries again. */
function retriesIn(retry: unknown): number {
  const retriers = Array.isArray(retry) ? (retry as readonly { ErrorEquals: string[]; MaxAttempts: number }[]) : [];
  return retriers.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))?.MaxAttempts ?? 0;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function isBackIn(record: EndpointRecord | undefined): boolean {
  return record?.release !== undefined && isOnItsWayBack(record.release);
}

/** Text of what in a record decides how its release goes on. */
function lasting(record: ReturnType<typeof recordOf>): string {
  const pending = record.audit.outbox.map(({ action }) => action);
  const isBack = isBackIn(record);
  return JSON.stringify([pending, record], (key, value: unknown) => {
    if (PASSING.has(key) || (isBack && FORWARD.has(key)) || (typeof value === 'number' && value > TIMES_FROM))
      return undefined;
    // The way back asks whether the candidate has served at all.
    if (key === 'phase' && isBack) return Number(value) >= 0;
    // So many deaths are left, whoever died before, that one fault or two do not use them up.
    if (key === 'rescues' && Number(value) <= MAX_RESCUES - 2) return 0;
    if (key === 'breach') return isHeld(value);
    if (key === 'remarks')
      return Array.isArray(value) ? value.map((remark) => String(remark).slice(0, MOST_OF_REMARK)) : [];
    return typeof value === 'string' ? withoutNumbers(value) : value;
  });
}

/** What of a breach decides anything: whether a person is asked, or has spoken. */
function isHeld(breach: unknown): unknown {
  const { holds = false, trigger } = breach as Partial<Breach>;
  return [holds, trigger !== undefined && isSpoken({ trigger })];
}

/** Sentences carry times, counts and measured numbers; the names of executions stay. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/(arn:aws:states:\S+?:execution:[\w:.-]+)|\d+(\.\d+)?/g, (number, arn?: string) => arn ?? '#');
}

/** An execution's name is drawn at random; which machine it is of and whether it runs is what it is. */
function withoutNames(text: string, standing: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /arn:aws:states:[^\s"]+?:execution:([\w.-]+):[\w.-]+/g,
    (arn, machine: string) => `${machine} ${standing.get(arn) ?? ''}`,
  );
}

/** Names may carry times. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{5,}/g, '#');
}
