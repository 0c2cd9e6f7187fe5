import { check } from '../../sagemaker/check';
import type { Context } from '../context';
import { pageOf } from '../paging';
import { PAGE, requireEmulated } from '../resource';
import type { DescribeScalableTargetsInput, ScalableTarget } from '../types';

/** Resources that are not registered are just absent. */
export function describeScalableTargets(context: Context) {
  return (input: DescribeScalableTargetsInput): { ScalableTargets: readonly ScalableTarget[]; NextToken?: string } => {
    check(input, { ...PAGE, ResourceIds: { max: 50 } });
    requireEmulated(input);
    const wanted = input.ResourceIds === undefined ? undefined : new Set(input.ResourceIds);
    const found = [...context.targets.values()].filter(({ ResourceId }) => wanted?.has(ResourceId) ?? true);
    const { items, ...rest } = pageOf(found, input);
    return { ScalableTargets: items, ...rest };
  };
}
