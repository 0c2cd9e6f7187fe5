import type { Pairs } from './pairs';
import { oneOfEachClass, type Point } from './points';
import { keyOf, type RunResult } from './result';

/** What an exploration has covered and found, in counts. */
export function report(props: {
  readonly results: readonly RunResult[];
  /** The fault points of each flow. */
  readonly flows: readonly { readonly flow: string; readonly own: readonly Point[] }[];
  /** Those of them that are unlike. */
  readonly places: readonly { readonly flow: string; readonly points: readonly Point[] }[];
  readonly pairs: Pairs;
}): string {
  const { results, flows, places, pairs } = props;
  const all = flows.flatMap(({ own }) => own);
  const unlike = places.reduce((sum, { points }) => sum + points.length, 0);
  const bad = results.filter(({ violations }) => violations.length > 0);
  const ran = new Set(results.map(({ job }) => keyOf(job)));
  const rides = results.filter(({ struck }) => struck !== undefined);
  const pairRuns = results.filter(({ job, struck }) => job.parts !== undefined && struck === undefined);
  const alone = results.length - rides.length - pairRuns.length;
  const covering = pairs.covering.filter((job) => ran.has(keyOf(job))).length;
  const struck = countStruck(rides, flows, places);
  const outcomes = new Map<string, number>();
  for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const slowest = results.toSorted((a, b) => (b.toSafety ?? 0) - (a.toSafety ?? 0))[0];
  const longest = results.toSorted((a, b) => b.seconds - a.seconds)[0];
  const rows: readonly (readonly [string, string])[] = [
    ['fault points', `${all.length} in ${oneOfEachClass(all).length} classes; ${unlike} unlike`],
    [
      'struck one after the other',
      `${struck.unlike} of the unlike, which stand for ${struck.all} points, in ${rides.length} runs`,
    ],
    ['struck alone', `${alone}`],
    ['pairs in one such run', `${countTogether(rides, places)} of ${pairs.possible} pairs of classes`],
    ['pairs alone', `${pairRuns.length}`],
    ['covering pairs', `${covering} of ${pairs.covering.length} (every two kinds, every two states, in each flow)`],
    ['violations', `${bad.length} runs`],
    ['outcomes', [...outcomes].map(([name, count]) => `${name} ${count}`).join(', ')],
    ['longest way to safety', `${slowest?.toSafety ?? 0} s (${slowest?.job.flow}: ${lastClass(slowest)})`],
    ['longest run', `${longest?.seconds ?? 0} s (${longest?.job.flow}: ${lastClass(longest)})`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)}${value}`).join('\n');
}

/** How many points rides have struck, and how many are like one of them. */
function countStruck(
  rides: readonly RunResult[],
  flows: readonly { readonly flow: string; readonly own: readonly Point[] }[],
  places: readonly { readonly flow: string; readonly points: readonly Point[] }[],
): { readonly unlike: number; readonly all: number } {
  const names = new Set<string>();
  const nameOf = (flow: string, point: Point | undefined): string => `${flow} ${point?.like}`;
  const known = new Map(places.map(({ flow, points }) => [flow, points]));
  for (const { job, struck = [] } of rides) {
    for (const index of struck) names.add(nameOf(job.flow, known.get(job.flow)?.[index]));
  }
  const all = flows.flatMap(({ flow, own }) => own.filter((point) => names.has(nameOf(flow, point))));
  return { unlike: names.size, all: all.length };
}

/** Pairs of classes that struck the same run, one after the other. */
function countTogether(
  rides: readonly RunResult[],
  places: readonly { readonly flow: string; readonly points: readonly Point[] }[],
): number {
  return places.reduce((sum, { flow, points }) => {
    const numbers = new Map<string, number>();
    const numberOf = (index: number): number => {
      const name = points[index]?.class ?? '';
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    };
    const together = new Set<number>();
    for (const { struck = [] } of rides.filter(({ job }) => job.flow === flow)) {
      const classes = [...new Set(struck.map(numberOf))].toSorted((a, b) => a - b);
      classes.forEach((a, index) => {
        for (const b of classes.slice(index + 1)) together.add(a * points.length + b);
      });
    }
    return sum + together.size;
  }, 0);
}

/** What a way to safety began with: only the last fault of a run leads to one. */
function lastClass(result: RunResult | undefined): string {
  return result?.job.class.split(' + ').at(-1) ?? 'none';
}
