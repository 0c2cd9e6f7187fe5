import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { Account } from '../service';
import type { ScalableVariants } from '../sagemaker/scenario/autoscaling';
import type { ScalableTarget, ScalingPolicy } from './types';

/** What every operation works with; targets and policies are kept by resource. */
export interface Context {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  readonly variants: ScalableVariants;
  readonly targets: Map<string, ScalableTarget>;
  readonly policies: Map<string, ScalingPolicy[]>;
}
