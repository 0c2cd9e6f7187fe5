import { type CreateStateMachineInput, type CreateStateMachineOutput } from '@aws-sdk/client-sfn';
import { AwsError, type Wire, notEmulated } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Creates a state machine; again with the same content is no error. */
export function createStateMachine({ machines, deploy }: Stores) {
  return (input: Wire<CreateStateMachineInput>): Wire<CreateStateMachineOutput> => {
    const name = required(input.name, 'name');
    const definition = required(input.definition, 'definition');
    const roleArn = required(input.roleArn, 'roleArn');
    if (input.type === 'EXPRESS') throw notEmulated('express state machines');
    if (input.publish === true) throw notEmulated('versions of state machines');
    const existing = machines.list().find((machine) => machine.name === name);
    if (existing !== undefined && (existing.definition !== definition || existing.roleArn !== roleArn)) {
      throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
    }
    const stateMachineArn = existing?.arn ?? deploy({ name, definition, roleArn });
    return { stateMachineArn, creationDate: machines.get(stateMachineArn).createdAt / 1000 };
  };
}
