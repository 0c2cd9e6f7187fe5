import type { ListModelsInput, ListModelsOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { PAGE } from '../constraints';
import type { Context } from '../context';
import { pageOf } from '../listing';

export function listModels(context: Context) {
  return (input: Wire<ListModelsInput>): Wire<ListModelsOutput> => {
    check(input, { ...PAGE, SortBy: { values: ['Name', 'CreationTime'] } });
    const page = pageOf([...context.store.models.values()], input);
    return {
      Models: page.items.map(({ name, arn, createdAt }) => ({
        ModelName: name,
        ModelArn: arn,
        CreationTime: createdAt / 1000,
      })),
      NextToken: page.nextToken,
    };
  };
}
