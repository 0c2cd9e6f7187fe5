import type { EventType } from './events';

/** What a step wants written into the audit trail. */
export interface Note {
  /** What happened or is about to, in a word or two. */
  readonly action: string;
  /** Set when it is also an event on the bus. */
  readonly event?: EventType;
  readonly detail: Readonly<Record<string, unknown>>;
  /** @default the execution that owns the release */
  readonly actor?: string;
}
