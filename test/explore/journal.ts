import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, type RunResult } from './result';

const ROOT = join(__dirname, '..', '..');
/** What decides how a run goes: the product, and the explorer itself. */
const SOURCES = ['lib', 'lambdas', join('test', 'explore')];

/** The results of an exploration, by job. */
export interface Journal {
  readonly done: ReadonlyMap<string, RunResult>;
  readonly add: (result: RunResult) => void;
}

/**
 * Opens the journal of these very sources: a file with a result a line, so that a run that was stopped goes on where it
 * was, and one after a change begins anew.
 */
export function openJournal(folder: string, fresh: boolean): Journal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `journal-${hashOfSources()}.jsonl`);
  if (fresh) rmSync(path, { force: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const done = new Map(lines.map((line) => JSON.parse(line) as RunResult).map((result) => [keyOf(result.job), result]));
  return {
    done,
    add: (result) => {
      done.set(keyOf(result.job), result);
      appendFileSync(path, `${JSON.stringify(shortened(result))}\n`);
    },
  };
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted()) {
      hash.update(file).update(readFileSync(join(ROOT, folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

/** Without what the points tell that a ride has struck. */
function shortened({ job, ...result }: RunResult): RunResult {
  if (result.struck === undefined || result.violations.length > 0) return { job, ...result };
  const { parts: _, ...rest } = job;
  return { job: { ...rest, class: rest.class.split(' + ').at(-1) ?? '' }, ...result };
}
