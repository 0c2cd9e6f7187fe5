import { isDrillReason } from '../sentinels/drill';
import { rollbackExecutionName } from '../names';
import type { AlarmReading } from '../sentinels/readings';
import { isOnItsWayBack } from './take-over';
import { numberIn, tellingAt } from '../release/claims';
import type { EndpointRecord } from '../release/release';

/** A rollback execution to start. */
export interface Start {
  readonly name: string;
  readonly input: unknown;
}

/** A start that has led to nothing is repeated after this long, milliseconds; the same start within it is one. */
const WINDOW = 5 * 60_000;

/** The start for an alarm of ours that fires, as its event would have made it; none where the way back is under way. */
export function startForAlarm(
  record: EndpointRecord | undefined,
  alarm: AlarmReading & { readonly release: number; readonly watch: string },
  now: number,
): Start | undefined {
  const live = record?.release;
  if (record === undefined || live === undefined || live.number !== alarm.release) return undefined;
  const isKnown = live.breach !== undefined && live.breach.holds !== true;
  if (isOnItsWayBack(live) || isKnown) return undefined;
  // A drill asks whether the event arrives; to be found here must not count as heard.
  if (isDrillReason(alarm.reason)) return undefined;
  const watch = alarm.watch.replace(/[^0-9A-Za-z_-]/g, '-').slice(0, 20);
  return {
    name: rollbackExecutionName(record.endpoint, live.number, `alarm-${watch}-${Math.floor(now / WINDOW)}`),
    input: {
      'detail-type': 'CloudWatch Alarm State Change',
      detail: {
        alarmName: alarm.name,
        state: { value: alarm.state, reason: `${alarm.reason} (found by the reconciler)` },
      },
    },
  };
}

/** The start for an owner that died without an event, or that has left something untold. */
export function startForDead(record: EndpointRecord, status: string, now: number): Start | undefined {
  const { release, epoch } = record;
  const { owner } = release ?? tellingAt(record, now) ?? {};
  if (owner === undefined) return undefined;
  return {
    name: rollbackExecutionName(record.endpoint, numberIn(record), `dead-${epoch}-${Math.floor(now / WINDOW)}`),
    input: {
      'detail-type': 'Step Functions Execution Status Change',
      detail: { executionArn: owner, status, cause: 'found by the reconciler' },
    },
  };
}
