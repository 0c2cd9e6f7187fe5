import { FLOWS } from './flows';
import { violationsOf } from './invariants';
import { type Job, type RunResult, summarize } from './result';
import { runOnce } from './run-once';

/** Runs one job; whatever the explorer itself does wrong is a violation too, so that nothing passes unseen. */
export async function runJob(template: unknown, job: Job): Promise<RunResult> {
  const flow = FLOWS.find(({ name }) => name === job.flow);
  if (flow === undefined) throw new Error(`there is no flow ${job.flow}`);
  try {
    const ran = await runOnce({ template, flow, faults: job.faults });
    return summarize(job, ran, await violationsOf(ran, job.beyond));
  } catch (error) {
    const what = `the run broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { job, outcome: 'broken', violations: [{ rule: 'ends', what: what.slice(0, 600) }], seconds: 0 };
  }
}

type Message = { readonly template: unknown } | { readonly job: Job };

if (process.send !== undefined) {
  let template: unknown;
  process.on('message', (message: Message) => {
    if ('template' in message) {
      template = message.template;
      return;
    }
    void runJob(template, message.job).then((result) => process.send?.(result));
  });
}
