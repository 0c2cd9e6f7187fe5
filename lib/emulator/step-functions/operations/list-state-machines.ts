import { type ListStateMachinesInput, type ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { page } from './input';
import { type Stores } from './operations';

export function listStateMachines({ machines }: Stores) {
  return ({ maxResults, nextToken }: Wire<ListStateMachinesInput>): Wire<ListStateMachinesOutput> => {
    const all = machines.list().toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const listed = page(all, { maxResults, nextToken }, { defaultSize: 100, maxSize: 1000 });
    return {
      stateMachines: listed.items.map((machine) => ({
        stateMachineArn: machine.arn,
        name: machine.name,
        type: 'STANDARD',
        creationDate: machine.createdAt / 1000,
      })),
      nextToken: listed.nextToken,
    };
  };
}
