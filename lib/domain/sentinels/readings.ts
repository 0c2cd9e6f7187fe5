import type { Kpi } from '../blueprint/blueprint';

/** The side of a release that a number belongs to. */
export type Arm = 'baseline' | 'candidate';

/** Asks for one KPI of one variant, period by period. */
export interface MetricQuery {
  readonly kpi: Kpi;
  readonly arm: Arm;
  readonly endpoint: string;
  readonly variant: string;
  /** The variant's share of the traffic, 0..1: throughput is scaled up to all of it. @default 1 */
  readonly share?: number;
  /** The endpoint's latencies cannot be counted: read the percentile itself. */
  readonly byValue?: boolean;
  /** Also find out whether latencies can be counted at all. */
  readonly probe?: boolean;
}

/** One period of a KPI that counts requests. */
export interface CountPeriod {
  /** Epoch milliseconds of its start. */
  readonly start: number;
  readonly requests: number;
  /** Requests on the wrong side: errors, or slower than the limit. */
  readonly failures: number;
}

/** One period of a KPI that is a plain number, in the measure's unit. */
export interface ValuePeriod {
  readonly start: number;
  readonly value: number;
}

/** What CloudWatch had for one query; a period without data is absent, never zero. */
export interface Reading {
  readonly kpi: string;
  readonly arm: Arm;
  readonly counts: readonly CountPeriod[];
  readonly values: readonly ValuePeriod[];
  /** The answer to a probe: there were requests, but CloudWatch could not count them by latency. */
  readonly uncountable?: boolean;
}

/** State of an alarm. */
export interface AlarmReading {
  readonly name: string;
  /** `MISSING`: there is no alarm of that name. */
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'MISSING';
  readonly reason: string;
  readonly actionsEnabled: boolean;
  /** How it is set up. */
  readonly definition?: AlarmDefinition;
}

/** One metric that an alarm looks at. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  /** Only data in this unit count; absent: all do. */
  readonly unit?: string;
}

/** How an alarm is set up. */
export type AlarmDefinition =
  | {
      readonly kind: 'metric';
      readonly metrics: readonly AlarmMetric[];
      /** The limit is on what metric math makes of them. */
      readonly isExpression: boolean;
      readonly comparison: '>' | '>=' | '<' | '<=' | 'other';
      readonly threshold?: number;
      readonly missingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
    }
  | {
      readonly kind: 'composite';
      readonly rule: string;
      /** Alarm that may suppress its actions, and the one that does so now. */
      readonly suppressor?: string;
      readonly suppressedBy?: string;
    };
