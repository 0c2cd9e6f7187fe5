import { DAY } from '../time';
import type { Alarm, AlarmState } from './alarm';
import { fullConfiguration } from './configuration-shape';
import type { ConfigurationOperation } from './events';

type HistoryItemType = 'ConfigurationUpdate' | 'StateUpdate' | 'Action';

/** Something that happened to an alarm. */
export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

const KEPT_FOR = 30 * DAY;

/** The histories of all alarms, deleted ones too, oldest item first. */
export class AlarmHistory {
  #items: HistoryItem[] = [];

  items(): readonly HistoryItem[] {
    return this.#items;
  }

  recordState(alarm: Alarm, previous: AlarmState, at: number): void {
    const summary = `Alarm updated from ${previous.value} to ${alarm.state.value}`;
    this.#record(
      alarm,
      { at, type: 'StateUpdate', summary },
      { oldState: stateData(previous), newState: stateData(alarm.state) },
    );
  }

  recordConfiguration(alarm: Alarm, operation: ConfigurationOperation, at: number): void {
    const done = `${operation}d`;
    const type = operation[0]?.toUpperCase() + operation.slice(1);
    const configuration = fullConfiguration(alarm.name, alarm.configuration);
    const summary = `Alarm "${alarm.name}" ${done}`;
    this.#record(alarm, { at, type: 'ConfigurationUpdate', summary }, { type, [`${done}Alarm`]: configuration });
  }

  recordAction(alarm: Alarm, actionArn: string, at: number): void {
    const summary = `Successfully executed action ${actionArn}`;
    const data = {
      actionState: 'Succeeded',
      stateUpdateTimestamp: alarm.state.updatedAt,
      notificationResource: actionArn,
    };
    this.#record(alarm, { at, type: 'Action', summary }, data);
  }

  #record(alarm: Alarm, item: Pick<HistoryItem, 'at' | 'type' | 'summary'>, data: object): void {
    const alarmType = alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
    const oldest = this.#items[0];
    if (oldest !== undefined && oldest.at < item.at - 2 * KEPT_FOR) {
      this.#items = this.#items.filter(({ at }) => at >= item.at - KEPT_FOR);
    }
    this.#items.push({ alarmName: alarm.name, alarmType, ...item, data: JSON.stringify({ version: '1.0', ...data }) });
  }
}

function stateData({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: parsed(reasonData) }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SetAlarmState may have been given a text that is no JSON.
    return text;
  }
}
