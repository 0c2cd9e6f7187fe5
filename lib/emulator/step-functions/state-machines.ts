import { type Program } from './definition/program';
import { AwsError } from '../service';

/** A deployed state machine. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** JSON text, as given. */
  readonly definition: string;
  readonly program: Program;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly revisionId: string;
}

/** The state machines of the account. */
export interface StateMachines {
  put(machine: StateMachine): void;
  find(arn: string): StateMachine | undefined;
  /** Throws `StateMachineDoesNotExist`. */
  get(arn: string): StateMachine;
  list(): readonly StateMachine[];
  delete(arn: string): void;
}

export function createStateMachines(): StateMachines {
  const machines = new Map<string, StateMachine>();
  return {
    put: (machine) => void machines.set(machine.arn, machine),
    find: (arn) => machines.get(arn),
    get: (arn) => {
      const machine = machines.get(arn);
      if (machine === undefined) {
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      }
      return machine;
    },
    list: () => [...machines.values()],
    delete: (arn) => void machines.delete(arn),
  };
}
