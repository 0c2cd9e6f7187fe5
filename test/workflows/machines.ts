import jsonata from 'jsonata';
import type { Definition, State } from '../../lib/workflows/asl';
import { canary } from '../../lib/workflows/canary';
import { rollback } from '../../lib/workflows/rollback';
import { standard } from '../../lib/workflows/standard';

export const MACHINES: readonly (readonly [string, Definition])[] = [
  ['canary', canary()],
  ['standard', standard()],
  ['rollback', rollback()],
];

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

/** The members that tests look at, by their names in the language. */
export interface Shape {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly Catcher[];
  readonly Retry?: readonly Retrier[];
  readonly Resource?: string;
  readonly TimeoutSeconds?: unknown;
  readonly Arguments?: { readonly FunctionName?: string };
}

export function shapeOf(state: State | undefined): Shape {
  return (state ?? {}) as unknown as Shape;
}

/** Every state that may follow a state. */
export function successors(state: State): string[] {
  const { Next, Default, Choices = [], Catch = [] } = shapeOf(state);
  return [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((way) => way.Next)].filter(
    (name) => name !== undefined,
  );
}

/** The function that a state calls, e.g. `ShiftTraffic`. */
export function functionOf(state: State): string | undefined {
  return /^\$\{(\w+)\}$/.exec(shapeOf(state).Arguments?.FunctionName ?? '')?.[1];
}

/** The Task states that call one of our functions. */
export function steps({ States }: Definition) {
  return Object.entries(States).filter(([, state]) => functionOf(state) !== undefined);
}

/** Where the flow goes from a Task whose function answers this, through the Choice behind it. */
export async function wayAfter({ States }: Definition, task: string, next: string): Promise<string> {
  const then = shapeOf(States[task]).Next ?? '';
  const choice = States[then];
  if (choice?.Type !== 'Choice') return then;
  for (const { Condition, Next } of shapeOf(choice).Choices ?? []) {
    const expression = Condition.replace(/^\{%|%\}$/g, '');
    const isMet: unknown = await jsonata(expression).evaluate(undefined, {
      states: { input: { next } },
      fenced: 'another',
    });
    if (isMet === true) return Next;
  }
  return shapeOf(choice).Default ?? '';
}

/** Seconds that a policy waits in all when every attempt fails; jitter takes off up to all of it. */
export function patience({ IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, MaxAttempts }: Retrier): number {
  return Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds ?? Infinity),
  ).reduce((sum, delay) => sum + delay, 0);
}
