import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import { notEmulated, type Account } from '../service';
import type { AlarmBook } from './alarms/alarm-book';
import type { Composites } from './alarms/composites';
import type { AlarmEvaluator } from './alarms/evaluator';
import type { MetricStore } from './metrics/metric-store';
import type { CloudWatchSwitches } from './switches';

/** What the operations share. */
export interface Cloud {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly switches: CloudWatchSwitches;
  readonly random: Random;
  readonly store: MetricStore;
  readonly book: AlarmBook;
  readonly composites: Composites;
  readonly evaluator: AlarmEvaluator;
  /** Whether alarm actions can be run. */
  readonly runsActions: boolean;
  /** Tags by alarm ARN. */
  readonly tags: Map<string, Map<string, string>>;
  /** Virtual seconds until data that arrives now can be read. */
  metricDelay: number;
}

/** Refuses members of a request that AWS knows and this emulator does not. */
export function refuseMembers(operation: string, input: object, known: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(member)) throw notEmulated(`${operation} with ${member}`);
  }
}
