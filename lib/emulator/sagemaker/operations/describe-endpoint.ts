import type { DescribeEndpointInput, DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { NAME } from '../constraints';
import type { Context } from '../context';
import { endpointNamed } from '../lookup';
import { viewOf } from '../view';

export function describeEndpoint(context: Context) {
  return (input: Wire<DescribeEndpointInput>): Wire<DescribeEndpointOutput> => {
    check(input, { EndpointName: NAME });
    return viewOf(context, endpointNamed(context, input.EndpointName));
  };
}
