import { type TaskState } from '../definition/program';
import { asInteger } from '../expressions/typed-field';
import { type Template } from '../expressions/template';
import { resourceLabel } from '../integrations/resource';
import { type TaskOutcome } from '../integrations/task-runner';
import { type Json } from '../json';
import { MAX_TIMEOUT_SECONDS } from '../limits';
import { StateError, dataLimitExceeded, errorDetails } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { withErrorHandling } from './error-handling';
import { taskEvents } from './task-events';
import { type TaskTiming, startTask, waitForTask } from './task-wait';
import { type PendingToken } from './tokens';
import { type Exit, conclude, evaluate, isTooLarge } from './visit';

/** Runs a task, again where a retrier says so. */
export function runTask(branch: Branch, visit: Visit, state: TaskState): Promise<Exit> {
  return withErrorHandling(branch, visit, {
    state,
    attempt: async (retryCount) => {
      const isCallback = state.resource.kind === 'service' && state.resource.pattern === 'waitForTaskToken';
      // Every attempt has a token of its own, so that a late answer to an earlier one cannot end it.
      const token = isCallback ? branch.run.tokens.issue() : undefined;
      const extras = { retryCount, token: token?.token };
      const result = await performTask(branch, visit, { state, extras, token });
      return conclude(branch, visit, { way: state, output: result, extras: { ...extras, result } });
    },
  });
}

interface Attempt {
  readonly state: TaskState;
  readonly extras: { readonly retryCount: number; readonly token: string | undefined };
  readonly token: PendingToken | undefined;
}

async function performTask(branch: Branch, visit: Visit, { state, extras, token }: Attempt): Promise<Json> {
  const { resource } = state;
  const read = async (field: Template | undefined): Promise<number | undefined> =>
    field === undefined
      ? undefined
      : asInteger(field, await evaluate(branch, visit, field, extras), { min: 1, max: MAX_TIMEOUT_SECONDS });
  const input = state.arguments === undefined ? visit.input : await evaluate(branch, visit, state.arguments, extras);
  const timeoutSeconds = await read(state.timeoutSeconds);
  const heartbeatSeconds = await read(state.heartbeatSeconds);
  if (isTooLarge(input)) throw dataLimitExceeded(visit.stateName, 'terminal');

  const events = taskEvents(branch, resource);
  events.scheduled({ input, timeoutSeconds, heartbeatSeconds });
  await branch.yield();
  events.started();
  const timing: TaskTiming = {
    deadline: branch.run.clock.now() + (timeoutSeconds ?? MAX_TIMEOUT_SECONDS) * 1000,
    heartbeatSeconds,
  };
  const { identity } = branch.run;
  const request = {
    resource,
    arguments: input,
    stateMachineName: identity.stateMachineName,
    stateMachineArn: identity.stateMachineArn,
    executionArn: identity.executionArn,
    stateName: state.name,
    iterations: branch.iterations,
    ...(token === undefined ? {} : { token: token.token }),
  };
  const reply = await startTask(branch, timing, { request, token });
  const isSubmission = reply.kind === 'submitted' || (token !== undefined && reply.kind === 'succeeded');
  if (!isSubmission) {
    const isSubmitFailure =
      reply.kind === 'failed' && resource.kind === 'service' && resource.pattern !== 'request-response';
    token?.expire();
    return settle(branch, reply, { events, label: resourceLabel(resource), isSubmitFailure });
  }
  events.submitted(reply.output);
  const outcome = await waitForTask(branch, timing, { reply, token });
  return settle(branch, outcome, { events, label: resourceLabel(resource), isSubmitFailure: false });
}

function settle(
  branch: Branch,
  outcome: TaskOutcome | { readonly kind: 'timedOut'; readonly isHeartbeat: boolean },
  {
    events,
    label,
    isSubmitFailure,
  }: { readonly events: ReturnType<typeof taskEvents>; readonly label: string; readonly isSubmitFailure: boolean },
): Json {
  if (outcome.kind === 'timedOut') {
    events.timedOut({ error: 'States.Timeout' });
    // Executions on AWS show a missed heartbeat as States.Timeout; its documented name must find it all the same.
    const aliases = outcome.isHeartbeat ? ['States.HeartbeatTimeout'] : [];
    throw new StateError('States.Timeout', undefined, { aliases });
  }
  const failure =
    outcome.kind === 'failed'
      ? new StateError(outcome.error, outcome.cause)
      : isTooLarge(outcome.output)
        ? dataLimitExceeded(label, 'ordinary')
        : undefined;
  if (failure !== undefined) {
    if (isSubmitFailure) events.submitFailed(errorDetails(failure));
    else events.failed(errorDetails(failure));
    throw failure;
  }
  if (outcome.kind !== 'succeeded') throw new StateError(undefined, undefined);
  events.succeeded(outcome.output);
  return outcome.output;
}
