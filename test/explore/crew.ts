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
}): Promise<void> {
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(join(__dirname, 'worker.ts'), { execArgv: ['--import', 'tsx'] });
      const next = (): void => {
        const job = props.isOver() ? undefined : props.jobs.next();
        if (job?.done === false) child.send({ job: job.value });
        else {
          child.kill();
          resolve();
        }
      };
      child.on('message', (result: RunResult) => {
        props.onResult(result);
        next();
      });
      child.on('error', reject);
      child.send({ template: props.template });
      next();
    });
  await Promise.all(Array.from({ length: props.workers }, work));
}
