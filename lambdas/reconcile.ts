import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { clockOf } from '../lib/aws/connection';
import { emfTracker } from '../lib/aws/emf-tracker';
import { releaseTable } from '../lib/aws/release-table';
import { stepFunctions } from '../lib/aws/step-functions';
import { ENVIRONMENT } from '../lib/domain/environment';
import { NEVER, ownershipIn } from '../lib/domain/release/claims';
import { alarmPrefix, parseAlarmName } from '../lib/domain/names';
import type { Clock, Executions, KpiSource, ReleaseStore, Tracker } from '../lib/domain/ports';
import { startForAlarm, startForDead, type Start } from '../lib/domain/rollback/reconciling';
import type { AlarmReading } from '../lib/domain/sentinels/readings';
import { entry, type Compose, type Handler } from './runtime/entry';
import { requireSetting } from './runtime/settings';

export interface ReconcileOutput {
  /** ARNs of the rollback executions that were started. */
  readonly started: readonly string[];
}

interface Ports {
  readonly store: Pick<ReleaseStore, 'live' | 'read'>;
  readonly kpis: Pick<KpiSource, 'firing'>;
  readonly executions: Pick<Executions, 'status' | 'start'>;
  readonly tracker: Pick<Tracker, 'alive'>;
  readonly clock: Clock;
  readonly stack: string;
  readonly rollbackMachine: string;
}

/** Owners that are asked about in one run beside those that are overdue; Step Functions describes 15 executions a second. */
const MOST_ASKED = 200;

/** Once a minute, for events that never arrived: alarms that fire, and owners that do not run. */
export function createHandler(ports: Ports): Handler<unknown, ReconcileOutput> {
  return async () => {
    const live = await ports.store.live();
    if (live.length === 0) return { started: [] };
    ports.tracker.alive({
      live: live.length,
      overdue: live.filter(({ dueBy }) => dueBy < ports.clock()).length,
      failed: live.filter(({ dueBy }) => dueBy === NEVER).length,
    });
    const failures: unknown[] = [];
    // What cannot be done for one release must not keep the others waiting; it is told in the end.
    const attempt = async <T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> => {
      try {
        return await work();
      } catch (error) {
        failures.push(error);
        return [];
      }
    };
    const starts: Start[] = [];
    for (const alarm of await attempt(() => ports.kpis.firing(alarmPrefix(ports.stack)))) {
      starts.push(...(await attempt(() => startsForAlarm(ports, alarm))));
    }
    for (const one of whoseTurn(live, ports.clock())) {
      starts.push(...(await attempt(() => startsForDead(ports, one))));
    }
    const started: string[] = [];
    for (const { name, input } of starts) {
      started.push(...(await attempt(async () => [await ports.executions.start(ports.rollbackMachine, name, input)])));
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
    return { started };
  };
}

/** Whose owners are asked about: those that are overdue, and of the others as many as one run can ask about, in turn. */
function whoseTurn(live: Awaited<ReturnType<ReleaseStore['live']>>, now: number): typeof live {
  const overdue = live.filter(({ dueBy }) => dueBy < now);
  const others = live.filter(({ dueBy }) => dueBy >= now && dueBy !== NEVER);
  const from = (Math.floor(now / 60_000) * MOST_ASKED) % Math.max(1, others.length);
  return [...overdue, ...others.slice(from), ...others.slice(0, from)].slice(0, overdue.length + MOST_ASKED);
}

async function startsForAlarm({ store, stack, clock }: Ports, alarm: AlarmReading): Promise<readonly Start[]> {
  const parsed = parseAlarmName(stack, alarm.name);
  if (parsed === undefined) return [];
  const start = startForAlarm(await store.read(parsed.endpoint), { ...alarm, ...parsed }, clock());
  return start === undefined ? [] : [start];
}

async function startsForDead(
  { store, executions, clock }: Ports,
  { endpoint, dueBy, owner }: Awaited<ReturnType<ReleaseStore['live']>>[number],
): Promise<readonly Start[]> {
  const status = await executions.status(owner);
  const record = status === 'RUNNING' ? undefined : await store.read(endpoint);
  // The index lags behind the table: the owner may have changed since.
  const found = record && ownershipIn(record);
  if (record === undefined || found?.owner !== owner || found.dueBy !== dueBy) return [];
  // Whoever has an end to tell, or a failed way back, is given its time first.
  const canWait = record.release === undefined || record.release.stage === 'rollback_failed';
  if (canWait && dueBy >= clock()) return [];
  const start = startForDead(record, status ?? 'GONE', clock());
  return start === undefined ? [] : [start];
}

/** No state tries this function again, and a minute asleep is long enough for AWS to have closed its connections. */
const ATTEMPTS = 3;

export const compose: Compose<unknown, ReconcileOutput> = (environment, given) => {
  const connection = { ...given, attempts: given.attempts ?? ATTEMPTS };
  return createHandler({
    store: releaseTable(requireSetting(environment, ENVIRONMENT.table), connection),
    kpis: cloudWatchKpis(connection),
    executions: stepFunctions(connection),
    tracker: emfTracker(connection, requireSetting(environment, ENVIRONMENT.stack)),
    clock: clockOf(connection),
    stack: requireSetting(environment, ENVIRONMENT.stack),
    rollbackMachine: requireSetting(environment, ENVIRONMENT.rollbackMachine),
  });
};

export const handler = entry(compose);
