import { type ListExecutionsInput, type ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { type Wire, notEmulated } from '../../service';
import { page, required } from './input';
import { type Stores } from './operations';

/** The executions of a state machine, most recently started first. */
export function listExecutions({ machines, executions }: Stores) {
  return (input: Wire<ListExecutionsInput>): Wire<ListExecutionsOutput> => {
    if (input.mapRunArn !== undefined) throw notEmulated('map runs');
    const { arn } = machines.get(required(input.stateMachineArn, 'stateMachineArn'));
    const matching = executions
      .list()
      .map(({ record }) => record)
      .filter((record) => record.stateMachineArn === arn)
      .filter((record) => input.statusFilter === undefined || record.status === input.statusFilter)
      .filter((record) => input.redriveFilter === undefined || isRedriven(record.redriveCount, input.redriveFilter));
    const { maxResults, nextToken } = input;
    const listed = page(matching, { maxResults, nextToken }, { defaultSize: 100, maxSize: 1000 });
    return {
      executions: listed.items.map((record) => ({
        executionArn: record.arn,
        stateMachineArn: record.stateMachineArn,
        name: record.name,
        status: record.status,
        startDate: record.startDate / 1000,
        ...(record.stopDate === undefined ? {} : { stopDate: record.stopDate / 1000 }),
        redriveCount: record.redriveCount,
        ...(record.redriveDate === undefined ? {} : { redriveDate: record.redriveDate / 1000 }),
      })),
      nextToken: listed.nextToken,
    };
  };
}

function isRedriven(redriveCount: number, filter: string): boolean {
  return (filter === 'REDRIVEN') === redriveCount > 0;
}
