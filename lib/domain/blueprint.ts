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

/** A number with a limit. */
export interface Kpi {
  readonly name: string;
  readonly measure: Measure;
  readonly limit: Limit;
}

/** A traffic share and how long to watch it. */
export interface Phase {
  readonly name: string;
  /** Percent of the traffic that the candidate gets, above 0 to 100. */
  readonly traffic: number;
  readonly bakeSeconds: number;
  /** A person must approve before this phase's traffic starts; silence for `maxSeconds` ends in the way back. */
  readonly gate?: { readonly maxSeconds: number };
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
  readonly model: string;
  readonly strategy: Strategy;
  /** Required only where no endpoint exists yet. */
  readonly capacity?: Capacity;
  readonly tests: readonly SmokeTest[];
  readonly kpis: readonly Kpi[];
  /** Names of existing CloudWatch alarms that must stay quiet. */
  readonly alarms: readonly string[];
  /** 1 to 20; traffic rises strictly and ends at 100. */
  readonly phases: readonly Phase[];
  /** `manual`: a breach holds and pages instead of rolling back. */
  readonly rollback: 'auto' | 'manual';
}
