import type { ListEndpointsInput, ListEndpointsOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { ENDPOINT_STATUSES, PAGE } from '../constraints';
import type { Context } from '../context';
import { pageOf } from '../listing';
import type { Endpoint } from '../state';

export function listEndpoints(context: Context) {
  return (input: Wire<ListEndpointsInput>): Wire<ListEndpointsOutput> => {
    check(input, {
      ...PAGE,
      SortBy: { values: ['Name', 'CreationTime', 'Status'] },
      StatusEquals: { values: ENDPOINT_STATUSES },
    });
    const shown = [...context.store.endpoints.values()].map((endpoint) => ({
      name: endpoint.name,
      arn: endpoint.arn,
      createdAt: endpoint.createdAt,
      ...shownNow(context, endpoint),
    }));
    const page = pageOf(shown, input);
    return {
      Endpoints: page.items.map(({ name, arn, createdAt, modifiedAt, status }) => ({
        EndpointName: name,
        EndpointArn: arn,
        CreationTime: createdAt / 1000,
        LastModifiedTime: modifiedAt / 1000,
        EndpointStatus: status,
      })),
      NextToken: page.nextToken,
    };
  };
}

/** Lists lag behind an update as DescribeEndpoint does. */
function shownNow({ clock }: Context, { lag, status, modifiedAt }: Endpoint) {
  if (lag === undefined || clock.now() >= lag.until) return { status, modifiedAt };
  return {
    status: lag.view.EndpointStatus ?? status,
    modifiedAt: (lag.view.LastModifiedTime ?? modifiedAt / 1000) * 1000,
  };
}
