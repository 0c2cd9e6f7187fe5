import type { Timer, VirtualClock } from '../../clock';
import type { MetricStore } from '../metrics/metric-store';
import type { CloudWatchSwitches } from '../switches';
import { MINUTE, SECOND } from '../time';
import type { Alarm, MetricAlarm } from './alarm';
import type { AlarmBook } from './alarm-book';
import { evaluateMetricAlarm, isHighResolution, isMultiDay, windowEnd } from './evaluate-metric-alarm';

export interface EvaluatorProps {
  readonly clock: VirtualClock;
  readonly book: AlarmBook;
  readonly store: MetricStore;
  readonly switches: CloudWatchSwitches;
}

/** Evaluates metric alarms on the clock: one timer for each cadence, and none while no alarm needs it. */
export class AlarmEvaluator {
  readonly #props: EvaluatorProps;
  readonly #cadences: readonly Cadence[];

  constructor(props: EvaluatorProps) {
    this.#props = props;
    const offset = props.switches.evaluationOffset * SECOND;
    this.#cadences = [
      this.#cadence(MINUTE, offset, (alarm) => !isHighResolution(alarm.configuration)),
      this.#cadence(10 * SECOND, Math.min(offset, 9 * SECOND), (alarm) => isHighResolution(alarm.configuration)),
    ];
  }

  /** To be called when alarms came, went, or were held or let go. */
  refresh(): void {
    for (const cadence of this.#cadences) cadence.refresh();
  }

  #cadence(every: number, offset: number, fits: (alarm: MetricAlarm) => boolean): Cadence {
    const belongs = (alarm: Alarm): alarm is MetricAlarm => alarm.kind === 'metric' && !alarm.held && fits(alarm);
    const { clock, book } = this.#props;
    return new Cadence(
      clock,
      { every, offset },
      {
        isNeeded: () => book.all().some(belongs),
        run: () => {
          for (const alarm of book.all()) if (belongs(alarm)) this.#evaluate(alarm);
        },
      },
    );
  }

  #evaluate(alarm: MetricAlarm): void {
    const { clock, book, store, switches } = this.#props;
    const now = clock.now();
    // An action of an alarm evaluated before may have deleted this one.
    if (book.get(alarm.name) !== alarm) return;
    if (isMultiDay(alarm.configuration)) {
      const end = windowEnd(alarm.configuration, now);
      if (alarm.lastWindowEnd === end) return;
      alarm.lastWindowEnd = end;
    }
    const next = evaluateMetricAlarm(alarm.configuration, { store, now, switches });
    if (next !== undefined && next.value !== alarm.state.value) book.setState(alarm, next);
  }
}

/** A repeated task that is only scheduled while it is needed. */
class Cadence {
  readonly #clock: VirtualClock;
  readonly #rhythm: { readonly every: number; readonly offset: number };
  readonly #task: { isNeeded(): boolean; run(): void };
  #timer: Timer | undefined;

  constructor(
    clock: VirtualClock,
    rhythm: { readonly every: number; readonly offset: number },
    task: { isNeeded(): boolean; run(): void },
  ) {
    this.#clock = clock;
    this.#rhythm = rhythm;
    this.#task = task;
  }

  refresh(): void {
    if (!this.#task.isNeeded()) {
      this.#timer?.cancel();
      this.#timer = undefined;
    } else if (this.#timer === undefined) {
      this.#schedule();
    }
  }

  #schedule(): void {
    const { every, offset } = this.#rhythm;
    const next = (Math.floor((this.#clock.now() - offset) / every) + 1) * every + offset;
    this.#timer = this.#clock.schedule(next, () => {
      this.#timer = undefined;
      this.#task.run();
      this.refresh();
    });
  }
}
