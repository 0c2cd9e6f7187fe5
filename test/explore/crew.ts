import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Job, RunResult } from './result';

/** Runs jobs on worker processes, as many at a time as there are; stops handing out new ones when `isOver`. */
export async function runJobs(props: {
  readonly template: unknown;
  readonly jobs: Iterator<Job>;
  readonly workers: number;
  readonly isOver: () => boolean;
  readonly onResult: (result: RunResult) => void;
  /** What a worker runs. @default the explorer's worker */
  readonly program?: string;
}): Promise<void> {
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(props.program ?? join(__dirname, 'worker.ts'), {
        execArgv: ['--max-semi-space-size=64', '--single-threaded-gc', '--import', 'tsx'],
      });
      let job: Job | undefined;
      const next = (): void => {
        const drawn = props.isOver() ? undefined : props.jobs.next();
        job = drawn?.done === false ? drawn.value : undefined;
        if (job !== undefined) child.send({ job });
        else child.disconnect();
      };
      child.on('message', (result: RunResult) => {
        props.onResult(result);
        next();
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (job === undefined) return resolve();
        // A run that takes its worker with it is a violation like any other, and the rest is run all the same.
        const what = `the worker ended with ${signal ?? `code ${code}`}`;
        props.onResult({ job, outcome: 'broken', violations: [{ rule: 'ends', what }], seconds: 0 });
        work().then(resolve, reject);
      });
      child.send({ template: props.template });
      next();
    });
  await Promise.all(Array.from({ length: props.workers }, work));
}
