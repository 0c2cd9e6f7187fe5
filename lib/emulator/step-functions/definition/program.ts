import { type TaskResource } from '../integrations/resource';
import { type Template } from '../expressions/template';

/** A checked state machine, ready to run. */
export interface Program extends StateGraph {
  /** Seconds an execution may take in all. */
  readonly timeoutSeconds: number | undefined;
}

/** States that transition among themselves: a whole machine, a branch, or a map's processor. */
export interface StateGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type QueryLanguage = 'JSONata' | 'JSONPath';

interface StateBase {
  readonly name: string;
  readonly language: QueryLanguage;
}

/** A state that others may follow. */
interface FlowState extends StateBase {
  /** `undefined` where the state ends its graph. */
  readonly next: string | undefined;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

/** One of a state's retriers, with AWS's defaults filled in. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly hasFullJitter: boolean;
}

/** One of a state's catchers. */
export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

interface FallibleState extends FlowState {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends FlowState {
  readonly type: 'Pass';
  /** The literal `Result` of a JSONPath state. */
  readonly result: Template | undefined;
}

export interface TaskState extends FallibleState {
  readonly type: 'Task';
  readonly resource: TaskResource;
  readonly arguments: Template | undefined;
  readonly credentials: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}

export interface ChoiceRule {
  readonly condition: Template;
  readonly next: string;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

export interface ChoiceState extends StateBase {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
  readonly default: string | undefined;
  /** For the way through `Default` only. */
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

export interface WaitState extends FlowState {
  readonly type: 'Wait';
  readonly seconds: Template | undefined;
  readonly timestamp: Template | undefined;
}

export interface SucceedState extends StateBase {
  readonly type: 'Succeed';
  readonly output: Template | undefined;
}

export interface FailState extends StateBase {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}

export interface ParallelState extends FallibleState {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly StateGraph[];
}

export interface MapState extends FallibleState {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly processor: StateGraph;
  readonly maxConcurrency: Template | undefined;
  readonly toleratedFailureCount: Template | undefined;
  readonly toleratedFailurePercentage: Template | undefined;
}

export type State =
  PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;
