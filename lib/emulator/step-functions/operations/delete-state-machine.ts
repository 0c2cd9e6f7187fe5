import { type DeleteStateMachineInput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Deletes a state machine; its executions run on. */
export function deleteStateMachine({ machines }: Stores) {
  return (input: Wire<DeleteStateMachineInput>) => {
    machines.delete(required(input.stateMachineArn, 'stateMachineArn'));
    return {};
  };
}
