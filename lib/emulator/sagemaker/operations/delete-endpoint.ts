import type { DeleteEndpointInput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { NAME } from '../constraints';
import type { Context } from '../context';
import { inProgress } from '../errors';
import { startDeletion } from '../lifecycle/delete';
import { endpointNamed } from '../lookup';
import { isBusy } from '../state';

export function deleteEndpoint(context: Context) {
  return (input: Wire<DeleteEndpointInput>): Record<string, never> => {
    check(input, { EndpointName: NAME });
    const endpoint = endpointNamed(context, input.EndpointName);
    if (isBusy(endpoint)) throw inProgress(endpoint.arn);
    startDeletion(context, endpoint);
    return {};
  };
}
