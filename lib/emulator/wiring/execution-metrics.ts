import type { Datum } from '../service';
import type { ExecutionRecord } from '../step-functions/execution';

const MINUTE_MS = 60_000;

const METRIC_BY_STATUS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** What Step Functions publishes for an execution that has ended. */
export function executionMetrics(execution: ExecutionRecord): readonly Datum[] {
  const { status, startDate, stopDate = startDate } = execution;
  const name = METRIC_BY_STATUS[status];
  if (name === undefined) return [];
  const common = {
    namespace: 'AWS/States',
    dimensions: { StateMachineArn: execution.stateMachineArn },
    timestamp: stopDate - (stopDate % MINUTE_MS),
  };
  return [
    { ...common, name, values: [[1, 1]], unit: 'Count' },
    { ...common, name: 'ExecutionTime', values: [[stopDate - startDate, 1]], unit: 'Milliseconds' },
  ];
}
