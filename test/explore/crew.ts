import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Job, RunResult } from './result';
import type { Message } from './worker';

/** Runs jobs on worker processes, as many at a time as there are; stops handing out new ones when `isOver`. */
export async function runJobs(props: {
  readonly template: unknown;
  readonly jobs: Iterator<Job>;
  readonly workers: number;
  readonly isOver: () => boolean;
  readonly onResult: (result: RunResult) => void;
  /** What workers have found out before, by keys; what one finds out is told to the others. */
  readonly known: ReadonlySet<string>;
  /** What a worker runs, JavaScript. @default the explorer's worker */
  readonly program?: string;
}): Promise<void> {
  const program = props.program ?? bundleWorker();
  const known = new Set(props.known);
  const children = new Set<ChildProcess>();
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(program, { execArgv: ['--max-semi-space-size=128', '--single-threaded-gc'] });
      children.add(child);
      const send = (to: ChildProcess, message: Message): void => void to.send(message);
      let job: Job | undefined;
      const next = (): void => {
        const drawn = props.isOver() ? undefined : props.jobs.next();
        job = drawn?.done === false ? drawn.value : undefined;
        if (job !== undefined) return send(child, { job });
        children.delete(child);
        child.disconnect();
      };
      child.on('message', (result: RunResult) => {
        const news = result.followers?.known ?? [];
        for (const key of news) known.add(key);
        for (const other of children) if (other !== child && news.length > 0) send(other, { known: news });
        props.onResult(result);
        next();
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        children.delete(child);
        if (job === undefined) return resolve();
        // A run that takes its worker with it is a violation like any other, and the rest is run all the same.
        const what = `the worker ended with ${signal ?? `code ${code}`}`;
        props.onResult({ job, outcome: 'broken', violations: [{ rule: 'ends', what }], seconds: 0 });
        work().then(resolve, reject);
      });
      send(child, { template: props.template });
      send(child, { known: [...known] });
      next();
    });
  await Promise.all(Array.from({ length: props.workers }, work));
}

/** The explorer's worker as one file: what a loader adds to every function would slow each run down. */
function bundleWorker(): string {
  const outfile = join(__dirname, '..', '..', '.explore', 'worker.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
