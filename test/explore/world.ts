import { createHash } from 'node:crypto';
import { recordOf } from '../../lib/aws/release-table';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { MAX_RESCUES } from '../../lib/domain/bounds';
import { isSpoken } from '../../lib/domain/look/breaching';
import { type AuditEntry, canonicalJson } from '../../lib/domain/release/audit';
import { ownershipIn } from '../../lib/domain/release/claims';
import type { Breach, Control, EndpointRecord, Release } from '../../lib/domain/release/release';
import { auditKey, SORT_KEY } from '../../lib/domain/release/table';
import { isRestoredByWeights } from '../../lib/domain/rollback/restoring';
import { isOnItsWayBack } from '../../lib/domain/rollback/take-over';
import type { Call } from '../../lib/emulator/calls/call';
import { visitOf } from '../../lambdas/runtime/ledger';
import { typeOf } from '../../lib/rehearsal/faults/delivery-fault';
import type { Scenario } from '../../lib/rehearsal/scenario';
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
  'looked',
  'arming',
  // Drawn at random; whether there is one is told.
  'holdToken',
  // Counts releases and take-overs; whose the release is by now is told.
  'number',
  'epoch',
]);
/** The function that looks for alarms and dead owners. */
const RECONCILER = 'Reconcile';
/** The function that tells people. */
export const NOTIFY = 'Notify';
/** That function, what it calls, and the events that only it is started for: whatever becomes of them, releases do not ask. */
export const TO_PEOPLE = /^(Notify$|SNS\.|deployment\.)/;
/** Functions that can be at work in vain. */
export const SPARABLE: readonly string[] = [RECONCILER, NOTIFY];
/** The event that starts the reconciler; one is on its way at any time. */
const EVERY_MINUTE = 'Scheduled Event';
/** Of the record: what only the way forward heeds. */
const FORWARD: ReadonlySet<string> = new Set([
  // Those that are to be removed are told.
  'alarms',
  'armed',
  'blueprint',
  'capped',
  'checks',
  // Whatever it hears on a way back leads to nothing.
  'drill',
  'extended',
  'finalizeAttempts',
  'phase',
  'retreat',
  'retreated',
  'strategy',
  'weights',
]);
/** The state machines of the way forward: the states of their ways back are the same. */
const FORWARD_MACHINE = /(:stateMachine:\w+-|^\w+-)(canary|standard)(?=$| )/;
/** What a remark begins with is looked for, characters. */
const MOST_OF_REMARK = 16;
/** States in which a flow has no claim yet that could be taken from it. */
const UNCLAIMED: ReadonlySet<string> = new Set(['Open release', 'Wait for endpoint']);
/** An execution that will do nothing any more. */
const OVER = 'over';
/** Operations that change nothing, with or without their service. */
export const READS = /(^|\.)(BatchGet|Describe|Get|List|Query)/;
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

export type Attempts = 'none' | 'some' | 'many';

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
  /** Whether a function only tells people, or is the reconciler and finds nothing to do: then it does not matter whether it is at work. */
  readonly isVain: (id: string) => boolean;
  /** Whether one execution runs, and no call that may change anything and no event is on its way. */
  readonly isQuiet: () => boolean;
  /** The attempts that a step has used up: none, or so many that enough are left, or more. The text tells of `many` only. */
  readonly attempts: () => Attempts;
  /** Follows a call until it has taken effect, or cannot any more. */
  readonly follow: (call: Call, send: () => Promise<unknown>) => Promise<unknown>;
}

/** Watches an account in which a scenario is played. To be called before the release begins. */
export function watchWorld(
  stage: Stage,
  blueprint: Blueprint,
  { endpoint: { provisionTime, weightUpdateTime } }: Scenario,
): World {
  const { emulator } = stage;
  const { configName: deployed } = emulator.sageMaker.snapshot(blueprint.endpoint) ?? {};
  const configs = new Set(deployed === undefined ? [] : [deployed]);
  const alarms = new Set(blueprint.alarms);
  const suspended = new Map<string, string>();
  /** Calls that may still take effect. */
  const onWay = new Set<Call>();
  let live = (): EndpointRecord | undefined => undefined;
  let record = (_isAlone: boolean): string => '';
  /** What of the audit trail is in the chain, by its key, and on the bus, by its id. */
  const told = new Set<string>();
  /** When a hold has left its token in the record that is there now, epoch milliseconds. */
  let heldAt: number | undefined;
  const notify = stage.functionName(NOTIFY);
  const isToPeople = ({ caller, input }: Call): boolean =>
    caller.name === notify || invokedIn(input)?.endsWith(notify) === true;
  const remember = ({ operation, input }: Call): void => {
    const named = input as Readonly<Record<string, unknown>>;
    switch (operation) {
      case 'PutItem': {
        const item = named['Item'] as Parameters<typeof recordOf>[0];
        const { S: key = '' } = item['sk'] ?? {};
        if (key.startsWith(SORT_KEY.audit)) told.add(key);
        if (key !== SORT_KEY.live) return;
        const parsed = remembered<void, EndpointRecord>(() => recordOf(item));
        if (item['holdToken'] === undefined) heldAt = undefined;
        live = parsed;
        record = remembered<boolean, string>((isAlone) => lasting(parsed(), isAlone));
        return;
      }
      case 'UpdateItem':
        heldAt = emulator.clock.now();
        return;
      case 'PutEvents':
        for (const { Detail } of named['Entries'] as readonly { readonly Detail: string }[])
          told.add((JSON.parse(Detail) as { readonly id: string }).id);
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
      // Without data it is as with good ones: the judge reads these itself.
      const isFiring = alarm.state.value === 'ALARM';
      return withStates ? [[name, isFiring, alarm.held, alarm.configuration.actionsEnabled]] : [name];
    });
  /** Which of the release's alarms there are to remove, by kind, and which nobody has on record. */
  const alarmsLeft = (): unknown[] => {
    const { alarms: listed = [] } = live()?.release ?? {};
    const made = [...alarms].filter(
      (name) => !blueprint.alarms.includes(name) && emulator.cloudWatch.alarm(name) !== undefined,
    );
    return [kindsIn(listed), kindsIn(made), made.filter((name) => !listed.includes(name)).toSorted()];
  };
  /** Where the executions are, and how many attempts they have used up there. */
  const running = () =>
    emulator.stepFunctions.executions().flatMap(({ arn, stateMachineArn, status }) => {
      if (status !== 'RUNNING') return [];
      const history = emulator.stepFunctions.history(arn);
      const entered = history.findLastIndex(({ type }) => type.endsWith('StateEntered'));
      const failed = history.slice(entered).filter(({ type }) => /(Failed|TimedOut)$/.test(type)).length;
      const state = String(history[entered]?.details?.['name']);
      const at = history[entered]?.timestamp ?? 0;
      // Where few are left they decide what becomes of the next failure.
      const isEnough = (RETRIES.get(state) ?? 0) - failed >= ENOUGH;
      const visit = visitOf({ execution: arn, name: state, enteredAt: new Date(at).toISOString() });
      return [{ arn, stateMachineArn, state, enteredAt: at, failed, isEnough, visit }];
    });
  /** Whether a hold waits that a word can end; the token that is left of an earlier one wakes nobody. */
  const isHeldBy = (atWork: ReturnType<typeof running>, since = heldAt): boolean =>
    since !== undefined && atWork.some(({ enteredAt }) => enteredAt <= since);
  /** Whether each execution has succeeded or died, or its place among those that run. */
  const standing = (): ReadonlyMap<string, string> => {
    let place = 0;
    const nameOf = (status: string): string => {
      if (status === 'RUNNING') return `running ${++place}`;
      return status === 'SUCCEEDED' && !isBack() ? status : OVER;
    };
    return new Map(emulator.stepFunctions.executions().map(({ arn, status }) => [arn, nameOf(status)]));
  };
  /** Whether the reconciler, who looks at alarms and at owners, has nothing to do. */
  const isInOrder = (): boolean => {
    const owner = live()?.release?.owner;
    const isRun = emulator.stepFunctions.executions().some(({ arn, status }) => arn === owner && status === 'RUNNING');
    const isFiring = (name: string): boolean => emulator.cloudWatch.alarm(name)?.state.value === 'ALARM';
    return isRun && (isBack() || ![...alarms].some(isFiring));
  };
  const reconciler = stage.functionName(RECONCILER);
  const isItsLook = ({ caller, operation, input }: Call): boolean =>
    caller.name === reconciler ? READS.test(operation) : invokedIn(input)?.endsWith(reconciler) === true;
  const isInVain = (call: Call): boolean => isForNobody(call) || (isItsLook(call) && isInOrder());
  const callsOnWay = (): Call[] => [...onWay].filter((call) => !isInVain(call));
  const eventsOnWay = (): string[] =>
    emulator.eventBridge
      .underWay()
      .map(typeOf)
      .filter((type) => type !== EVERY_MINUTE && !TO_PEOPLE.test(type));
  /** What a release makes is named by its number. */
  const numbered = remembered(
    (number: number) => new RegExp(`(-r|candidate-|${blueprint.endpoint}/)${number}(?=[-/"])`, 'g'),
  );
  const describe = (withAlarms: boolean): string => {
    const { at: _, ...shown } = emulator.sageMaker.snapshot(blueprint.endpoint) ?? { at: 0 };
    const machineOf = (arn: string): string => (isBack() ? arn.replace(FORWARD_MACHINE, '$1forward') : arn);
    // Wherever the flow of a release is that was taken from it: all that it can do still is on its way.
    const isFenced = (arn: string): boolean =>
      isBack() && live()?.release?.owner !== arn && live()?.release?.execution === arn;
    const atWork = running();
    const rest = [
      // How far an update is shows on a way back, how long it takes is a matter of time.
      isBack() ? [] : [provisionTime, weightUpdateTime],
      shown,
      [...configs].toSorted(),
      isBack() && !withAlarms ? alarmsLeft() : alarmsNow(true),
      [...suspended].map(String).toSorted(),
      atWork.map(({ arn, stateMachineArn, state, failed, isEnough }) =>
        isFenced(arn) && !UNCLAIMED.has(state)
          ? [machineOf(stateMachineArn)]
          : [machineOf(stateMachineArn), state, isEnough ? 0 : failed],
      ),
      isHeldBy(atWork),
      callsOnWay()
        .map(({ caller, service, operation }) => `${caller.name} ${service} ${operation}`)
        .toSorted(),
      eventsOnWay().toSorted(),
      seenAgain(live(), new Set(atWork.map(({ visit }) => visit)), told),
    ];
    const text = withoutNames(record(atWork.length <= 1), standing(), machineOf) + withoutTimes(canonicalJson(rest));
    return digest(text.replaceAll(numbered(live()?.release?.number ?? 0), '$1*'));
  };
  const describeTo = (who: string): string | undefined => {
    if (TO_PEOPLE.test(who)) return 'nothing';
    if (who !== RECONCILER && who !== EVERY_MINUTE) return undefined;
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
    isVain: (id) => id === NOTIFY || (id === RECONCILER && isInOrder()),
    isQuiet: () => callsOnWay().length === 0 && eventsOnWay().length === 0 && running().length === 1,
    attempts: () => {
      const again = running().filter(({ failed }) => failed > 0);
      if (again.length === 0) return 'none';
      return again.some(({ isEnough }) => isEnough) ? 'some' : 'many';
    },
    follow: async (call, send) => {
      if (isToPeople(call)) return send();
      onWay.add(call);
      try {
        return await send();
      } finally {
        onWay.delete(call);
      }
    },
  };
}

/** Whether a call changes nothing, and whoever made it is gone. */
function isForNobody({ invocation, operation }: Call): boolean {
  return invocation?.ended === true && READS.test(operation);
}

function invokedIn(input: unknown): string | undefined {
  return (input as { readonly FunctionName?: string }).FunctionName;
}

/** Times that a retrier for all errors tries again. */
function retriesIn(retry: unknown): number {
  const retriers = Array.isArray(retry) ? (retry as readonly { ErrorEquals: string[]; MaxAttempts: number }[]) : [];
  return retriers.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))?.MaxAttempts ?? 0;
}

/** Whether there are alarms of alarms, and others. */
function kindsIn(names: readonly string[]): readonly boolean[] {
  return [names.some((name) => name.endsWith('alarms')), names.some((name) => !name.endsWith('alarms'))];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whoever waits to take the release's place goes forward. */
function isBackIn(record: EndpointRecord | undefined): boolean {
  const { release } = record ?? {};
  return release !== undefined && release.successor === undefined && isOnItsWayBack(release);
}

/**
 * Text of what in a record decides how its release goes on. The release before it matters until this one is open, and to whoever is
 * still at work for it.
 */
function lasting(record: ReturnType<typeof recordOf>, isAlone: boolean): string {
  const isBack = isBackIn(record);
  const { release } = record;
  const isLastOver = isAlone && release !== undefined && release.stage !== 'opening';
  return JSON.stringify([release && marksOf(release), record], (key, value: unknown) => {
    if (PASSING.has(key) || (isBack && FORWARD.has(key)) || (typeof value === 'number' && value > TIMES_FROM))
      return undefined;
    if (key === 'last' && isLastOver) return undefined;
    // So many deaths are left, whoever died before, that one fault or two do not use them up.
    if (key === 'rescues' && Number(value) <= MAX_RESCUES - 2) return 0;
    // Whoever has spoken is heard once; a pause can still be ended.
    if (key === 'control' && isBack) return isPaused(value) ? value : undefined;
    if (key === 'breach') return isBack ? isHeld(value)[0] : isHeld(value);
    if (key === 'remarks')
      return Array.isArray(value) ? value.map((remark) => String(remark).slice(0, MOST_OF_REMARK)) : [];
    return typeof value === 'string' ? withoutNumbers(value) : value;
  });
}

/** What is asked of the times on record, of the drill, and, on a way back, of the phase and of weights that may be any. */
function marksOf(release: Release): unknown {
  const { plan, phase, restoredAt, drill, goal } = release;
  if (isOnItsWayBack(release)) {
    const isPartial = Object.keys(goal?.weights ?? {}).length === 1;
    return [
      release.stage === 'rolling_back' && isRestoredByWeights(release),
      plan?.baseline === undefined && phase >= 0,
      restoredAt !== undefined,
      isPartial,
    ];
  }
  const heard = drill && [Object.keys(drill.fired).toSorted(), drill.heard.toSorted(), drill.passedAt !== undefined];
  return [release.passedAt !== undefined, heard];
}

/**
 * What a step that is tried again finds of its visit, and what is still to be told. Which words wait to be told is asked at the end
 * of a release only.
 */
function seenAgain(
  record: EndpointRecord | undefined,
  visits: ReadonlySet<string>,
  told: ReadonlySet<string>,
): unknown {
  if (record === undefined) return [];
  const { release, audit } = record;
  const isEnding = release === undefined || release.ending !== undefined;
  const { looked, arming } = release ?? {};
  const { outbox } = audit;
  const isToSend = ({ event, sequence }: AuditEntry): boolean =>
    event !== undefined && !told.has(`${record.endpoint}/${sequence}`);
  const isToKeep = (entry: AuditEntry): boolean => !told.has(auditKey(entry.sequence)) || isToSend(entry);
  return [
    looked !== undefined && visits.has(looked.visit) && [looked.next, looked.wait],
    arming !== undefined && visits.has(arming.visit) && arming.names,
    outbox.flatMap(({ key, action }) => (isEnding || visits.has(key.slice(0, -action.length - 1)) ? action : [])),
    [outbox.some(isToKeep), outbox.some(isToSend)],
  ];
}

function isPaused(control: unknown): boolean {
  return (control as Partial<Control>).word === 'pause';
}

/** What of a breach decides anything: whether a person is asked, or has spoken. */
function isHeld(breach: unknown): readonly [boolean, boolean] {
  const { holds = false, trigger } = breach as Partial<Breach>;
  return [holds, trigger !== undefined && isSpoken({ trigger })];
}

/** Sentences carry times, counts and measured numbers; the names of executions stay. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/(arn:aws:states:\S+?:execution:[\w:.-]+)|\d+(\.\d+)?/g, (number, arn?: string) => arn ?? '#');
}

/** An execution's name is drawn at random; which machine it is of and whether it runs is what it is. */
function withoutNames(
  text: string,
  standing: ReadonlyMap<string, string>,
  machineOf: (name: string) => string,
): string {
  return text.replaceAll(/arn:aws:states:[^\s"]+?:execution:([\w.-]+):[\w.-]+/g, (arn, machine: string) =>
    standing.get(arn) === OVER ? OVER : `${machineOf(machine)} ${standing.get(arn) ?? ''}`,
  );
}

/** Names may carry times. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{5,}/g, '#');
}
