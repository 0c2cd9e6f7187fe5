import type { ListEndpointConfigsInput, ListEndpointConfigsOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { PAGE } from '../constraints';
import type { Context } from '../context';
import { pageOf } from '../listing';

export function listEndpointConfigs(context: Context) {
  return (input: Wire<ListEndpointConfigsInput>): Wire<ListEndpointConfigsOutput> => {
    check(input, { ...PAGE, SortBy: { values: ['Name', 'CreationTime'] } });
    const page = pageOf([...context.store.configs.values()], input);
    return {
      EndpointConfigs: page.items.map(({ name, arn, createdAt }) => ({
        EndpointConfigName: name,
        EndpointConfigArn: arn,
        CreationTime: createdAt / 1000,
      })),
      NextToken: page.nextToken,
    };
  };
}
