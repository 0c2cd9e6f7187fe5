import { readFileSync } from 'node:fs';

/** An execution recorded from AWS: one line of a file of cases. */
export interface Case {
  readonly id: string;
  readonly kind: string;
  readonly definition: unknown;
  /** The definition in JSONata, where AWS ran a JSONPath original. */
  readonly jsonataDefinition?: unknown;
  readonly input: unknown;
  readonly context: {
    readonly stateMachineName: string;
    readonly executionName: string;
    readonly roleArn: string;
    readonly accountId: string;
    readonly region: string;
  };
  readonly expected: {
    readonly status: string;
    readonly output?: unknown;
    readonly error?: string;
    /** Text, or what its text says where it is JSON. */
    readonly cause?: unknown;
  };
  readonly eventOrder: 'total' | 'recorded-interleaving' | 'parallel-sorted';
  readonly events: readonly CaseEvent[];
  /** How many events of the recording are not in `events`. */
  readonly eventsMissing?: number;
  readonly taskReplay: readonly Replay[];
  readonly wildcards: { readonly engine: readonly string[] };
}

export interface CaseEvent {
  readonly id: number | null;
  readonly previousEventId: number;
  readonly type: string;
  readonly name?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a task answered. */
export interface Replay {
  readonly state: string;
  readonly iterations?: readonly { readonly map: string; readonly index: number }[];
  readonly submitted?: { readonly output: unknown };
  readonly outcome:
    | { readonly kind: 'succeeded'; readonly output: unknown }
    | { readonly kind: 'failed'; readonly error?: string; readonly cause?: unknown; readonly causeText?: string }
    | { readonly kind: 'timedOut' };
}

export function readCases(file: string): Case[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Case => JSON.parse(line));
}
