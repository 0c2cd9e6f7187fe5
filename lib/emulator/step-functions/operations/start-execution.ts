import { type StartExecutionInput, type StartExecutionOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Starts an execution; the same name and input while it runs give the same execution again. */
export function startExecution({ machines, executions }: Stores) {
  return (input: Wire<StartExecutionInput>): Wire<StartExecutionOutput> => {
    const machine = machines.get(required(input.stateMachineArn, 'stateMachineArn'));
    const { record } = executions.start(machine, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.input === undefined ? {} : { input: input.input }),
    });
    return { executionArn: record.arn, startDate: record.startDate / 1000 };
  };
}
