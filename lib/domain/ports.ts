import type { AuditEntry } from './release/audit';
import type { SmokeTest } from './blueprint/blueprint';
import type { Breaker } from './sentinels/breakers';
import type { DecisionAnswer, DecisionQuestion } from './look/deciding';
import type { Answer, ConfigState, EndpointState, MetricsSettings } from './traffic/endpoint';
import type { ReleaseEvent } from './release/events';
import type { CheckAnswer, CheckProbe, HealthCheck } from './blueprint/health-checks';
import type { ExistingModel, ModelSetting, PackageState } from './opening/model-packages';
import type { AlarmReading, MetricQuery, Reading } from './sentinels/readings';
import type { EndedRelease, EndpointRecord } from './release/release';

/** A variant of an endpoint config to be made, as a copy of one that exists. */
export interface VariantCopy {
  /** Variant of the source config to copy, with all its settings. */
  readonly from: string;
  readonly name: string;
  readonly model?: string;
  /** Initial weight. */
  readonly weight?: number;
  readonly instances?: number;
  readonly instanceType?: string;
}

/** Endpoint configs and endpoint updates. Every call is safe to repeat: "already so" counts as done. */
export interface Deployer {
  /** `undefined`: there is no such endpoint. */
  describe(endpoint: string): Promise<EndpointState | undefined>;
  /** `undefined`: there is no such endpoint config. */
  describeConfig(config: string): Promise<ConfigState | undefined>;
  /** Whether the model exists. */
  hasModel(model: string): Promise<boolean>;
  /** Makes `config` from `source`, everything but the variants unchanged; refuses if another of that name exists. */
  copyConfig(copy: {
    readonly source: string;
    readonly config: string;
    readonly variants: readonly VariantCopy[];
    /** In place of the source's. */
    readonly metrics?: MetricsSettings;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<void>;
  /** Makes a config with one variant for an endpoint that does not exist yet. */
  createConfig(creation: {
    readonly config: string;
    readonly variant: string;
    readonly model: string;
    readonly instanceType: string;
    readonly instances: number;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<void>;
  deleteConfig(config: string): Promise<void>;
  createEndpoint(endpoint: string, config: string, tags: Readonly<Record<string, string>>): Promise<Answer>;
  /**
   * Moves an endpoint to a config. `keep: 'capacity'` keeps the live instance counts of variants whose name stays
   * and takes weights from the config; `keep: 'nothing'` takes both from the config.
   */
  updateEndpoint(endpoint: string, config: string, keep: 'capacity' | 'nothing'): Promise<Answer>;
  deleteEndpoint(endpoint: string): Promise<Answer>;
}

/** Models, and the versions in the Model Registry that they are made of. */
export interface ModelMaker {
  /** `undefined`: there is no such model. */
  describe(model: string): Promise<ExistingModel | undefined>;
  /** `undefined`: there is no such version. */
  describePackage(modelPackage: string): Promise<PackageState | undefined>;
  /** Makes a model of a version; one of that name that is made of it counts as made, any other is refused. */
  make(model: string, modelPackage: string, setting: ModelSetting): Promise<void>;
}

export type ScaleIn = 'active' | 'suspended' | 'none';

/** Weights and capacity of an endpoint's variants. */
export interface TrafficController {
  /** Whether Application Auto Scaling may change the variant's instance count. */
  isAutoscaled(endpoint: string, variant: string): Promise<boolean>;
  /** Whether it may take instances away. `none`: the variant is not autoscaled. */
  scaleIn(endpoint: string, variant: string): Promise<ScaleIn>;
  /** Most instances that it may give the variant; `undefined`: the variant is not autoscaled. */
  mostInstances(endpoint: string, variant: string): Promise<number | undefined>;
  /**
   * Lets it take instances away, or not; a variant that is not autoscaled stays so. Throws `ScaledVariantGone` where that can never be
   * done any more.
   */
  setScaleIn(endpoint: string, variant: string, scaleIn: Exclude<ScaleIn, 'none'>): Promise<void>;
  setWeights(endpoint: string, weights: Readonly<Record<string, number>>): Promise<Answer>;
  /** Sets how many instances a variant shall have; throws `QuotaReached` where the account may not have so many. */
  setInstances(endpoint: string, variant: string, instances: number): Promise<Answer>;
}

/** What KPIs and alarms say, and the alarms a release makes for itself. */
export interface KpiSource {
  /** Values of complete periods that begin in [from, to), epoch milliseconds. */
  read(queries: readonly MetricQuery[], from: number, to: number): Promise<readonly Reading[]>;
  /** One reading for each name, missing alarms included. */
  readAlarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
  /** Alarms in state ALARM whose name begins with `prefix`. */
  firing(prefix: string): Promise<readonly AlarmReading[]>;
  /** Creates or overwrites. */
  putBreaker(breaker: Breaker): Promise<void>;
  /** Gives an alarm a state for the time being, with all that follows from it. */
  setAlarm(name: string, state: 'OK' | 'ALARM', reason: string): Promise<void>;
  /** Removes alarms, composites before their children; those that are gone already are fine. */
  removeAlarms(names: readonly string[]): Promise<void>;
}

/** A function of the user's that joins the judgement. */
export interface DecisionMaker {
  /** Never throws: a function that fails has not answered. */
  ask(functionName: string, question: DecisionQuestion): Promise<DecisionAnswer>;
}

/** How a variant answered one request. */
export interface ProbeAnswer {
  readonly ok: boolean;
  /** Seconds. */
  readonly latency: number;
  readonly body: string;
  /** What went wrong, if it did. */
  readonly error?: string;
}

/** Sends a smoke test's request to one variant, whatever its weight. */
export interface Prober {
  probe(
    endpoint: string,
    variant: string,
    request: SmokeTest['invoke'],
    abortSignal?: AbortSignal,
  ): Promise<ProbeAnswer>;
}

/** What a health check is about. */
export interface CheckSubject {
  readonly endpoint: string;
  /** The candidate's. */
  readonly variant: string;
  readonly model: string;
  readonly release: number;
  /** Name of the phase; absent before the first. */
  readonly phase?: string;
  /** Percent. */
  readonly traffic: number;
}

/** Tries a health check once. Whatever goes wrong is an answer, too. */
export interface HealthChecker {
  attempt(check: HealthCheck, subject: CheckSubject): Promise<CheckAnswer>;
}

/** Reaches other machines, except those that no check may reach. */
export interface Network {
  reach(probe: Extract<CheckProbe, { kind: 'http' | 'tcp' }>, timeoutSeconds: number): Promise<CheckAnswer>;
}

/** Publishes events; resolves to the ids of those that could not be published. */
export interface EventEmitter {
  emit(events: readonly ReleaseEvent[]): Promise<readonly string[]>;
}

/** Metrics of the releases themselves. */
export interface Tracker {
  ended(release: EndedRelease & { readonly endpoint: string }): void;
  /**
   * How many releases are live or yet to be told of, how many of them have given no sign of life when it was due, and how many
   * wait for a person because their way back has failed.
   */
  alive(releases: { readonly live: number; readonly overdue: number; readonly failed: number }): void;
}

/** The table. */
export interface ReleaseStore {
  /** Strongly consistent. */
  read(endpoint: string): Promise<EndpointRecord | undefined>;
  /**
   * Writes `next` if the stored revision is still `revision` (0: there is no record yet); `false` if it is not.
   * `next` is stored with revision `revision + 1`.
   */
  swap(next: EndpointRecord, revision: number): Promise<boolean>;
  /** Adds entries to the chain; those that are there already stay as they are. */
  addToChain(endpoint: string, entries: readonly AuditEntry[]): Promise<void>;
  /** Keeps the result of an ended release for reports; the end of its repair replaces a `rollback_failed`, never the other way round. */
  addToHistory(endpoint: string, ended: EndedRelease): Promise<void>;
  /** Endpoints with a live release, or with an end that somebody is yet to tell of; the one that is due first in front. */
  live(): Promise<readonly { readonly endpoint: string; readonly dueBy: number; readonly owner: string }[]>;
}

/** The results of ended releases. */
export interface ReleaseHistory {
  /** `undefined`: no release of this number has ended. */
  ended(endpoint: string, number: number): Promise<EndedRelease | undefined>;
  /** The newest first. */
  history(endpoint: string, limit?: number): Promise<readonly EndedRelease[]>;
}

/** Executions of the state machines. */
export interface Executions {
  /** `undefined`: there is no such execution. */
  status(execution: string): Promise<'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | undefined>;
  /** Starts an execution; one of the same name counts as started. */
  start(machine: string, name: string, input: unknown): Promise<string>;
  /** Wakes a hold; one that has ended already is fine. */
  wake(token: string): Promise<void>;
}

/** Epoch milliseconds. */
export type Clock = () => number;
