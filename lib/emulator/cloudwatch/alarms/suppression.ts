import type { VirtualClock } from '../../clock';
import { SECOND } from '../time';
import type { Alarm, AlarmState, CompositeAlarm, Suppression } from './alarm';
import type { AlarmBook } from './alarm-book';

/**
 * Holds back the actions (never the events) of composite alarms that have a suppressor: while the suppressor is in
 * ALARM, for the wait period after a transition, and for the extension period after the suppressor has left ALARM.
 */
export class Suppressions {
  readonly #clock: VirtualClock;
  readonly #book: AlarmBook;

  constructor(clock: VirtualClock, book: AlarmBook) {
    this.#clock = clock;
    this.#book = book;
  }

  /** Called on a transition of a composite alarm; whether its actions are held back. */
  holdsActions(alarm: CompositeAlarm, previous: AlarmState): boolean {
    const { suppressor } = alarm.configuration;
    this.#set(alarm, undefined);
    if (suppressor === undefined) return false;
    if (this.#book.get(suppressor.alarmName)?.state.value === 'ALARM') {
      this.#set(alarm, { by: 'Alarm', previous });
    } else if (suppressor.waitSeconds > 0) {
      this.#hold(alarm, { by: 'WaitPeriod', previous }, suppressor.waitSeconds);
    }
    return alarm.suppression !== undefined;
  }

  /** Called after the transition of any alarm: it may be somebody's suppressor. */
  follow(changed: Alarm, previous: AlarmState): void {
    for (const alarm of this.#book.all()) {
      if (alarm.kind !== 'composite' || alarm.configuration.suppressor?.alarmName !== changed.name) continue;
      if (changed.state.value === 'ALARM') {
        this.#set(alarm, { by: 'Alarm', previous: alarm.suppression?.previous ?? alarm.state });
      } else if (previous.value === 'ALARM') {
        this.#release(alarm, alarm.configuration.suppressor.extensionSeconds);
      }
    }
  }

  /** A changed suppressor discards what the old one held back. */
  discard(alarm: CompositeAlarm): void {
    this.#set(alarm, undefined);
  }

  #release(alarm: CompositeAlarm, extensionSeconds: number): void {
    const previous = alarm.suppression?.previous;
    if (previous === undefined) return;
    if (extensionSeconds > 0) this.#hold(alarm, { by: 'ExtensionPeriod', previous }, extensionSeconds);
    else this.#end(alarm, previous);
  }

  #hold(alarm: CompositeAlarm, suppression: Suppression, seconds: number): void {
    const until = this.#clock.now() + seconds * SECOND;
    const timer = this.#clock.schedule(until, () => {
      this.#end(alarm, suppression.previous);
    });
    this.#set(alarm, { ...suppression, timer });
  }

  #end(alarm: CompositeAlarm, previous: AlarmState): void {
    this.#set(alarm, undefined);
    this.#book.runActions(alarm, previous);
  }

  #set(alarm: CompositeAlarm, suppression: Suppression | undefined): void {
    alarm.suppression?.timer?.cancel();
    alarm.suppression = suppression;
  }
}
