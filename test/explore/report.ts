import { likeOf, oneOfEachClass, type Point } from './points';
import type { Job, RunResult } from './result';

/** What an exploration has covered and found, in counts. */
export function report(props: {
  readonly results: readonly RunResult[];
  /** The fault points of each flow. */
  readonly flows: readonly { readonly flow: string; readonly own: readonly Point[] }[];
  /** Those of them that are unlike. */
  readonly places: readonly { readonly flow: string; readonly points: readonly Point[] }[];
  /** The first faults of all pairs. */
  readonly firsts: readonly Job[];
}): string {
  const { results, flows, places, firsts } = props;
  const all = flows.flatMap(({ own }) => own);
  const unlike = new Set(places.flatMap(({ flow, points }) => points.map((point) => likeOf(flow, point)))).size;
  const bad = results.filter(({ violations }) => violations.length > 0);
  const rides = results.filter(({ struck }) => struck !== undefined);
  const followed = results.flatMap(({ followers = [] }) => followers);
  const alone = results.length - rides.length - followed.length;
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
    ['ended early', `${sum(results.map(({ short = 0 }) => short))} runs, where it was known how they go on`],
    [
      'first faults of pairs',
      `${followed.length} of ${firsts.length}, in ${sum(followed.map(({ runs }) => runs))} runs`,
    ],
    [
      'pairs while it is felt',
      `${sum(followed.map(({ classes }) => classes))} of a flow, a class and a class; ${sum(followed.map(({ struck: some }) => some))} were struck, the others are like one of them`,
    ],
    [
      'more than two that last',
      `${sum(followed.map(({ tooMany }) => tooMany.length))} runs broke a rule that no two of their faults break`,
    ],
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
  const known = new Map(places.map(({ flow, points }) => [flow, points]));
  for (const { job, struck = [] } of rides) {
    for (const index of struck) {
      const point = known.get(job.flow)?.[index];
      if (point !== undefined) names.add(likeOf(job.flow, point));
    }
  }
  const all = flows.flatMap(({ flow, own }) => own.filter((point) => names.has(likeOf(flow, point))));
  return { unlike: names.size, all: all.length };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What a way to safety began with: only the last fault of a run leads to one. */
function lastClass(result: RunResult | undefined): string {
  return result?.job.class.split(' + ').at(-1) ?? 'none';
}
