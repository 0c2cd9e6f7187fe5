import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { Account, EmulatedService } from '../service';
import type { ScalableVariants } from '../sagemaker/scenario/autoscaling';
import type { Context } from './context';
import { deregisterScalableTarget } from './operations/deregister-scalable-target';
import { describeScalableTargets } from './operations/describe-scalable-targets';
import { describeScalingPolicies } from './operations/describe-scaling-policies';
import { putScalingPolicy } from './operations/put-scaling-policy';
import { registerScalableTarget } from './operations/register-scalable-target';
import { resourceId, targetOf } from './resource';

export interface AutoScalingProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** Where the variants are that get scaled. */
  readonly variants: ScalableVariants;
}

/** What became of an attempt to scale. */
type ScalingResult = 'scaling' | 'endpoint_busy' | 'suspended' | 'already_so';

/** Application Auto Scaling for SageMaker variants. It scales when a scenario says so, not by metrics. */
export interface AutoScaling {
  readonly service: EmulatedService;
  isScalable(endpoint: string, variant: string): boolean;
  /** Scales a registered variant to `instances`, kept within its limits; the endpoint becomes Updating. */
  scale(endpoint: string, variant: string, instances: number): ScalingResult;
}

export function createAutoScaling({ clock, random, account, variants }: AutoScalingProps): AutoScaling {
  const context: Context = { clock, random, account, variants, targets: new Map(), policies: new Map() };
  return {
    service: {
      operations: {
        DeregisterScalableTarget: deregisterScalableTarget(context),
        DescribeScalableTargets: describeScalableTargets(context),
        DescribeScalingPolicies: describeScalingPolicies(context),
        PutScalingPolicy: putScalingPolicy(context),
        RegisterScalableTarget: registerScalableTarget(context),
      },
    },
    isScalable: (endpoint, variant) => context.targets.has(resourceId(endpoint, variant)),
    scale: (endpoint, variant, instances) => {
      const target = targetOf(context, { id: resourceId(endpoint, variant) });
      const now = variants.desiredInstances(endpoint, variant);
      const wanted = Math.min(target.MaxCapacity, Math.max(target.MinCapacity, instances));
      if (now === undefined || wanted === now) return 'already_so';
      const { DynamicScalingInSuspended, DynamicScalingOutSuspended } = target.SuspendedState;
      if (wanted > now ? DynamicScalingOutSuspended : DynamicScalingInSuspended) return 'suspended';
      return variants.scale(endpoint, variant, wanted) ? 'scaling' : 'endpoint_busy';
    },
  };
}
