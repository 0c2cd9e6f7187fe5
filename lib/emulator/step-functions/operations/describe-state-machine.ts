import { type DescribeStateMachineInput, type DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

export function describeStateMachine({ machines }: Stores) {
  return (input: Wire<DescribeStateMachineInput>): Wire<DescribeStateMachineOutput> => {
    const machine = machines.get(required(input.stateMachineArn, 'stateMachineArn'));
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      definition: machine.definition,
      roleArn: machine.roleArn,
      type: 'STANDARD',
      creationDate: machine.createdAt / 1000,
      revisionId: machine.revisionId,
    };
  };
}
