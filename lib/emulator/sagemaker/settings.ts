/** How long, in virtual seconds, an endpoint stays in each transitional status. */
export interface Dwell {
  readonly createSeconds: number;
  /** A new fleet for a new endpoint config. */
  readonly deploySeconds: number;
  readonly weightsSeconds: number;
  /** A change of instance counts. */
  readonly capacitySeconds: number;
  readonly deleteSeconds: number;
}

type Answer = 'rejected' | 'accepted';
type Presence = 'absent' | 'present';

/** Behaviour of AWS that nobody has written down. The defaults are what hurts a careless client most. */
export interface Switches {
  /** Variants whose weights are all zero. */
  readonly allZeroWeights: Answer;
  /** UpdateEndpointWeightsAndCapacities that changes the instance counts of several variants at once. */
  readonly severalCapacities: Answer;
  /** UpdateEndpointWeightsAndCapacities on an endpoint in UpdateRollbackFailed. */
  readonly weightsInUpdateRollbackFailed: Answer;
  /** UpdateEndpoint to the config that is deployed already. */
  readonly updateToDeployedConfig: Answer;
  /** DesiredInstanceCount 0. */
  readonly zeroInstances: Answer;
  /** FailureReason of an endpoint that SageMaker returned to its old config and InService. */
  readonly failureReasonAfterRollback: Presence;
  /** State change events of an update that changes nothing but weights. */
  readonly weightChangeEvents: Presence;
  /** Invocations data points with the value 0 for a variant that got no requests. */
  readonly zeroInvocationsAtZeroTraffic: Presence;
}

/** How the emulated SageMaker behaves where AWS leaves room. */
export interface SageMakerSettings {
  readonly dwell: Dwell;
  /** For so long after its creation a config is not found by CreateEndpoint and UpdateEndpoint, unless described first. */
  readonly freshConfigSeconds: number;
  /** For so long after an accepted update DescribeEndpoint and ListEndpoints may still show the state before it. */
  readonly describeLagSeconds: number;
  readonly switches: Switches;
}

/** Settings with everything optional, as an embedder gives them. */
export interface SageMakerSettingsInput {
  readonly dwell?: Partial<Dwell>;
  readonly freshConfigSeconds?: number;
  readonly describeLagSeconds?: number;
  readonly switches?: Partial<Switches>;
}

const DWELL: Dwell = {
  createSeconds: 300,
  deploySeconds: 300,
  weightsSeconds: 30,
  capacitySeconds: 180,
  deleteSeconds: 60,
};

const PESSIMISTIC: Switches = {
  allZeroWeights: 'rejected',
  severalCapacities: 'rejected',
  weightsInUpdateRollbackFailed: 'rejected',
  updateToDeployedConfig: 'rejected',
  zeroInstances: 'rejected',
  failureReasonAfterRollback: 'absent',
  weightChangeEvents: 'absent',
  zeroInvocationsAtZeroTraffic: 'absent',
};

/** Fills in the defaults. */
export function withDefaults(input: SageMakerSettingsInput = {}): SageMakerSettings {
  return {
    dwell: { ...DWELL, ...input.dwell },
    freshConfigSeconds: input.freshConfigSeconds ?? 2,
    describeLagSeconds: input.describeLagSeconds ?? 1,
    switches: { ...PESSIMISTIC, ...input.switches },
  };
}
