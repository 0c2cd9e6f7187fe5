import { createHash } from 'node:crypto';
import type { Ran } from './run-once';

/** How a run has ended, as seen from a standstill on its way back. */
export interface End {
  readonly outcome: string;
  /** From there until nothing was left to happen, seconds. */
  readonly rest: number;
  /** From there until the traffic was verified, seconds; `undefined` where it had been before, or never was. */
  readonly restored?: number;
}

/** A standstill that a run came by. */
export interface Standstill {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** What could be struck from there to the next one: `state | call`, `state | moment`, or `event | type`. */
  readonly names: ReadonlySet<string>;
}

/** The ends that standstills lead to, learnt from runs that were followed there and broke no rule. */
export interface Ends {
  readonly of: (text: string) => End | undefined;
  /** What a run comes by from this standstill on, it first: other standstills, and what can be struck between them. */
  readonly onward: (text: string) => Iterable<{ readonly text: string; readonly names: ReadonlySet<string> }>;
  /** Takes in what a run came by after its last fault, and how it ended. */
  readonly learn: (way: readonly Standstill[], ran: Ran) => void;
  /** The same for runs of one flow with one first fault: what is the same in these alone is kept too. */
  readonly within: () => Ends;
  /** Whether they are of such runs alone. */
  readonly isWithin: boolean;
}

/** What the text of a standstill begins with that leads to the same end only in runs of one flow: there is more to come than the account shows. */
export const WITHIN = 'within ';

interface Known extends End {
  readonly names: ReadonlySet<string>;
  readonly next: string | undefined;
}

/** Ends that are the same in all flows. */
export function createEnds(): Ends {
  return endsIn(new Map());
}

function endsIn(everywhere: Map<string, Known>, within?: Map<string, Known>): Ends {
  const find = (text: string): Known | undefined => within?.get(text) ?? everywhere.get(text);
  return {
    of: find,
    onward: function* (text) {
      for (let at: string | undefined = text; at !== undefined;) {
        const step = find(at);
        yield { text: at, names: step?.names ?? new Set() };
        at = step?.next;
      }
    },
    learn: (way, ran) => {
      keep(everywhere, everywhereOf(way), ran);
      if (within !== undefined) keep(within, way, ran);
    },
    within: () => endsIn(everywhere, new Map()),
    isWithin: within !== undefined,
  };
}

function keep(known: Map<string, Known>, way: readonly Standstill[], ran: Ran): void {
  const { outcome, restedAt, restoredAt = 0 } = endOf(ran);
  const steps = firstVisits(way);
  for (const [index, { at, text, names }] of steps.entries()) {
    if (known.has(text)) continue;
    known.set(text, {
      outcome,
      rest: (restedAt - at) / 1000,
      ...(restoredAt > at && { restored: (restoredAt - at) / 1000 }),
      names,
      next: steps[index + 1]?.text,
    });
  }
}

/** Without the standstills of one flow alone; what can be struck after these can be after the one before. */
function everywhereOf(way: readonly Standstill[]): readonly Standstill[] {
  const kept: { at: number; text: string; names: Set<string> }[] = [];
  for (const { at, text, names } of way) {
    if (!text.startsWith(WITHIN)) kept.push({ at, text, names: new Set(names) });
    else for (const name of names) kept.at(-1)?.names.add(name);
  }
  return kept;
}

/** How and when a run has ended, or would have; epoch milliseconds. */
export function endOf({ record, restedAt, known, stage }: Ran): {
  readonly outcome: string;
  readonly restedAt: number;
  readonly restoredAt: number | undefined;
} {
  const now = stage.emulator.clock.now();
  const { release, last } = record ?? {};
  const restoredAt = release?.restoredAt ?? last?.restoredAt;
  if (known === undefined) {
    const outcome = release === undefined ? (last?.outcome ?? 'never opened') : release.stage;
    return { outcome, restedAt: restedAt ?? now, restoredAt };
  }
  const { outcome, rest, restored } = known;
  return {
    outcome,
    restedAt: now + 1000 * rest,
    restoredAt: restored === undefined ? restoredAt : now + 1000 * restored,
  };
}

/** Keeps what a run comes by. */
export interface Log {
  /** To be called with the name of whatever can be struck. */
  readonly meets: (name: string) => void;
  readonly stands: (at: number, text: string) => void;
  /** Forgets it all: something has struck. */
  readonly clear: () => void;
  readonly way: () => readonly Standstill[];
}

export function createLog(): Log {
  let way: { at: number; text: string; names: Set<string> }[] = [];
  return {
    meets: (name) => way.at(-1)?.names.add(name),
    stands: (at, text) => way.push({ at, text, names: new Set() }),
    clear: () => {
      way = [];
    },
    way: () => way,
  };
}

/** When a run came first by each standstill, virtual milliseconds since its release began. */
export function momentsOf(way: readonly Standstill[], { startedAt }: Ran): ReadonlyMap<string, number> {
  return new Map(way.toReversed().map(({ text, at }) => [text, at - startedAt]));
}

/** Each standstill where it was first, with what could be struck until the next other one. */
function firstVisits(way: readonly Standstill[]): readonly Standstill[] {
  const visits = new Map<string, Standstill>();
  let last: Standstill | undefined;
  for (const one of way) {
    last = visits.has(one.text) && last !== undefined ? last : one;
    const names = new Set([...(visits.get(last.text)?.names ?? []), ...one.names]);
    visits.set(last.text, { ...last, names });
  }
  return [...visits.values()];
}

/** One of so many runs that could end at a standstill is followed to its end, to see that it is as known. */
const PROVED = 16;

/** Whether a run is one of those that are followed all the same: it is the same ones every time. */
export function isProof(text: string, fault: string): boolean {
  return (createHash('sha256').update(`${text} ${fault}`).digest()[0] ?? 0) % PROVED === 0;
}
