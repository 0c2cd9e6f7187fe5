import { FLOWS } from './flows';
import { violationsOf } from './invariants';
import { type Job, type RunResult, summarize } from './result';
import { runOnce } from './run-once';

/** Runs a job; for a pair that breaks a rule it finds out whether one of its faults is enough for that. */
export async function runJob(job: Job, run: (job: Job) => Promise<RunResult>): Promise<RunResult> {
  const result = await run(job);
  if (result.violations.length === 0) return result;
  const rules = new Set(result.violations.map(({ rule }) => rule));
  for (const part of job.parts ?? []) {
    const enough = { ...part, flow: job.flow };
    const { violations } = await run(enough);
    if (violations.some(({ rule }) => rules.has(rule))) return { ...result, enough };
  }
  return result;
}

/** Whatever the explorer itself does wrong is a violation too, so that nothing passes unseen. */
async function runAlone(template: unknown, job: Job): Promise<RunResult> {
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
    void runJob(message.job, (job) => runAlone(template, job)).then((result) => process.send?.(result));
  });
}
