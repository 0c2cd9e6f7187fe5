import type { Random } from '../../lib/emulator/random';
import type { Point } from './points';
import type { Job } from './result';

type FlowPoint = Point & { readonly flow: string };

/** Pairs of classes that one flow can meet: `possible` counts them all, `sample` holds so many, drawn by seed. */
export function pairsOf(
  points: readonly FlowPoint[],
  wanted: number,
  random: Random,
): { readonly possible: number; readonly sample: readonly Job[] } {
  const byFlow = new Map<string, FlowPoint[]>();
  for (const point of points) byFlow.set(point.flow, [...(byFlow.get(point.flow) ?? []), point]);
  const groups = [...byFlow.values()];
  const sizes = groups.map(({ length }) => (length * (length - 1)) / 2);
  const possible = sizes.reduce((sum, size) => sum + size, 0);
  const sample: Job[] = [];
  const drawn = new Set<string>();
  while (sample.length < Math.min(wanted, possible)) {
    const group = groups[groupAt(sizes, random.next() * possible)] ?? [];
    const first = Math.floor(random.next() * group.length);
    const second = Math.floor(random.next() * group.length);
    const [a, b] = [group[Math.min(first, second)], group[Math.max(first, second)]];
    if (a === undefined || b === undefined || a === b) continue;
    const name = `${a.flow} ${a.class} + ${b.class}`;
    if (drawn.has(name)) continue;
    drawn.add(name);
    sample.push({
      flow: a.flow,
      class: `${a.class} + ${b.class}`,
      faults: [...a.faults, ...b.faults],
      beyond: a.beyond || b.beyond,
    });
  }
  return { possible, sample };
}

/** Index of the group that the `place`-th pair falls into. */
function groupAt(sizes: readonly number[], place: number): number {
  let left = place;
  return sizes.findIndex((size) => (left -= size) < 0);
}
