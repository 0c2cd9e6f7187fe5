import { seededRandom } from '../../../lib/emulator/random';
import { judge } from './judge';
import { KAYENTA } from './kayenta';
import { alarm, ARGO_LIKE, FLAGGER_LIKE, Z_TEST, type Rule } from './rules';
import type { Row } from './situations';
import { drawHistory, drawTraffic } from './traffic';

/** What one rule did in all releases of one row. */
export interface Outcome {
  readonly rule: string;
  /** Share of releases rolled back with nothing wrong: in a harmful row, before the harm began. */
  readonly wrong: number;
  /** Share rolled back after the harm began. */
  readonly detected: number;
  /** Median minutes from the start of the harm to the rollback, over all releases not rolled back too early. */
  readonly median: number | null;
}

const PEERS: readonly Rule[] = [alarm(1, 1), alarm(2, 3), ARGO_LIKE, FLAGGER_LIKE, Z_TEST, KAYENTA];

/** The limit of the peers that have one. */
const LIMIT = 0.01;

/** Runs every rule on the same `runs` releases of a row. */
export function measure(row: Row, { runs, seed }: { readonly runs: number; readonly seed: string }): Outcome[] {
  const fired = new Map<string, (number | undefined)[]>();
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(`${seed}/${row.name}/${run}`);
    const traffic = drawTraffic(row, random);
    const history = row.burst === 'estimate' ? drawHistory(row, random) : [];
    const told = { burst: row.burst, history };
    for (const rule of [...PEERS, judge(told), judge({ ...told, limit: LIMIT }), judge({ ...told, tolerance: 1.25 })]) {
      const watch = rule.start();
      const index = traffic.findIndex((minute) => watch(minute));
      const times = fired.get(rule.name) ?? [];
      times.push(index < 0 ? undefined : index);
      fired.set(rule.name, times);
    }
  }
  return [...fired].map(([rule, times]) => summarize(rule, times, row));
}

function summarize(rule: string, times: readonly (number | undefined)[], row: Row): Outcome {
  const isHarmful = row.table === 'harmful';
  const isWrong = (time: number | undefined): boolean => time !== undefined && (!isHarmful || time < row.from);
  const fair = times.filter((time) => !isWrong(time));
  const delays = fair.map((time) => (time === undefined ? Number.POSITIVE_INFINITY : time - row.from + 1));
  const median = delays.toSorted((a, b) => a - b)[Math.floor((delays.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
  return {
    rule,
    wrong: times.filter(isWrong).length / times.length,
    detected: fair.filter((time) => time !== undefined).length / times.length,
    median: Number.isFinite(median) ? median : null,
  };
}
