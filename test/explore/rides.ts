import { type Point, toldOf } from './points';
import type { Job, RunResult } from './result';

/** Points that are to be struck in rides: which are left, and who is at which. */
export interface Rides {
  /** The next ride; `undefined` if nothing is left. */
  readonly next: () => Job | undefined;
  /** To be called with every result of a ride. */
  readonly settle: (result: RunResult) => void;
  /** What no ride could strike, each by itself. */
  readonly stranded: () => readonly Job[];
}

/** What is left of a part of a flow's points. */
interface Part {
  readonly flow: string;
  readonly points: readonly Point[];
  /** Indexes in `points`. */
  readonly open: Set<number>;
  /** Rides under way. */
  riders: number;
}

/** Parts of a flow, so that as many workers can ride it without striking the same. */
const PARTS = 2;

/** Shares out the points of flows; those that are wanted only. */
export function shareOut(
  flows: readonly { readonly flow: string; readonly points: readonly Point[] }[],
  isWanted: (point: Point) => boolean,
): Rides {
  const stranded: Job[] = [];
  const parts = flows.flatMap(({ flow, points }) =>
    Array.from({ length: PARTS }, (_, part): Part => {
      const open = points.flatMap((point, index) => (index % PARTS === part && isWanted(point) ? [index] : []));
      return { flow, points, open: new Set(open), riders: 0 };
    }),
  );
  return {
    stranded: () => stranded,
    next: () => {
      const [part] = parts
        .filter(({ open }) => open.size > 0)
        .toSorted((a, b) => a.riders - b.riders || b.open.size - a.open.size);
      if (part === undefined) return undefined;
      part.riders++;
      return { flow: part.flow, class: 'ride', faults: [], beyond: false, open: [...part.open] };
    },
    settle: ({ job, struck = [] }) => {
      const first = struck[0] ?? job.open?.[0];
      const part = parts.find(({ flow }, index) => flow === job.flow && index % PARTS === (first ?? 0) % PARTS);
      if (part === undefined) return;
      part.riders = Math.max(0, part.riders - 1);
      for (const index of struck) part.open.delete(index);
      if (struck.length > 0) return;
      for (const index of part.open) {
        const point = part.points[index];
        if (point !== undefined) stranded.push(jobOf(job.flow, point));
      }
      part.open.clear();
    },
  };
}

/** A run for a point alone. */
export function jobOf(flow: string, point: Point): Job {
  return { flow, ...toldOf(point) };
}
