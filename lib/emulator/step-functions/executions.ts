import { AwsError } from '../service';
import { seededUuid } from '../ids';
import { type Account } from '../service';
import { type Engine, Execution } from './execution';
import { type Json, parseJson, utf8Bytes } from './json';
import { MAX_NAME_LENGTH, MAX_PAYLOAD_BYTES } from './limits';
import { type StateMachine } from './state-machines';

/** How long the name of an ended execution stays taken. */
const NAME_RETENTION_MILLISECONDS = 90 * 24 * 60 * 60 * 1000;

/** White space, control characters and these signs are refused in names. */
const BAD_NAME = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

/** The executions of the account. */
export interface Executions {
  start(machine: StateMachine, request: { readonly name?: string; readonly input?: string }): Execution;
  find(arn: string): Execution | undefined;
  /** Throws `ExecutionDoesNotExist`. */
  get(arn: string): Execution;
  /** Most recently started first. */
  list(): readonly Execution[];
}

export function createExecutions(engine: Engine, account: Account): Executions {
  const executions = new Map<string, Execution>();
  const { clock, random } = engine;
  const names = random.fork('names');
  return {
    start: (machine, { name = seededUuid(names), input: inputText = '{}' }) => {
      checkName(name);
      const input = readInput(inputText);
      const arn = executionArn(account, machine.name, name);
      const existing = executions.get(arn);
      if (existing !== undefined && isTaken(existing, clock.now())) {
        const { status, input: earlier } = existing.record;
        if (status === 'RUNNING' && earlier === inputText) return existing;
        throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      const execution = new Execution(engine, machine, { arn, name, inputText, input });
      // Re-inserted, so that a reused name counts as started now.
      executions.delete(arn);
      executions.set(arn, execution);
      execution.start();
      return execution;
    },
    find: (arn) => executions.get(arn),
    get: (arn) => {
      const execution = executions.get(arn);
      if (execution === undefined) {
        throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
      }
      return execution;
    },
    list: () => [...executions.values()].toReversed(),
  };
}

/** Refuses a name that Step Functions would not take. */
export function checkName(name: string): void {
  if (name.length === 0 || name.length > MAX_NAME_LENGTH || BAD_NAME.test(name)) {
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  }
}

function readInput(text: string): Json {
  if (utf8Bytes(text) > MAX_PAYLOAD_BYTES) {
    const message = `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_PAYLOAD_BYTES}`;
    throw new AwsError('ValidationException', message);
  }
  const input = parseJson(text);
  if (input === undefined) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${text.slice(0, 100)}'`);
  }
  return input;
}

function isTaken(execution: Execution, now: number): boolean {
  const { stopDate } = execution.record;
  return stopDate === undefined || now - stopDate < NAME_RETENTION_MILLISECONDS;
}

function executionArn({ accountId, region, partition = 'aws' }: Account, machineName: string, name: string): string {
  return `arn:${partition}:states:${region}:${accountId}:execution:${machineName}:${name}`;
}
