import { type StopExecutionInput, type StopExecutionOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Stops an execution where it stands; one that has ended stays as it is. */
export function stopExecution({ clock, executions }: Stores) {
  return (input: Wire<StopExecutionInput>): Wire<StopExecutionOutput> => {
    const execution = executions.get(required(input.executionArn, 'executionArn'));
    const { error, cause } = input;
    execution.stop({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
    return { stopDate: (execution.record.stopDate ?? clock.now()) / 1000 };
  };
}
