import { type VirtualClock } from '../../clock';
import { MAX_HISTORY_EVENTS } from '../limits';
import { runtimeError } from '../state-error';
import { type EventDetails, type HistoryEvent, type HistoryEventType } from './event';

/** The events of one execution, in the order in which they happened. */
export interface History {
  readonly events: readonly HistoryEvent[];
  /** Writes an event and returns its id; throws when only the event that ends the execution has room. */
  record(type: HistoryEventType, previousEventId: number, details?: EventDetails): number;
  /** Writes the event that ends the execution. */
  close(type: HistoryEventType, previousEventId: number, details?: EventDetails): number;
}

export function createHistory(clock: VirtualClock): History {
  const events: HistoryEvent[] = [];
  const append: History['close'] = (type, previousEventId, details) => {
    const id = events.length + 1;
    const event = { id, previousEventId, type, timestamp: clock.now() };
    events.push(details === undefined ? event : { ...event, details });
    return id;
  };
  return {
    events,
    close: append,
    record: (type, previousEventId, details) => {
      if (events.length >= MAX_HISTORY_EVENTS - 1) {
        throw runtimeError(`The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`);
      }
      return append(type, previousEventId, details);
    },
  };
}
