/** How an update that was accepted goes wrong. */
type UpdateFault =
  /** Back to the old config and `InService`, as a guardrail or a failed health check does. */
  | 'rolled_back'
  /** A mix of both configs keeps serving. */
  | 'update_rollback_failed'
  | 'failed'
  /** No instances to be had; back to the old config, or `Failed` if `endsIn` says so. */
  | 'capacity';

export interface ScriptedUpdateFault {
  readonly kind: UpdateFault;
  /** FailureReason. @default the text AWS gives for this kind */
  readonly reason?: string;
  /** Only for `capacity`. @default 'InService' */
  readonly endsIn?: 'InService' | 'Failed';
}

/** Scripted failures, each used up by one update. */
export interface Faults {
  addUpdateFault(endpoint: string, fault: ScriptedUpdateFault): void;
  takeUpdateFault(endpoint: string): ScriptedUpdateFault | undefined;
  addWeightsFault(endpoint: string): void;
  takeWeightsFault(endpoint: string): boolean;
}

export function createFaults(): Faults {
  const updates = new Map<string, ScriptedUpdateFault[]>();
  const weights = new Map<string, number>();
  return {
    addUpdateFault: (endpoint, fault) => {
      updates.set(endpoint, [...(updates.get(endpoint) ?? []), fault]);
    },
    takeUpdateFault: (endpoint) => updates.get(endpoint)?.shift(),
    addWeightsFault: (endpoint) => {
      weights.set(endpoint, (weights.get(endpoint) ?? 0) + 1);
    },
    takeWeightsFault: (endpoint) => {
      const left = weights.get(endpoint) ?? 0;
      if (left > 0) weights.set(endpoint, left - 1);
      return left > 0;
    },
  };
}

const PING =
  'The primary container for production variant %s did not pass the ping health check. ' +
  'Please check CloudWatch logs for this endpoint.';

const REASONS: Record<UpdateFault, string> = {
  rolled_back: PING,
  update_rollback_failed: PING,
  failed: PING,
  capacity:
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. ' +
    'Please retry using a different ML instance type or after some time.',
};

export function failureReason(fault: ScriptedUpdateFault, variant: string): string {
  return fault.reason ?? REASONS[fault.kind].replace('%s', variant);
}
