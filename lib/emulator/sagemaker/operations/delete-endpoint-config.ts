import type { DeleteEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { NAME } from '../constraints';
import type { Context } from '../context';
import { configNamed } from '../lookup';

/** Does not protect a config that an endpoint uses; nor does AWS. */
export function deleteEndpointConfig(context: Context) {
  return (input: Wire<DeleteEndpointConfigInput>): Record<string, never> => {
    check(input, { EndpointConfigName: NAME });
    const { name, arn } = configNamed(context, input.EndpointConfigName);
    context.store.configs.delete(name);
    context.store.tags.delete(arn);
    return {};
  };
}
