import { AwsError } from '../../service';
import { type ExecutionRecord } from '../execution';
import { type Json, type JsonObject, isJsonObject, parseJson } from '../json';
import { type TaskOutcome, type TaskReply } from './task-runner';

/** What a `.sync` task needs to know of the executions it starts. */
export interface ChildExecutions {
  child(executionArn: string): ExecutionRecord;
  stopChild(executionArn: string): void;
  onChildEnd(listener: (execution: ExecutionRecord) => void): void;
}

/** Waits for child executions; one listener serves all of them. */
export function createChildWaits(children: ChildExecutions) {
  const waiting = new Map<string, ((execution: ExecutionRecord) => void)[]>();
  children.onChildEnd((execution) => {
    const listeners = waiting.get(execution.arn) ?? [];
    waiting.delete(execution.arn);
    for (const listener of listeners) listener(execution);
  });

  /** What a `.sync` task is after its child has been started. */
  return (arn: string, output: JsonObject, pattern: 'sync' | 'sync:2'): TaskReply => {
    const ended = new Promise<ExecutionRecord>((resolve) => {
      const execution = children.child(arn);
      if (execution.status === 'RUNNING') waiting.set(arn, [...(waiting.get(arn) ?? []), resolve]);
      else resolve(execution);
    });
    return {
      kind: 'submitted',
      output,
      completion: ended.then((execution) => childOutcome(execution, pattern)),
      stop: () => {
        children.stopChild(arn);
      },
    };
  };
}

/** The API's arguments: `Input` may be any JSON here, and is `{}` where there is none. */
export function startExecutionInput(args: Json): JsonObject {
  if (!isJsonObject(args))
    throw new AwsError('ValidationException', 'the arguments of startExecution must be an object');
  const { StateMachineArn: stateMachineArn, Name: name, Input: input } = args;
  const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
  return {
    stateMachineArn: stateMachineArn ?? null,
    input: text,
    ...(name === undefined || name === null ? {} : { name }),
  };
}

function childOutcome(execution: ExecutionRecord, pattern: 'sync' | 'sync:2'): TaskOutcome {
  const described = describe(execution, pattern);
  return execution.status === 'SUCCEEDED'
    ? { kind: 'succeeded', output: described }
    : { kind: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(described) };
}

function describe(execution: ExecutionRecord, pattern: 'sync' | 'sync:2'): JsonObject {
  const { cause, error, output, stopDate } = execution;
  const payload = (text: string): Json => (pattern === 'sync:2' ? (parseJson(text) ?? null) : text);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? statusError(execution) : { Error: error }),
    ExecutionArn: execution.arn,
    Input: payload(execution.input),
    InputDetails: { Included: true },
    Name: execution.name,
    ...(output === undefined ? {} : { Output: payload(output), OutputDetails: { Included: true } }),
    StartDate: execution.startDate,
    StateMachineArn: execution.stateMachineArn,
    Status: execution.status,
    ...(stopDate === undefined ? {} : { StopDate: stopDate }),
  };
}

function statusError({ status }: ExecutionRecord): JsonObject {
  return status === 'TIMED_OUT' ? { Error: 'States.Timeout' } : {};
}
