import type { VirtualClock } from '../../clock';
import { notEmulated, type Account, type EmitServiceEvent } from '../../service';
import type { Alarm, AlarmState, NextState } from './alarm';
import { alarmNameOf } from './alarm-arn';
import { configurationChangeEvent, stateChangeEvent } from './events';
import { AlarmHistory } from './history';
import { alarmNotification, type RunAlarmAction } from './notification';

export interface AlarmBookProps {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly emit: EmitServiceEvent;
  readonly runAction: RunAlarmAction | undefined;
}

/** Hooks into a change of an alarm's state value. */
export interface TransitionListener {
  /** Before the event; returns whether the actions are held back. */
  holdsActions(alarm: Alarm, previous: AlarmState): boolean;
  /** After event and actions. */
  after(alarm: Alarm, previous: AlarmState): void;
}

/** All alarms of an account and Region, and what a change of one of them sets off. */
export class AlarmBook {
  readonly history = new AlarmHistory();
  readonly #alarms = new Map<string, Alarm>();
  readonly #props: AlarmBookProps;
  #listener: TransitionListener | undefined;

  constructor(props: AlarmBookProps) {
    this.#props = props;
  }

  /** Composite alarms and their suppressors follow the transitions of other alarms. */
  listen(listener: TransitionListener): void {
    this.#listener = listener;
  }

  get(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  /** The alarm that a name or an ARN refers to. */
  find(reference: string): Alarm | undefined {
    const name = alarmNameOf(this.#props.account, reference);
    return name === undefined ? undefined : this.#alarms.get(name);
  }

  /** In order of creation. */
  all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** Adds an alarm without telling anybody: it was there before. */
  place(alarm: Alarm): void {
    this.#alarms.set(alarm.name, alarm);
  }

  create(alarm: Alarm): void {
    this.place(alarm);
    this.history.recordConfiguration(alarm, 'create', this.#now());
    this.#props.emit(configurationChangeEvent(alarm, 'create'));
  }

  /** To be called after the configuration was replaced. */
  updated(alarm: Alarm, previous: Alarm['configuration']): void {
    this.history.recordConfiguration(alarm, 'update', this.#now());
    this.#props.emit(configurationChangeEvent(alarm, 'update', previous));
  }

  delete(alarm: Alarm): void {
    if (alarm.kind === 'composite') alarm.suppression?.timer?.cancel();
    this.#alarms.delete(alarm.name);
    this.history.recordConfiguration(alarm, 'delete', this.#now());
    this.#props.emit(configurationChangeEvent(alarm, 'delete'));
  }

  /** Gives an alarm a state; event, actions and dependants follow only if the value changes. */
  setState(alarm: Alarm, next: NextState): void {
    const now = this.#now();
    const previous = alarm.state;
    const changes = previous.value !== next.value;
    alarm.state = {
      value: next.value,
      reason: next.reason,
      ...(next.reasonData === undefined ? {} : { reasonData: next.reasonData }),
      updatedAt: now,
      transitionedAt: changes ? now : previous.transitionedAt,
    };
    if (!changes) return;
    this.history.recordState(alarm, previous, now);
    const held = this.#listener?.holdsActions(alarm, previous) ?? false;
    this.#props.emit(stateChangeEvent(alarm, previous));
    if (!held) this.runActions(alarm, previous);
    this.#listener?.after(alarm, previous);
  }

  /** Runs the actions for the state that the alarm has now. */
  runActions(alarm: Alarm, previous: AlarmState): void {
    const { runAction, account } = this.#props;
    const { actions, actionsEnabled } = alarm.configuration;
    if (!actionsEnabled) return;
    for (const actionArn of actions[alarm.state.value]) {
      if (runAction === undefined) throw notEmulated(`alarm action ${actionArn}`);
      this.history.recordAction(alarm, actionArn, this.#now());
      runAction(actionArn, alarmNotification(alarm, previous, account));
    }
  }

  #now(): number {
    return this.#props.clock.now();
  }
}
