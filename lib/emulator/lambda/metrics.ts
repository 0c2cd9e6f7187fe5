import type { Datum } from '../service';
import type { EndedInvocation } from './function';

const MINUTE_MS = 60_000;

/** What Lambda publishes for an invocation. */
export function invocationMetrics(ended: EndedInvocation): readonly Datum[] {
  const at = ended.startedAt;
  return [
    datum('Invocations', ended.functionName, at, 1, 'Count'),
    datum('Errors', ended.functionName, at, 'functionError' in ended.result ? 1 : 0, 'Count'),
    datum('Throttles', ended.functionName, at, 0, 'Count'),
    datum('Duration', ended.functionName, at, ended.endedAt - ended.startedAt, 'Milliseconds'),
  ];
}

/** What Lambda publishes for an invocation that it refused. */
export function throttleMetrics(functionName: string, at: number): readonly Datum[] {
  return [datum('Throttles', functionName, at, 1, 'Count')];
}

/** What Lambda publishes for a dead letter that could not be sent. */
export function deadLetterMetrics(functionName: string, at: number): readonly Datum[] {
  return [datum('DeadLetterErrors', functionName, at, 1, 'Count')];
}

function datum(name: string, functionName: string, at: number, value: number, unit: string): Datum {
  return {
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: functionName },
    timestamp: at - (at % MINUTE_MS),
    values: [[value, 1]],
    unit,
  };
}
