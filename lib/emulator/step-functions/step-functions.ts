import { type VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import { type Random } from '../random';
import { type Account, AwsError, type EmitServiceEvent, type EmulatedService } from '../service';
import { parseDefinition } from './definition/parse-definition';
import { type Engine, type ExecutionRecord } from './execution';
import { checkName, createExecutions } from './executions';
import { stepFunctionsFunctions } from './expressions/functions';
import { type HistoryEvent } from './history/event';
import { type ServiceCalls } from './integrations/service-calls';
import { createServiceTasks } from './integrations/service-tasks';
import { type TaskRunner } from './integrations/task-runner';
import { createTaskTokens } from './interpreter/tokens';
import { stepFunctionsOperations } from './operations/operations';
import { createStateMachines } from './state-machines';
import { emitStatus } from './status-event';

export interface StepFunctionsProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** Takes the events of executions to the default bus. */
  readonly emit: EmitServiceEvent;
  /** Carries the calls of tasks to the other services. */
  readonly runner: ServiceCalls;
  /** @default the service integrations of Step Functions, over `runner` */
  readonly tasks?: TaskRunner;
}

export interface DeployProps {
  readonly name: string;
  /** An object or its JSON text. */
  readonly definition: unknown;
  /** @default a role named after the state machine */
  readonly roleArn?: string;
}

/** Step Functions in memory: its API, and what the rest of the emulator asks of it directly. */
export interface StepFunctions extends EmulatedService {
  /** Creates a state machine, or changes it; executions under way keep what they started with. Returns its ARN. */
  deploy(props: DeployProps): string;
  /** Starts an execution; `input` is any JSON value (default `{}`) or, as `inputText`, its text. Returns its ARN. */
  start(stateMachineArn: string, request?: { name?: string; input?: unknown; inputText?: string }): string;
  describe(executionArn: string): ExecutionRecord;
  history(executionArn: string): readonly HistoryEvent[];
  /** All executions, or those of one state machine; most recently started first. */
  executions(stateMachineArn?: string): readonly ExecutionRecord[];
  /** Calls back at the end of every execution. */
  onEnd(listener: (execution: ExecutionRecord) => void): void;
  /** State transitions so far, as AWS bills them. */
  transitions(stateMachineArn: string): number;
}

export function createStepFunctions(props: StepFunctionsProps): StepFunctions {
  const { clock, account, emit } = props;
  const random = props.random.fork('step-functions');
  const transitions = new Map<string, number>();
  const endListeners: ((execution: ExecutionRecord) => void)[] = [];
  const tokens = createTaskTokens(random.fork('tokens'));
  const machines = createStateMachines();
  const engine: Engine = {
    clock,
    random,
    region: account.region,
    evaluator: { clock, functions: stepFunctionsFunctions(clock, random.fork('expressions')) },
    tasks:
      props.tasks ??
      createServiceTasks({
        calls: props.runner,
        random: random.fork('requests'),
        child: (arn) => executions.get(arn).record,
        stopChild: (arn) => {
          executions.get(arn).stop({});
        },
        onChildEnd: (listener) => void endListeners.push(listener),
      }),
    tokens,
    countTransition: (arn) => void transitions.set(arn, (transitions.get(arn) ?? 0) + 1),
    onStatus: (execution) => {
      emitStatus(emit, execution);
      if (execution.status !== 'RUNNING') for (const listener of endListeners) listener(execution);
    },
  };
  const executions = createExecutions(engine, account);
  const { accountId, region, partition = 'aws' } = account;

  const deploy: StepFunctions['deploy'] = ({ name, definition, roleArn }) => {
    checkName(name);
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const arn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}`;
    machines.put({
      arn,
      name,
      roleArn: roleArn ?? `arn:${partition}:iam::${accountId}:role/${name}`,
      definition: text,
      program: parseDefinition(text),
      createdAt: machines.find(arn)?.createdAt ?? clock.now(),
      revisionId: seededUuid(random),
    });
    return arn;
  };

  return {
    operations: stepFunctionsOperations({ clock, machines, executions, tokens, deploy }),
    deploy,
    start: (arn, { name, input, inputText } = {}) => {
      const text = inputText ?? (input === undefined ? undefined : JSON.stringify(input));
      const request = { ...(name === undefined ? {} : { name }), ...(text === undefined ? {} : { input: text }) };
      return executions.start(machines.get(arn), request).record.arn;
    },
    describe: (arn) => executions.get(arn).record,
    history: (arn) => executions.get(arn).history.events,
    executions: (arn) =>
      executions
        .list()
        .map(({ record }) => record)
        .filter((record) => arn === undefined || record.stateMachineArn === arn),
    onEnd: (listener) => void endListeners.push(listener),
    transitions: (arn) => {
      if (machines.find(arn) === undefined && !transitions.has(arn)) {
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      }
      return transitions.get(arn) ?? 0;
    },
  };
}
