import { type Json } from '../json';
import { type TaskResource } from './resource';

/** A task that starts. */
export interface TaskRequest {
  readonly resource: TaskResource;
  readonly arguments: Json;
  /** Name of the state machine: the caller of whatever the task calls. */
  readonly stateMachineName: string;
  readonly stateMachineArn: string;
  readonly executionArn: string;
  readonly stateName: string;
  /** The maps around the state, from the outermost in. */
  readonly iterations: readonly Iteration[];
  /** The role to call with, where the task names one. */
  readonly roleArn?: string;
  /** For a task that waits for its token. */
  readonly token?: string;
}

export interface Iteration {
  readonly map: string;
  readonly index: number;
}

/** How a task, or the call that starts it, came out. */
export type TaskOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string };

/** What starting a task gives: its outcome, or, for `.sync`, what was started and what is to be waited for. */
export type TaskReply =
  | TaskOutcome
  | {
      readonly kind: 'submitted';
      readonly output: Json;
      readonly completion: Promise<TaskOutcome>;
      /** The task is no longer wanted. */
      stop(): void;
    };

/** Carries out the tasks of state machines. */
export interface TaskRunner {
  run(request: TaskRequest): Promise<TaskReply>;
}
