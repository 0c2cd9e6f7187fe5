import type { DescribeEndpointConfigInput, DescribeEndpointConfigOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { NAME } from '../constraints';
import type { Context } from '../context';
import { configNamed } from '../lookup';

/** Shows the config as created, never what is live; from then on the other operations find it. */
export function describeEndpointConfig(context: Context) {
  return (input: Wire<DescribeEndpointConfigInput>): Wire<DescribeEndpointConfigOutput> => {
    check(input, { EndpointConfigName: NAME });
    const config = configNamed(context, input.EndpointConfigName);
    config.visibleAt = Math.min(config.visibleAt, context.clock.now());
    return {
      ...structuredClone(config.definition),
      EndpointConfigArn: config.arn,
      CreationTime: config.createdAt / 1000,
    };
  };
}
