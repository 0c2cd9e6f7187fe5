import { createHash } from 'node:crypto';
import { recordOf } from '../../lib/aws/release-table';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { canonicalJson } from '../../lib/domain/release/audit';
import { SORT_KEY } from '../../lib/domain/release/table';
import type { Call } from '../../lib/emulator/calls/call';
import type { Stage } from '../../lib/rehearsal/stage';

/** Of the record: what was measured or told, and what only counts writes. Times are left out wherever they stand. */
const PASSING: ReadonlySet<string> = new Set([
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
/** Epoch milliseconds are above, every other number of the record below. */
const TIMES_FROM = 1e11;

/**
 * Tells what an account is like, so that two moments with the same answer lead to the same future: the record, the
 * endpoint, configs, alarms, autoscaling and executions, all but times, numbers that were measured, and the count of writes.
 * To be called before the release begins.
 */
export function watchWorld(stage: Stage, blueprint: Blueprint): () => string {
  const { emulator } = stage;
  const configs = new Set<string>();
  const alarms = new Set(blueprint.alarms);
  const suspended = new Map<string, string>();
  let record = '';
  let tokens = 0;
  const remember = ({ operation, input }: Call): void => {
    const named = input as Readonly<Record<string, unknown>>;
    switch (operation) {
      case 'PutItem': {
        const item = named['Item'] as Parameters<typeof recordOf>[0];
        if (item['sk']?.S === SORT_KEY.live) record = lasting(recordOf(item));
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
    const answer = await next();
    remember(call);
    return answer;
  });

  const alarmStates = (): unknown[] =>
    [...alarms].toSorted().flatMap((name) => {
      const alarm = emulator.cloudWatch.alarm(name);
      return alarm === undefined ? [] : [[name, alarm.state.value, alarm.held, alarm.configuration.actionsEnabled]];
    });
  const running = (): unknown[] =>
    emulator.stepFunctions.executions().flatMap(({ arn, stateMachineArn, status }) => {
      if (status !== 'RUNNING') return [];
      const history = emulator.stepFunctions.history(arn);
      const entered = history.findLastIndex(({ type }) => type.endsWith('StateEntered'));
      // How many attempts are used up decides what becomes of the next failure.
      const failed = history.slice(entered).filter(({ type }) => /(Failed|TimedOut)$/.test(type)).length;
      return [[stateMachineArn, history[entered]?.details?.['name'], failed]];
    });
  return () => {
    const { at: _, ...shown } = emulator.sageMaker.snapshot(blueprint.endpoint) ?? { at: 0 };
    const rest = [
      shown,
      [...configs].toSorted(),
      alarmStates(),
      [...suspended].map(String).toSorted(),
      running(),
      tokens,
    ];
    return createHash('sha256')
      .update(record)
      .update(withoutTimes(canonicalJson(rest)))
      .digest('hex')
      .slice(0, 16);
  };
}

/** Text of what in a record decides how its release goes on. */
function lasting(record: ReturnType<typeof recordOf>): string {
  const pending = record.audit.outbox.map(({ action }) => action);
  return JSON.stringify([pending, record], (key, value: unknown) => {
    if (PASSING.has(key) || (typeof value === 'number' && value > TIMES_FROM)) return undefined;
    return typeof value === 'string' ? withoutNumbers(value) : value;
  });
}

/** Sentences carry times, counts and measured numbers. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+(\.\d+)?/g, '#');
}

/** Names may carry times. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{5,}/g, '#');
}
