import type { VirtualClock } from '../../clock';
import type { CloudWatchSwitches } from '../switches';
import { alarmTimestamp, longTimestamp, SECOND } from '../time';
import type { Alarm, CompositeAlarm, NextState, StateValue } from './alarm';
import type { AlarmBook } from './alarm-book';
import { holds } from './rule';
import { Suppressions } from './suppression';

/** Evaluates composite alarms: when they are put, and whenever one of their children changes. */
export class Composites {
  readonly suppressions: Suppressions;
  readonly #clock: VirtualClock;
  readonly #book: AlarmBook;
  readonly #switches: CloudWatchSwitches;

  constructor(clock: VirtualClock, book: AlarmBook, switches: CloudWatchSwitches) {
    this.#clock = clock;
    this.#book = book;
    this.#switches = switches;
    this.suppressions = new Suppressions(clock, book);
    book.listen({
      holdsActions: (alarm, previous) => alarm.kind === 'composite' && this.suppressions.holdsActions(alarm, previous),
      after: (alarm, previous) => {
        this.suppressions.follow(alarm, previous);
        this.#childChanged(alarm);
      },
    });
  }

  /** Evaluates a new or changed composite alarm shortly after the call. */
  evaluateSoon(alarm: CompositeAlarm, change: 'created' | 'updated'): void {
    this.#clock.schedule(this.#clock.now() + this.#switches.compositeDelay * SECOND, () => {
      if (this.#book.get(alarm.name) !== alarm) return;
      this.#evaluate(alarm, (value) => ({
        value,
        reason: `${alarm.arn} was ${change} and its alarm rule evaluates to ${value}`,
        reasonData: triggeringAlarms(alarm.configuration.children.flatMap((name) => this.#book.get(name) ?? [])),
      }));
    });
  }

  #childChanged(child: Alarm): void {
    for (const alarm of this.#book.all()) {
      if (alarm.kind !== 'composite' || !alarm.configuration.children.includes(child.name)) continue;
      this.#evaluate(alarm, (value) => ({
        value,
        reason: `${child.arn} transitioned to ${child.state.value} at ${longTimestamp(child.state.updatedAt)}`,
        reasonData: triggeringAlarms([child]),
      }));
    }
  }

  #evaluate(alarm: CompositeAlarm, next: (value: StateValue) => NextState): void {
    if (alarm.held) return;
    const isTrue = holds(alarm.configuration.rule, (reference) => this.#book.find(reference)?.state.value);
    const value = isTrue ? 'ALARM' : 'OK';
    if (value !== alarm.state.value) this.#book.setState(alarm, next(value));
  }
}

function triggeringAlarms(alarms: readonly Alarm[]): string {
  return JSON.stringify({
    triggeringAlarms: alarms.map(({ arn, state }) => ({
      arn,
      state: { value: state.value, timestamp: alarmTimestamp(state.updatedAt) },
    })),
  });
}
