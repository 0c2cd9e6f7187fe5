import {
  type DescribeStateMachineForExecutionInput,
  type DescribeStateMachineForExecutionOutput,
} from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** The state machine as it was when the execution started. */
export function describeStateMachineForExecution({ executions }: Stores) {
  return (input: Wire<DescribeStateMachineForExecutionInput>): Wire<DescribeStateMachineForExecutionOutput> => {
    const { machine } = executions.get(required(input.executionArn, 'executionArn'));
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      definition: machine.definition,
      roleArn: machine.roleArn,
      updateDate: machine.createdAt / 1000,
      revisionId: machine.revisionId,
    };
  };
}
