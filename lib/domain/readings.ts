import type { Kpi } from './blueprint';

/** The side of a release that a number belongs to. */
export type Arm = 'baseline' | 'candidate';

/** Asks for one KPI of one variant, period by period. */
export interface MetricQuery {
  readonly kpi: Kpi;
  readonly arm: Arm;
  readonly endpoint: string;
  readonly variant: string;
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
}

/** State of an alarm. */
export interface AlarmReading {
  readonly name: string;
  /** `MISSING`: there is no alarm of that name. */
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'MISSING';
  readonly reason: string;
  readonly actionsEnabled: boolean;
}
