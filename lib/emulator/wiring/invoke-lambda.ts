import type { CallService } from '../calls/call';
import { isRecord } from '../records';
import type { LambdaResult, ServiceCalls } from '../step-functions/integrations/service-calls';

/** Lets Step Functions invoke functions the way everybody does, so that its invocations can fail and are counted. */
export function invokeLambda(call: CallService): ServiceCalls['invokeLambda'] {
  return async (functionName, payload, caller) => {
    const input = { FunctionName: functionName, Payload: JSON.stringify(payload) };
    const answer = await call('Lambda', 'Invoke', input, caller);
    if (!isRecord(answer)) throw new TypeError('Lambda answered no object');
    const result: unknown = JSON.parse(String(answer['Payload']));
    return answer['FunctionError'] === undefined ? { payload: result } : { error: errorOf(result) };
  };
}

function errorOf(payload: unknown): Extract<LambdaResult, { error: unknown }>['error'] {
  const { errorType, errorMessage, trace } = isRecord(payload) ? payload : {};
  return {
    ...(typeof errorType === 'string' ? { errorType } : {}),
    ...(typeof errorMessage === 'string' ? { errorMessage } : {}),
    ...(Array.isArray(trace) ? { trace: trace.map(String) } : {}),
  };
}
