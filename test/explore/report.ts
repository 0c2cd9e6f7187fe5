import type { Pairs } from './pairs';
import type { Point } from './points';
import { type Job, keyOf, type RunResult } from './result';

/** What an exploration has covered and found, in counts. */
export function report(props: {
  readonly results: readonly RunResult[];
  readonly points: readonly Point[];
  readonly classes: readonly Point[];
  readonly singles: readonly Job[];
  readonly pairs: Pairs;
}): string {
  const { results, pairs } = props;
  const bad = results.filter(({ violations }) => violations.length > 0);
  const ran = new Set(results.map(({ job }) => keyOf(job)));
  const pairRuns = results.filter(({ job }) => job.parts !== undefined);
  const covering = pairs.covering.filter((job) => ran.has(keyOf(job))).length;
  const outcomes = new Map<string, number>();
  for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const slowest = results.toSorted((a, b) => (b.toSafety ?? 0) - (a.toSafety ?? 0))[0];
  const longest = results.toSorted((a, b) => b.seconds - a.seconds)[0];
  const rows: readonly (readonly [string, string])[] = [
    ['fault points', `${props.points.length}`],
    ['classes', `${props.classes.length}`],
    ['single faults', `${results.length - pairRuns.length} run of ${props.singles.length}`],
    ['pairs', `${pairRuns.length} run; ${pairs.possible} pairs of classes are possible`],
    ['covering pairs', `${covering} run of ${pairs.covering.length} (every two kinds, every two states, in each flow)`],
    ['violations', `${bad.length} runs`],
    ['outcomes', [...outcomes].map(([name, count]) => `${name} ${count}`).join(', ')],
    ['longest way to safety', `${slowest?.toSafety ?? 0} s (${slowest?.job.flow}: ${slowest?.job.class})`],
    ['longest run', `${longest?.seconds ?? 0} s (${longest?.job.flow}: ${longest?.job.class})`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)}${value}`).join('\n');
}
