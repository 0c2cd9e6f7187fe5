import { type RedriveExecutionInput, type RedriveExecutionOutput } from '@aws-sdk/client-sfn';
import { AwsError, type Wire } from '../../service';
import { MAX_HISTORY_EVENTS } from '../limits';
import { required } from './input';
import { type Stores } from './operations';

const REDRIVABLE_MILLISECONDS = 14 * 24 * 60 * 60 * 1000;

/** Lets an execution that did not succeed go on from the state that failed. */
export function redriveExecution({ clock, executions }: Stores) {
  return (input: Wire<RedriveExecutionInput>): Wire<RedriveExecutionOutput> => {
    const execution = executions.get(required(input.executionArn, 'executionArn'));
    const { stopDate } = execution.record;
    const isTooOld = stopDate !== undefined && clock.now() - stopDate > REDRIVABLE_MILLISECONDS;
    if (isTooOld || execution.history.events.length >= MAX_HISTORY_EVENTS - 1) {
      throw new AwsError('ExecutionNotRedrivable', `Execution is not redrivable: '${input.executionArn}'`);
    }
    execution.redrive();
    return { redriveDate: clock.now() / 1000 };
  };
}
