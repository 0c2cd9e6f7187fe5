import type { Outcome } from '../domain/release/release';

/** How a rehearsed release went; the interface that other programs read. Times are RFC 3339, durations seconds. */
export interface Report {
  readonly release: string;
  readonly endpoint: string;
  readonly strategy: 'canary' | 'standard';
  readonly outcome: Exclude<Outcome, 'endpoint_gone'>;
  readonly reason: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationSeconds: number;
  /** The model that has 100 % of the traffic at the end; `null` where no single one has. */
  readonly servingModel: string | null;
  /** Percent at the end. */
  readonly traffic: { readonly baseline: number; readonly candidate: number };
  readonly phases: readonly {
    readonly name: string;
    readonly traffic: number;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly verdict: 'pass' | 'fail' | 'inconclusive';
    readonly reason: string;
  }[];
  /** Users' requests that the new model served, and how many of them failed. */
  readonly candidate: { readonly requests: number; readonly errors: number };
  readonly rollback: {
    readonly trigger: string;
    /** From the start of the incident to the breach on record; `null` where the scenario has no incident. */
    readonly detectSeconds: number | null;
    /** From the breach on record to the call that restores traffic. */
    readonly decideSeconds: number | null;
    /** From that call to the verified traffic. */
    readonly shiftSeconds: number | null;
    readonly totalSeconds: number | null;
  } | null;
  /** State transitions, as Step Functions bills them. */
  readonly transitions: { readonly canary: number; readonly standard: number; readonly rollback: number };
  readonly lambdaInvocations: number;
  /** AWS calls by `Service.Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  /** What orchestrating the release would cost at list price, US dollars. */
  readonly cost: {
    readonly transitions: number;
    readonly lambda: number;
    readonly table: number;
    readonly total: number;
  };
  readonly events: readonly { readonly time: string; readonly detailType: string; readonly detail: unknown }[];
  /** Execution histories by execution ARN; only when asked for. */
  readonly history?: Readonly<Record<string, readonly unknown[]>>;
}
