import { type HistoryEventType, type EventDetails } from '../history/event';
import { type Iteration } from '../integrations/task-runner';
import { type Json } from '../json';
import { type Run } from './run';

export type Variables = Readonly<Record<string, Json>>;

/** The item of the innermost map around a branch. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

/** The state a branch is in. */
export interface ActiveState {
  readonly type: string;
  /** The branches or iterations that are under way in it. */
  readonly children: Branch[];
}

/** One thread of an execution: the machine itself, a branch of a parallel state, or an iteration of a map. */
export class Branch {
  readonly run: Run;
  readonly item: MapItem | undefined;
  readonly iterations: readonly Iteration[];
  variables: Variables;
  /** Id of the event that the next one points back to. */
  lastEventId: number;
  active: ActiveState | undefined;
  #isCut = false;
  #cancel: (() => void) | undefined;

  constructor(
    run: Run,
    start: {
      readonly lastEventId: number;
      readonly variables: Variables;
      readonly item?: MapItem | undefined;
      readonly iterations?: readonly Iteration[];
    },
  ) {
    this.run = run;
    this.lastEventId = start.lastEventId;
    this.variables = start.variables;
    this.item = start.item;
    this.iterations = start.iterations ?? [];
  }

  /** A branch within this one's current state. */
  fork(item?: { readonly map: string; readonly index: number; readonly value: Json }): Branch {
    const child = new Branch(this.run, {
      lastEventId: this.lastEventId,
      variables: this.variables,
      item: item ?? this.item,
      iterations: item === undefined ? this.iterations : [...this.iterations, { map: item.map, index: item.index }],
    });
    this.active?.children.push(child);
    return child;
  }

  /** Writes the next event of this branch. */
  record(type: HistoryEventType, details?: EventDetails): number {
    this.lastEventId = this.run.history.record(type, this.lastEventId, details);
    return this.lastEventId;
  }

  /** Writes an event that no later one points back to. */
  recordAside(type: HistoryEventType, details?: EventDetails): number {
    return this.run.history.record(type, this.lastEventId, details);
  }

  /** Lets other branches act while this one waits for something outside; `start` returns how to call it off. */
  async wait<T>(start: (done: (value: T) => void) => () => void): Promise<T> {
    this.run.turn.pass();
    const value = await new Promise<T>((resolve) => {
      this.#cancel = start(resolve);
      if (this.#isCut) this.#cancel();
    });
    this.#cancel = undefined;
    await this.run.turn.take();
    await this.proceed();
    return value;
  }

  /** Lets the branches act that asked before. */
  async yield(): Promise<void> {
    this.run.turn.pass();
    await this.run.turn.take();
    await this.proceed();
  }

  /** Goes no further if the branch was cut meanwhile. */
  async proceed(): Promise<void> {
    if (!this.#isCut) return;
    this.run.turn.pass();
    await new Promise<never>(() => undefined);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Stops the branch and everything in it where they are. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#cancel?.();
    for (const child of this.active?.children ?? []) child.cut();
  }
}
