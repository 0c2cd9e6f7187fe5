import { type EmitServiceEvent } from '../service';
import { type ExecutionRecord } from './execution';

/** Tells EventBridge of an execution's status, the way Step Functions does: times in milliseconds, payloads as text. */
export function emitStatus(emit: EmitServiceEvent, execution: ExecutionRecord): void {
  const { output, error, cause } = execution;
  emit({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.stateMachineArn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: execution.name,
      status: execution.status,
      startDate: execution.startDate,
      stopDate: execution.stopDate ?? null,
      input: execution.input,
      inputDetails: { included: true },
      output: output ?? null,
      outputDetails: output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redriveDate ?? null,
      redriveStatus: redriveStatus(execution),
      redriveStatusReason: redriveStatusReason(execution) ?? null,
    },
  });
}

/** Whether `RedriveExecution` would take the execution. */
export function redriveStatus({ status }: ExecutionRecord): 'REDRIVABLE' | 'NOT_REDRIVABLE' {
  return status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE';
}

/** Why it would not. */
export function redriveStatusReason({ status }: ExecutionRecord): string | undefined {
  if (status === 'RUNNING') return 'Execution is RUNNING and cannot be redriven';
  return status === 'SUCCEEDED' ? 'Execution is SUCCEEDED and cannot be redriven' : undefined;
}
