import { type UpdateStateMachineInput, type UpdateStateMachineOutput } from '@aws-sdk/client-sfn';
import { AwsError, type Wire, notEmulated } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Changes a state machine for the executions that start from now on. */
export function updateStateMachine({ clock, machines, deploy }: Stores) {
  return (input: Wire<UpdateStateMachineInput>): Wire<UpdateStateMachineOutput> => {
    const machine = machines.get(required(input.stateMachineArn, 'stateMachineArn'));
    if (input.publish === true) throw notEmulated('versions of state machines');
    if (input.definition === undefined && input.roleArn === undefined) {
      throw new AwsError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    const { name, definition, roleArn } = machine;
    deploy({ name, definition: input.definition ?? definition, roleArn: input.roleArn ?? roleArn });
    return { updateDate: clock.now() / 1000, revisionId: machines.get(machine.arn).revisionId };
  };
}
