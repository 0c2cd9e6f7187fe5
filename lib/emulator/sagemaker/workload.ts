/** Which of SageMaker's error metrics a failed request counts in; `model` is a failure without an HTTP answer, such as a time-out. */
export type ErrorCause = '4xx' | '5xx' | 'model';

/** Model latency in seconds, as a log-normal distribution through two of its percentiles. */
export interface LatencyProfile {
  readonly p50: number;
  readonly p99: number;
}

/** How a model behaves behind a variant at one moment. */
export interface Behaviour {
  /** Share of requests that fail, 0..1. */
  readonly errorRate: number;
  /** @default '5xx' */
  readonly errorKind?: ErrorCause;
  /** Failures that come together, as a request and its retries do; on average as many fail as `errorRate` says. @default 1 */
  readonly errorBurst?: number;
  readonly latency: LatencyProfile;
  /** What one instance can take. Above it requests queue up and fail. @default unlimited */
  readonly requestsPerMinutePerInstance?: number;
  /** Percent. @default grows with the load */
  readonly cpu?: number;
  /** Percent. @default 35 */
  readonly memory?: number;
  /** Percent. @default 12 */
  readonly disk?: number;
  /** Percent. @default - the instances have no GPU, and no metric of one */
  readonly gpu?: number;
  /** What `InvokeEndpoint` answers. @default a JSON object with a score and the model's name */
  readonly responseBody?: string;
  /** Every single `InvokeEndpoint` call fails, whatever `errorRate` says. @default false */
  readonly smokeFails?: boolean;
}

/** What users send, and how models take it. Pure: the same question always gets the same answer. */
export interface Workload {
  requestsPerMinute(endpoint: string, atMs: number): number;
  behaviour(endpoint: string, model: string, variant: string, atMs: number): Behaviour;
  /**
   * Moments inside the span at which rate or behaviour jump. Without them the middle of a metric period
   * stands for all of it.
   */
  changePoints?(endpoint: string, fromMs: number, toMs: number): readonly number[];
}

/** Requests and failures of user traffic that one model served behind one variant. */
export interface Served {
  readonly model: string;
  readonly variant: string;
  readonly requests: number;
  readonly errors: number;
}
