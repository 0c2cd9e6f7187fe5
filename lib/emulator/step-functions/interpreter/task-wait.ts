import { type Timer } from '../../clock';
import { type TaskOutcome, type TaskReply, type TaskRequest } from '../integrations/task-runner';
import { type Branch } from './branch';
import { type PendingToken } from './tokens';

/** When a task has taken too long. */
export interface TaskTiming {
  /** Epoch milliseconds; counted from the task's start, so that it covers the wait for a token. */
  readonly deadline: number;
  readonly heartbeatSeconds: number | undefined;
}

export interface TimedOut {
  readonly kind: 'timedOut';
  readonly isHeartbeat: boolean;
}

/** What the call that starts a task came to; a crash is a mistake of the emulator, or something it lacks. */
type Answer = { readonly reply: TaskReply | TimedOut } | { readonly crash: unknown };

/** Starts a task and waits for what the call answers. */
export async function startTask(
  branch: Branch,
  timing: TaskTiming,
  { request, token }: { readonly request: TaskRequest; readonly token: PendingToken | undefined },
): Promise<TaskReply | TimedOut> {
  let isAbandoned = false;
  const answer = await branch.wait<Answer>((done) => {
    const timer = branch.run.clock.schedule(timing.deadline, () => {
      isAbandoned = true;
      done({ reply: { kind: 'timedOut', isHeartbeat: false } });
    });
    const deliver = async (): Promise<void> => {
      const given = await callTask(branch, request);
      timer.cancel();
      // What was started for nobody is called off as far as it can be.
      if (isAbandoned && 'reply' in given && given.reply.kind === 'submitted') given.reply.stop();
      done(given);
    };
    void deliver();
    return () => {
      isAbandoned = true;
      timer.cancel();
      token?.expire();
    };
  });
  if ('crash' in answer) throw answer.crash;
  return answer.reply;
}

async function callTask(branch: Branch, request: TaskRequest): Promise<Answer> {
  try {
    return { reply: await branch.run.tasks.run(request) };
  } catch (crash) {
    return { crash };
  }
}

/** Waits for the end of what a `.sync` task started, or for a task's token. */
export function waitForTask(
  branch: Branch,
  timing: TaskTiming,
  { reply, token }: { readonly reply: TaskReply; readonly token: PendingToken | undefined },
): Promise<TaskOutcome | TimedOut> {
  const { clock } = branch.run;
  return branch.wait<TaskOutcome | TimedOut>((done) => {
    const timers: Timer[] = [];
    const stop = (): void => {
      for (const timer of timers) timer.cancel();
      token?.expire();
    };
    const timeOut = (isHeartbeat: boolean) => () => {
      stop();
      if (reply.kind === 'submitted') reply.stop();
      done({ kind: 'timedOut', isHeartbeat });
    };
    const finish = (outcome: TaskOutcome): void => {
      stop();
      done(outcome);
    };
    timers.push(clock.schedule(timing.deadline, timeOut(false)));
    if (reply.kind === 'submitted') {
      void finishWith(reply.completion, finish);
      return () => {
        stop();
        reply.stop();
      };
    }
    const { heartbeatSeconds } = timing;
    if (heartbeatSeconds !== undefined) {
      const beat = (): void => {
        timers[1]?.cancel();
        timers[1] = clock.schedule(clock.now() + heartbeatSeconds * 1000, timeOut(true));
      };
      beat();
      token?.onHeartbeat(beat);
    }
    token?.onOutcome(finish);
    return stop;
  });
}

async function finishWith(completion: Promise<TaskOutcome>, finish: (outcome: TaskOutcome) => void): Promise<void> {
  finish(await completion);
}
