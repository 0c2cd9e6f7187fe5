/** A pending timer; `cancel` is a no-op once it has fired. */
export interface Timer {
  cancel(): void;
}

/**
 * Real work that virtual time must wait for, such as a running Lambda.
 * While it sleeps it lets time pass.
 */
export interface Activity {
  /** Resolves `milliseconds` of virtual time later. */
  sleep(milliseconds: number): Promise<void>;
  /** Lets time pass until another activity, which has begun already, has done its work. */
  wait<T>(work: Promise<T>): Promise<T>;
  end(): void;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
  cancelled: boolean;
}

/**
 * The one source of time in a rehearsal. Time is epoch milliseconds and moves only in `run`, from timer to
 * timer, and only when every activity sleeps or has ended: what happens at one instant is finished before the
 * next instant begins. Timers of the same instant fire in the order in which they were set.
 */
export class VirtualClock {
  #now: number;
  #order = 0;
  #awake = 0;
  #onRest: (() => void) | undefined;
  readonly #heap: Entry[] = [];

  constructor(startAt: number) {
    this.#now = startAt;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Epoch milliseconds of the next timer, if any. */
  nextAt(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.at;
  }

  /** Runs `task` at epoch millisecond `at`, or as soon as time moves if that is past. */
  schedule(at: number, task: () => void): Timer {
    const entry: Entry = { at: Math.max(at, this.#now), order: this.#order++, task, cancelled: false };
    push(this.#heap, entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  begin(): Activity {
    let sleeping = 0;
    let ended = false;
    this.#awake++;
    const fallAsleep = (): void => {
      if (sleeping++ === 0 && !ended) this.#rest();
    };
    const wake = (): void => {
      if (--sleeping === 0 && !ended) this.#awake++;
    };
    return {
      sleep: (milliseconds) =>
        new Promise((resolve) => {
          fallAsleep();
          this.schedule(this.#now + milliseconds, () => {
            wake();
            resolve();
          });
        }),
      wait: async (work) => {
        fallAsleep();
        try {
          return await work;
        } finally {
          wake();
        }
      },
      end: () => {
        if (ended) return;
        ended = true;
        if (sleeping === 0) this.#rest();
      },
    };
  }

  /** Keeps time still while `work`, which takes real time, is under way. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const activity = this.begin();
    try {
      return await work();
    } finally {
      activity.end();
    }
  }

  /** Moves time forward until `isDone`, until nothing is left to wait for, or until epoch millisecond `limit`. */
  async run(isDone: () => boolean = () => false, limit = Number.POSITIVE_INFINITY): Promise<void> {
    await this.settle();
    while (!isDone()) {
      this.#dropCancelled();
      const next = this.#heap[0];
      if (next === undefined || next.at > limit) break;
      pop(this.#heap);
      this.#now = next.at;
      next.task();
      await this.settle();
    }
    if (Number.isFinite(limit) && !isDone()) this.#now = Math.max(this.#now, limit);
  }

  /** Resolves when everything that was set off at this instant has come to rest. */
  async settle(): Promise<void> {
    do {
      if (this.#awake > 0) {
        await new Promise<void>((resolve) => {
          this.#onRest = resolve;
        });
      }
      // One turn of the event loop lets every promise that is ready run its course.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#awake > 0);
  }

  #rest(): void {
    if (--this.#awake === 0) {
      this.#onRest?.();
      this.#onRest = undefined;
    }
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled === true) pop(this.#heap);
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.length;
  heap.push(entry);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const first = heap[left];
    if (first === undefined) break;
    const second = heap[left + 1];
    const [child, childIndex] = second !== undefined && isBefore(second, first) ? [second, left + 1] : [first, left];
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
