import type { Random } from '../../lib/emulator/random';
import { oneOfEachClass, type Point, stateAndKind } from './points';
import type { Job } from './result';

/** The fault points of a flow. */
export interface FlowPoints {
  readonly flow: string;
  /** What its run without faults can meet. */
  readonly own: readonly Point[];
  /** Calls of functions that only a fault makes it call, as other flows know them: a second fault can strike there. */
  readonly elsewhere: readonly Point[];
}

/** All pairs of faults, in an order of which every beginning is worth having. */
export interface Pairs {
  /** Pairs of classes that one flow can meet. */
  readonly possible: number;
  /** Pairs of kinds and pairs of states in each flow: the pairs that come first cover them all. */
  readonly covering: readonly Job[];
  /** Every pair of classes once, in an order that follows from the seed. */
  readonly all: () => Generator<Job>;
}

export function pairsOf(flows: readonly FlowPoints[], random: Random): Pairs {
  const tables = flows.map(tableOf);
  const possible = tables.reduce((sum, { size }) => sum + size, 0);
  return {
    possible,
    covering: flows.flatMap((flow) => [
      ...covering(flow, ({ kind }) => kind, random),
      ...covering(flow, ({ state }) => state, random),
    ]),
    all: function* () {
      for (const place of permutation(possible, random)) yield pairAt(tables, place);
    },
  };
}

/** One pair for every two groups of points, drawn from all the points of each. */
function covering(
  { flow, own, elsewhere }: FlowPoints,
  groupOf: (place: ReturnType<typeof stateAndKind>) => string,
  random: Random,
): Job[] {
  const firsts = grouped(own, groupOf);
  const seconds = [...grouped([...own, ...elsewhere], groupOf)];
  return [...firsts.values()].flatMap((first, index) =>
    seconds.slice(index).flatMap(([, second]) => {
      const [a, b] = [draw(first, random), draw(second, random)];
      return a === undefined || b === undefined || a === b ? [] : [jobOf(flow, a, b)];
    }),
  );
}

function grouped(points: readonly Point[], groupOf: (place: ReturnType<typeof stateAndKind>) => string) {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const name = groupOf(stateAndKind(point));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [point]);
    else group.push(point);
  }
  return groups;
}

function draw(points: readonly Point[], random: Random): Point | undefined {
  return points[Math.floor(random.next() * points.length)];
}

/** The pairs of a flow as a triangle: row `i` holds those of point `i` with every one after it. */
interface Table {
  readonly flow: string;
  readonly points: readonly Point[];
  /** How many of the points, from the first, can come first. */
  readonly rows: number;
  readonly size: number;
}

function tableOf({ flow, own, elsewhere }: FlowPoints): Table {
  const first = oneOfEachClass(own);
  const points = [...first, ...oneOfEachClass(elsewhere)];
  const rows = first.length;
  return { flow, points, rows, size: (rows * (rows - 1)) / 2 + rows * (points.length - rows) };
}

function pairAt(tables: readonly Table[], place: number): Job {
  let left = place;
  for (const { flow, points, rows, size } of tables) {
    if (left >= size) {
      left -= size;
      continue;
    }
    for (let row = 0; row < rows; row++) {
      const [a, b] = [points[row], points[row + 1 + left]];
      if (a !== undefined && b !== undefined) return jobOf(flow, a, b);
      left -= points.length - 1 - row;
    }
  }
  throw new RangeError(`there is no pair ${place}`);
}

/** Every number below `size` once: steps of a length that has no divisor in common with it. */
function* permutation(size: number, random: Random): Generator<number> {
  const begin = Math.floor(random.next() * size);
  let step = Math.max(1, Math.floor(random.next() * size));
  while (divisor(step, size) !== 1) step++;
  for (let index = 0, place = begin; index < size; index++, place = (place + step) % size) yield place;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function jobOf(flow: string, a: Point, b: Point): Job {
  return {
    flow,
    class: `${a.class} + ${b.class}`,
    faults: [...a.faults, ...b.faults],
    beyond: a.beyond || b.beyond,
    parts: [a, b],
  };
}
