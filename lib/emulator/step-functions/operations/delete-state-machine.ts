import { type DeleteStateMachineInput, type DeleteStateMachineOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Deletes a state machine; its executions run on. */
export function deleteStateMachine({ machines }: Stores) {
  return (input: Wire<DeleteStateMachineInput>): Wire<DeleteStateMachineOutput> => {
    machines.delete(required(input.stateMachineArn, 'stateMachineArn'));
    return {};
  };
}
