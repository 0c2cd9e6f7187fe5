import { type Timer, type VirtualClock } from '../clock';
import { type Random } from '../random';
import { AwsError, notEmulated } from '../service';
import { type Evaluator } from './expressions/expression';
import { type EventDetails, type HistoryEventType } from './history/event';
import { type History, createHistory } from './history/history';
import { type TaskRunner } from './integrations/task-runner';
import { Branch } from './interpreter/branch';
import { type Run } from './interpreter/run';
import { type Position, runGraph } from './interpreter/run-graph';
import { type TaskTokens } from './interpreter/tokens';
import { createTurn } from './interpreter/turn';
import { type Json } from './json';
import { StateError, errorDetails } from './state-error';
import { type StateMachine } from './state-machines';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is known of an execution; times are epoch milliseconds, payloads JSON text. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** What executions run on. */
export interface Engine {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly region: string;
  readonly evaluator: Evaluator;
  readonly tasks: TaskRunner;
  readonly tokens: TaskTokens;
  countTransition(stateMachineArn: string): void;
  /** Told of every change of status. */
  onStatus(execution: ExecutionRecord): void;
}

/** One execution, from its start on. */
export class Execution {
  readonly machine: StateMachine;
  readonly history: History;
  readonly #engine: Engine;
  readonly #input: Json;
  #record: ExecutionRecord;
  #root: Branch | undefined;
  #position: Position;
  #timeout: Timer | undefined;

  constructor(
    engine: Engine,
    machine: StateMachine,
    start: { readonly arn: string; readonly name: string; readonly inputText: string; readonly input: Json },
  ) {
    this.machine = machine;
    this.#engine = engine;
    this.#input = start.input;
    this.history = createHistory(engine.clock);
    this.#position = { stateName: machine.program.startAt, input: start.input };
    this.#record = {
      arn: start.arn,
      name: start.name,
      stateMachineArn: machine.arn,
      status: 'RUNNING',
      startDate: engine.clock.now(),
      input: start.inputText,
      redriveCount: 0,
    };
  }

  get record(): ExecutionRecord {
    return this.#record;
  }

  start(): void {
    this.history.record('ExecutionStarted', 0, {
      input: this.#record.input,
      inputDetails: { truncated: false },
      roleArn: this.machine.roleArn,
    });
    // AWS does not chain the first state to the start of the execution.
    this.#go(0, {});
  }

  /** Ends the execution from outside: nothing in it runs any more, no catcher either. */
  stop(failure: { readonly error?: string; readonly cause?: string }): void {
    if (this.#record.status !== 'RUNNING') return;
    this.#end({ status: 'ABORTED', event: 'ExecutionAborted', previousEventId: 0, details: { ...failure } });
  }

  /** Goes on from the state that failed, with its input and the variables it had. */
  redrive(): void {
    const { record } = this;
    if (record.status === 'RUNNING' || record.status === 'SUCCEEDED') {
      throw new AwsError(
        'ExecutionNotRedrivable',
        `Execution is not redrivable: its status is ${record.status}: '${record.arn}'`,
      );
    }
    const failed = this.machine.program.states.get(this.#position.stateName);
    // AWS would run only the branches that failed again.
    if (failed?.type === 'Map' || failed?.type === 'Parallel') {
      throw notEmulated(`the redrive of state '${failed.name}', which has branches`);
    }
    const redriveCount = record.redriveCount + 1;
    const { stopDate: _stopDate, error: _error, cause: _cause, ...kept } = record;
    this.#record = { ...kept, status: 'RUNNING', redriveCount, redriveDate: this.#engine.clock.now() };
    const previousEventId = this.history.events.length;
    const id = this.history.record('ExecutionRedriven', previousEventId, { redriveCount });
    this.#go(id, this.#root?.variables ?? {});
  }

  #go(lastEventId: number, variables: Branch['variables']): void {
    const { clock } = this.#engine;
    const root = new Branch(this.#run(), { lastEventId, variables });
    this.#root = root;
    const { timeoutSeconds } = this.machine.program;
    if (timeoutSeconds !== undefined) {
      this.#timeout = clock.schedule(clock.now() + timeoutSeconds * 1000, () => {
        const details = { error: 'States.Timeout' };
        this.#end({ status: 'TIMED_OUT', event: 'ExecutionTimedOut', previousEventId: 0, details });
      });
    }
    this.#engine.onStatus(this.#record);
    void this.#perform(root);
  }

  async #perform(root: Branch): Promise<void> {
    await root.run.turn.take();
    try {
      const output = await runGraph(root, this.machine.program, {
        from: this.#position,
        onPosition: (position) => {
          this.#position = position;
        },
      });
      if (!root.isCut) this.#succeed(root, JSON.stringify(output));
    } catch (error) {
      if (!root.isCut) this.#fail(root, error);
    }
    root.run.turn.pass();
  }

  #succeed(root: Branch, output: string): void {
    this.#end({
      status: 'SUCCEEDED',
      event: 'ExecutionSucceeded',
      previousEventId: root.lastEventId,
      details: { output, outputDetails: { truncated: false } },
      outcome: { output },
    });
  }

  #fail(root: Branch, error: unknown): void {
    const outcome = errorDetails(asStateError(error));
    this.#end({
      status: 'FAILED',
      event: 'ExecutionFailed',
      previousEventId: root.lastEventId,
      details: outcome,
      outcome,
    });
  }

  #end({
    status,
    event,
    previousEventId,
    details,
    outcome = status === 'ABORTED' ? details : {},
  }: {
    readonly status: ExecutionStatus;
    readonly event: HistoryEventType;
    readonly previousEventId: number;
    readonly details: EventDetails;
    readonly outcome?: { readonly output?: string; readonly error?: string; readonly cause?: string };
  }): void {
    this.#timeout?.cancel();
    this.#root?.cut();
    this.history.close(event, previousEventId, details);
    this.#record = { ...this.#record, ...outcome, status, stopDate: this.#engine.clock.now() };
    this.#engine.onStatus(this.#record);
  }

  #run(): Run {
    const { machine, history } = this;
    const engine = this.#engine;
    const { arn, name, startDate, redriveCount } = this.#record;
    return {
      program: machine.program,
      identity: {
        executionArn: arn,
        executionName: name,
        stateMachineArn: machine.arn,
        stateMachineName: machine.name,
        roleArn: machine.roleArn,
        startedAt: startDate,
        redriveCount,
      },
      input: this.#input,
      region: engine.region,
      clock: engine.clock,
      random: engine.random.fork(`${arn}#${redriveCount}`),
      evaluator: engine.evaluator,
      tasks: engine.tasks,
      tokens: engine.tokens,
      history,
      turn: createTurn(),
      countTransition: () => {
        engine.countTransition(machine.arn);
      },
    };
  }
}

/** Something the emulator lacks, or a mistake in it, ends the execution under its own name: no catcher hides it. */
function asStateError(error: unknown): StateError {
  if (error instanceof StateError) return error;
  if (error instanceof AwsError) return new StateError(error.code, error.message, { reach: 'fatal' });
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StateError('States.Runtime', cause, { reach: 'fatal' });
}
