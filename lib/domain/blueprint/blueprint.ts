import type { Caution } from './caution';
import type { HealthCheck } from './health-checks';
import type { BreachPolicy } from '../look/policy';

/** The two ways to release: in watched phases, or in one switch. */
export type Strategy = 'canary' | 'standard';

/** How a metric of CloudWatch is addressed; a dimension's value may contain `{variant}`. */
export interface MetricAddress {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What a KPI measures. */
export type Measure =
  /** Share of requests that failed, 0..1; `success_rate` is judged as its complement. */
  | { readonly kind: 'error_rate' | 'success_rate'; readonly errors: readonly ErrorKind[] }
  /** Latency in seconds as the model (or SageMaker's overhead) adds it. */
  | {
      readonly kind: 'latency';
      readonly source: 'model' | 'overhead';
      readonly statistic: 'mean' | 'p50' | 'p90' | 'p95' | 'p99';
    }
  /** Requests a minute. */
  | { readonly kind: 'throughput' }
  /** Instance utilization, percent. */
  | { readonly kind: 'utilization'; readonly resource: 'cpu' | 'memory' | 'gpu' }
  /** Average of a 0/1 metric, 0..1. */
  | { readonly kind: 'rate'; readonly metric: MetricAddress }
  /** Sum of one metric divided by the sum of another. */
  | { readonly kind: 'ratio'; readonly metric: MetricAddress; readonly of: MetricAddress }
  /** Average of a metric, in the metric's own unit. */
  | { readonly kind: 'mean' | 'value'; readonly metric: MetricAddress };

/** Which of SageMaker's three error metrics count as an error. */
export type ErrorKind = '4xx' | '5xx' | 'model';

/** A limit that must hold: `value < limit` and so on. The limit is in the measure's unit (shares 0..1, seconds). */
export interface Limit {
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly value: number;
  /** As the user wrote it, e.g. `< 0.5%`. */
  readonly text: string;
}

/** How much worse than the baseline is still fine: a factor (`1.25x`), or a difference in the measure's unit (`+0.2%`). */
export interface Margin {
  readonly kind: 'factor' | 'difference';
  readonly value: number;
  /** As the user wrote it. */
  readonly text: string;
}

/** What a breach means: all traffic back; half of it back and a second look; or a person decides. */
export type BreachKind = 'immediate' | 'staged' | 'hold';

/** A number with a limit: one of its own, one that the baseline sets, or both. */
export interface Kpi {
  readonly name: string;
  readonly measure: Measure;
  readonly limit?: Limit;
  /** Whole minutes, in seconds, for which the limit must be broken without a break before it counts. @default 0 */
  readonly forSeconds?: number;
  readonly worseThanBaseline?: Margin;
  /** The side on which harm lies, for a metric of the user's without a limit. @default what the limit or the measure says */
  readonly worse?: 'higher' | 'lower';
  /** @default 'immediate' */
  readonly breach?: BreachKind;
  /** Judged and reported, never acted on. @default false */
  readonly dryRun?: boolean;
  /** Requests that each variant must have had in the phase before the KPI may pass. @default the blueprint's */
  readonly minRequests?: number;
  /** Most failures that one cause brings at once. @default estimated from the baseline */
  readonly burst?: number;
  /** Limit of the circuit breaker, or none at all. @default derived from the limit */
  readonly breaker?: Limit | 'none';
}

/** What happens at the end of a bake that has seen too little to tell. */
export interface InconclusivePolicy {
  /** Longest that a bake is extended in the hope of more data. */
  readonly extendSeconds: number;
  /** What follows when that was no use either: a person decides, or it goes on with a waiver on record. */
  readonly otherwise: 'hold' | 'promote';
}

/** A Lambda function of the user's that is asked at every look of a bake. */
export interface DecisionFunction {
  /** Name, with an alias or version after a colon if it has one. */
  readonly function: string;
  /** Whether its word may end a bake early or stand in for missing data. */
  readonly mayPromote: boolean;
}

/** A traffic share and how long to watch it. */
export interface Phase {
  readonly name: string;
  /** Percent of the traffic that the candidate gets, above 0 to 100. */
  readonly traffic: number;
  readonly bakeSeconds: number;
  /** A person must approve before this phase's traffic starts; silence for `maxSeconds` ends in the way back. */
  readonly gate?: { readonly maxSeconds: number };
  /** `certified`: the bake ends as soon as every KPI has its certificate. */
  readonly finish?: 'certified';
}

/** A request that the candidate must answer well before any user's request reaches it. */
export interface SmokeTest {
  readonly name: string;
  readonly invoke: { readonly contentType: string; readonly accept?: string; readonly body: string };
  readonly expect: { readonly maxLatencySeconds?: number; readonly bodyContains?: string };
}

/** What a fleet is made of. */
export interface Capacity {
  /** SageMaker instance type, e.g. `ml.m5.large`. */
  readonly instanceType: string;
  readonly instances: number;
}

/** A blueprint after validation: defaults filled in, `ramp` expanded to phases, durations in seconds. */
export interface Blueprint {
  readonly id: string;
  readonly endpoint: string;
  /** Name of the model; for a version in the Model Registry, of the one that is made of it. */
  readonly model: string;
  /** ARN of the version in the Model Registry of which the model is made. */
  readonly modelPackage?: string;
  readonly strategy: Strategy;
  /** Required only where no endpoint exists yet. */
  readonly capacity?: Capacity;
  /** Most instances that the new model may have while the release lasts, candidate and final fleet alike. @default no limit */
  readonly maxCapacity?: number;
  readonly tests: readonly SmokeTest[];
  /** Asked before traffic is shifted, and while it is watched. */
  readonly checks: readonly HealthCheck[];
  readonly kpis: readonly Kpi[];
  /** Names of existing CloudWatch alarms that must stay quiet. */
  readonly alarms: readonly string[];
  /** 1 to 20; traffic rises strictly and ends at 100. */
  readonly phases: readonly Phase[];
  /** `manual`: a breach holds and pages instead of rolling back. */
  readonly rollback: 'auto' | 'manual';
  /** What becomes of an older release that holds the endpoint: it is aborted, and this one waits for its end. @default this one is refused */
  readonly supersede?: 'replace';
  /** How long a hold without an end of its own waits for a person. @default a day */
  readonly pauseSeconds?: number;
  /** Who started the release and why, as reported. */
  readonly launch?: { readonly by?: string; readonly reason?: string };
  /** Which failing KPIs and checks are a breach together. @default any one of them */
  readonly policy?: BreachPolicy;
  /** Stricter limits in given hours. */
  readonly caution?: Caution;
  /** What becomes of a release that could not see a fourfold regression. @default 'warn' */
  readonly power?: 'refuse' | 'warn' | 'off';
  /** Its own alarms are set off, and must be answered, before traffic moves. @default false */
  readonly drill?: boolean;
  /** Requests that each compared variant must have had in a phase before a KPI may pass. @default 50 */
  readonly minRequests?: number;
  /** @default a person decides */
  readonly inconclusive?: InconclusivePolicy;
  readonly decision?: DecisionFunction;
  /** `fast`: metrics and alarms of ten seconds while the release lasts. */
  readonly metrics?: 'fast';
}
