import type { Breaker } from '../../../lib/domain/sentinels/breakers';
import type { ReleaseEvent } from '../../../lib/domain/release/events';
import type { CheckAnswer } from '../../../lib/domain/blueprint/health-checks';
import type {
  EventEmitter,
  Executions,
  HealthChecker,
  KpiSource,
  ProbeAnswer,
  Prober,
  Tracker,
} from '../../../lib/domain/ports';
import type { AlarmReading, MetricQuery, Reading } from '../../../lib/domain/sentinels/readings';
import type { EndedRelease } from '../../../lib/domain/release/release';

/** Alarms that are as they are set, and requests at a steady rate. */
export class FakeKpis implements KpiSource {
  readonly alarms = new Map<string, AlarmReading['state']>();
  readonly reasons = new Map<string, string>();
  /** Requests a minute, and how many of them fail. */
  traffic: Readonly<Record<MetricQuery['arm'], { readonly requests: number; readonly failures: number }>> = {
    baseline: { requests: 1000, failures: 1 },
    candidate: { requests: 1000, failures: 1 },
  };

  async read(queries: readonly MetricQuery[], from: number, to: number): Promise<readonly Reading[]> {
    const starts = Array.from({ length: Math.max(0, (to - from) / 60_000) }, (_, index) => from + index * 60_000);
    return queries.map(({ kpi, arm }) => ({
      kpi: kpi.name,
      arm,
      counts: starts.map((start) => ({ start, ...this.traffic[arm] })),
      values: [],
    }));
  }

  async readAlarms(names: readonly string[]): Promise<readonly AlarmReading[]> {
    return names.map((name) => this.reading(name, this.alarms.get(name) ?? 'MISSING'));
  }

  async firing(prefix: string): Promise<readonly AlarmReading[]> {
    const firing = [...this.alarms].filter(([name, state]) => name.startsWith(prefix) && state === 'ALARM');
    return firing.map(([name, state]) => this.reading(name, state));
  }

  async putBreaker({ name }: Breaker): Promise<void> {
    if (!this.alarms.has(name)) this.alarms.set(name, 'OK');
  }

  async setAlarm(name: string, state: 'OK' | 'ALARM', reason: string): Promise<void> {
    this.alarms.set(name, state);
    this.reasons.set(name, reason);
  }

  async removeAlarms(names: readonly string[]): Promise<void> {
    for (const name of names) this.alarms.delete(name);
  }

  private reading(name: string, state: AlarmReading['state']): AlarmReading {
    return { name, state, reason: this.reasons.get(name) ?? `it is ${state}`, actionsEnabled: true };
  }
}

/** A bus that keeps what it is given; `refusing` makes it lose events, as PutEvents does, without an error. */
export class FakeBus implements EventEmitter {
  readonly events: ReleaseEvent[] = [];
  refusing = false;

  async emit(events: readonly ReleaseEvent[]): Promise<readonly string[]> {
    if (this.refusing) return events.map(({ detail }) => detail.id);
    this.events.push(...events);
    return [];
  }

  /** Types of the events, each delivered as often as wanted but counted once. */
  get types(): string[] {
    return [...new Map(this.events.map(({ type, detail }) => [detail.id, type])).values()];
  }
}

/** Executions that do nothing but be started, woken and looked at. */
export class FakeExecutions implements Executions {
  readonly started = new Map<string, unknown>();
  readonly woken: string[] = [];
  readonly statuses = new Map<string, Awaited<ReturnType<Executions['status']>>>();

  async status(execution: string) {
    return this.statuses.get(execution);
  }

  async start(machine: string, name: string, input: unknown) {
    if (!this.started.has(name)) this.started.set(name, structuredClone(input));
    return `${machine}:${name}`;
  }

  async wake(token: string) {
    this.woken.push(token);
  }
}

/** Answers every smoke test alike. */
export class FakeProber implements Prober {
  answer: ProbeAnswer = { ok: true, latency: 0.05, body: '{"score": 0.7}' };

  async probe(): Promise<ProbeAnswer> {
    return this.answer;
  }
}

/** Answers every health check alike. */
export class FakeChecker implements HealthChecker {
  answer: CheckAnswer = { seconds: 0.1 };

  async attempt(): Promise<CheckAnswer> {
    return this.answer;
  }
}

/** Keeps the releases that ended. */
export class FakeTracker implements Tracker {
  readonly seen: Parameters<Tracker['alive']>[0][] = [];

  alive(releases: Parameters<Tracker['alive']>[0]): void {
    this.seen.push(releases);
  }

  readonly releases: EndedRelease[] = [];

  ended(release: EndedRelease): void {
    this.releases.push(release);
  }
}
