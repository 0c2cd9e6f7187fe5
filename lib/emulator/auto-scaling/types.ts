/** The members of Application Auto Scaling's API that are emulated, as they travel on the wire. */
export interface ResourceInput {
  readonly ServiceNamespace?: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
}

export interface SuspendedState {
  readonly DynamicScalingInSuspended?: boolean;
  readonly DynamicScalingOutSuspended?: boolean;
  readonly ScheduledScalingSuspended?: boolean;
}

export interface RegisterScalableTargetInput extends ResourceInput {
  readonly MinCapacity?: number;
  readonly MaxCapacity?: number;
  readonly RoleARN?: string;
  readonly SuspendedState?: SuspendedState;
}

interface PageInput {
  readonly ServiceNamespace?: string;
  readonly ScalableDimension?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface DescribeScalableTargetsInput extends PageInput {
  readonly ResourceIds?: readonly string[];
}

export interface ScalableTarget {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly RoleARN: string;
  /** Epoch seconds. */
  readonly CreationTime: number;
  readonly SuspendedState: Required<SuspendedState>;
  readonly ScalableTargetARN: string;
}

export interface PutScalingPolicyInput extends ResourceInput {
  readonly PolicyName?: string;
  readonly PolicyType?: string;
  readonly StepScalingPolicyConfiguration?: object;
  readonly TargetTrackingScalingPolicyConfiguration?: object;
}

export interface DescribeScalingPoliciesInput extends PageInput {
  readonly PolicyNames?: readonly string[];
  readonly ResourceId?: string;
}

export interface ScalingPolicy {
  readonly PolicyARN: string;
  readonly PolicyName: string;
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly PolicyType: string;
  readonly StepScalingPolicyConfiguration?: object;
  readonly TargetTrackingScalingPolicyConfiguration?: object;
  readonly Alarms: readonly never[];
  /** Epoch seconds. */
  readonly CreationTime: number;
}
