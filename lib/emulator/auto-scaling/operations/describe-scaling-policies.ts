import { check } from '../../sagemaker/check';
import type { Context } from '../context';
import { pageOf } from '../paging';
import { PAGE, requireEmulated } from '../resource';
import type { DescribeScalingPoliciesInput, ScalingPolicy } from '../types';

export function describeScalingPolicies(context: Context) {
  return (input: DescribeScalingPoliciesInput): { ScalingPolicies: readonly ScalingPolicy[]; NextToken?: string } => {
    check(input, PAGE);
    requireEmulated(input);
    const names = input.PolicyNames === undefined ? undefined : new Set(input.PolicyNames);
    const found = [...context.policies.values()]
      .flat()
      .filter(
        ({ PolicyName, ResourceId }) =>
          (names?.has(PolicyName) ?? true) && (input.ResourceId === undefined || ResourceId === input.ResourceId),
      );
    const { items, ...rest } = pageOf(found, input);
    return { ScalingPolicies: items, ...rest };
  };
}
