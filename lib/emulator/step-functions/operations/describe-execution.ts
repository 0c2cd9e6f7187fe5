import { type DescribeExecutionInput, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { redriveStatus, redriveStatusReason } from '../status-event';
import { required } from './input';
import { type Stores } from './operations';

export function describeExecution({ executions }: Stores) {
  return (request: Wire<DescribeExecutionInput>): Wire<DescribeExecutionOutput> => {
    const { record } = executions.get(required(request.executionArn, 'executionArn'));
    const { stopDate, output, error, cause, redriveDate } = record;
    const reason = redriveStatusReason(record);
    return {
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: record.startDate / 1000,
      ...(stopDate === undefined ? {} : { stopDate: stopDate / 1000 }),
      ...(request.includedData === 'METADATA_ONLY'
        ? {}
        : {
            input: record.input,
            inputDetails: { included: true },
            ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
          }),
      redriveCount: record.redriveCount,
      ...(redriveDate === undefined ? {} : { redriveDate: redriveDate / 1000 }),
      redriveStatus: redriveStatus(record),
      ...(reason === undefined ? {} : { redriveStatusReason: reason }),
    };
  };
}
