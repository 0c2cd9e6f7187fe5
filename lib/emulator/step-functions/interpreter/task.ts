import { type TaskState } from '../definition/program';
import { asInteger, asString } from '../expressions/typed-field';
import { resourceLabel } from '../integrations/resource';
import { type TaskOutcome, type TaskRequest } from '../integrations/task-runner';
import { type Json, isJsonObject } from '../json';
import { MAX_TIMEOUT_SECONDS } from '../limits';
import { StateError, dataLimitExceeded, errorDetails } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { withErrorHandling } from './error-handling';
import { type Schedule, type TaskEvents, taskEvents } from './task-events';
import { type TaskTiming, type TimedOut, startTask, waitForTask } from './task-wait';
import { type PendingToken } from './tokens';
import { type Exit, type Extras, conclude, evaluate, isTooLarge } from './visit';

/** Runs a task, again where a retrier says so. */
export function runTask(branch: Branch, visit: Visit, state: TaskState): Promise<Exit> {
  return withErrorHandling(branch, visit, {
    state,
    attempt: async (retryCount) => {
      const isCallback = state.resource.kind === 'service' && state.resource.pattern === 'waitForTaskToken';
      // Every attempt has a token of its own, so that a late answer to an earlier one cannot end it.
      const token = isCallback ? branch.run.tokens.issue() : undefined;
      const extras = { retryCount, token: token?.token };
      const schedule = await readSchedule(branch, visit, { state, extras });
      const result = await performTask(branch, { state, schedule, token });
      return conclude(branch, visit, { way: state, output: result, extras: { ...extras, result } });
    },
  });
}

/** Evaluates what the task starts with. */
async function readSchedule(
  branch: Branch,
  visit: Visit,
  { state, extras }: { readonly state: TaskState; readonly extras: Extras },
): Promise<Schedule> {
  const seconds = async (field: TaskState['timeoutSeconds']): Promise<number | undefined> =>
    field === undefined
      ? undefined
      : asInteger(field, await evaluate(branch, visit, field, extras), { min: 1, max: MAX_TIMEOUT_SECONDS });
  const input = state.arguments === undefined ? visit.input : await evaluate(branch, visit, state.arguments, extras);
  if (isTooLarge(input)) throw dataLimitExceeded(visit.stateName, 'terminal');
  const { credentials } = state;
  const given = credentials === undefined ? undefined : await evaluate(branch, visit, credentials, extras);
  return {
    input,
    timeoutSeconds: await seconds(state.timeoutSeconds),
    heartbeatSeconds: await seconds(state.heartbeatSeconds),
    roleArn:
      credentials === undefined || !isJsonObject(given) ? undefined : asString(credentials, given['RoleArn'] ?? null),
  };
}

interface Attempt {
  readonly state: TaskState;
  readonly schedule: Schedule;
  readonly token: PendingToken | undefined;
}

async function performTask(branch: Branch, { state, schedule, token }: Attempt): Promise<Json> {
  const { resource } = state;
  const events = taskEvents(branch, resource);
  const end = { events, label: resourceLabel(resource) };
  events.scheduled(schedule);
  await branch.yield();
  events.started();
  const timing: TaskTiming = {
    deadline: branch.run.clock.now() + (schedule.timeoutSeconds ?? MAX_TIMEOUT_SECONDS) * 1000,
    heartbeatSeconds: schedule.heartbeatSeconds,
  };
  const reply = await startTask(branch, timing, { request: requestOf(branch, { state, schedule, token }), token });
  const isSubmission = reply.kind === 'submitted' || (token !== undefined && reply.kind === 'succeeded');
  if (!isSubmission) {
    token?.expire();
    const isSubmitted = resource.kind === 'service' && resource.pattern !== 'request-response';
    return settle(reply, { ...end, failed: isSubmitted ? events.submitFailed : events.failed });
  }
  events.submitted(reply.output);
  return settle(await waitForTask(branch, timing, { reply, token }), { ...end, failed: events.failed });
}

function requestOf(branch: Branch, { state, schedule, token }: Attempt): TaskRequest {
  const { stateMachineName, stateMachineArn, executionArn } = branch.run.identity;
  return {
    resource: state.resource,
    arguments: schedule.input,
    stateMachineName,
    stateMachineArn,
    executionArn,
    stateName: state.name,
    iterations: branch.iterations,
    ...(schedule.roleArn === undefined ? {} : { roleArn: schedule.roleArn }),
    ...(token === undefined ? {} : { token: token.token }),
  };
}

/** Writes how the task ended; its output, or its error thrown. */
function settle(
  outcome: TaskOutcome | TimedOut,
  {
    events,
    label,
    failed,
  }: { readonly events: TaskEvents; readonly label: string; readonly failed: TaskEvents['failed'] },
): Json {
  if (outcome.kind === 'timedOut') {
    events.timedOut({ error: 'States.Timeout' });
    // Executions on AWS show a missed heartbeat as States.Timeout; its documented name must find it all the same.
    const aliases = outcome.isHeartbeat ? ['States.HeartbeatTimeout'] : [];
    throw new StateError('States.Timeout', undefined, { aliases });
  }
  if (outcome.kind === 'succeeded' && !isTooLarge(outcome.output)) {
    events.succeeded(outcome.output);
    return outcome.output;
  }
  const failure =
    outcome.kind === 'failed' ? new StateError(outcome.error, outcome.cause) : dataLimitExceeded(label, 'ordinary');
  failed(errorDetails(failure));
  throw failure;
}
