import { type VirtualClock } from '../../lib/emulator/clock';
import {
  type TaskOutcome,
  type TaskReply,
  type TaskRequest,
  type TaskRunner,
} from '../../lib/emulator/step-functions/integrations/task-runner';
import { toJson } from '../../lib/emulator/step-functions/json';
import { type Replay } from './cases';

/** Hands the recorded answers to the tasks that ask for them. */
export function replayTasks(
  replays: readonly Replay[],
  {
    clock,
    settleToken,
  }: { readonly clock: VirtualClock; readonly settleToken: (token: string, outcome: TaskOutcome) => void },
): TaskRunner {
  const unused = [...replays];
  return {
    run: (request) => {
      const index = unused.findIndex((replay) => isFor(replay, request));
      const [replay] = index === -1 ? [] : unused.splice(index, 1);
      if (replay === undefined) return Promise.reject(new Error(`no recorded answer for '${request.stateName}'`));
      return answer(replay, request, { clock, settleToken });
    },
  };
}

function isFor({ state, iterations = [] }: Replay, request: TaskRequest): boolean {
  return (
    state === request.stateName &&
    iterations.length === request.iterations.length &&
    iterations.every((step, level) => {
      const actual = request.iterations[level];
      return actual?.map === step.map && actual.index === step.index;
    })
  );
}

async function answer(
  replay: Replay,
  request: TaskRequest,
  { clock, settleToken }: Parameters<typeof replayTasks>[1],
): Promise<TaskReply> {
  const outcome = outcomeOf(replay);
  const never = new Promise<never>(() => undefined);
  if (replay.submitted === undefined) return outcome ?? never;
  const output = toJson(replay.submitted.output) ?? null;
  const { token } = request;
  if (token === undefined) {
    return {
      kind: 'submitted',
      output,
      completion: outcome === undefined ? never : Promise.resolve(outcome),
      stop: () => undefined,
    };
  }
  if (outcome !== undefined) {
    clock.schedule(clock.now() + 1, () => {
      settleToken(token, outcome);
    });
  }
  return { kind: 'succeeded', output };
}

/** `undefined` for a task that never answers. */
function outcomeOf({ outcome }: Replay): TaskOutcome | undefined {
  if (outcome.kind === 'timedOut') return undefined;
  if (outcome.kind === 'succeeded') return { kind: 'succeeded', output: toJson(outcome.output) ?? null };
  const { error, cause, causeText } = outcome;
  const text = causeText ?? (typeof cause === 'string' ? cause : undefined);
  return {
    kind: 'failed',
    ...(error === undefined ? {} : { error }),
    ...(text === undefined ? {} : { cause: text }),
  };
}
