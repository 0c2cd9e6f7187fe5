import { type Caller, type ServiceName } from '../../service';
import { type Json } from '../json';

/** What a function threw. */
interface LambdaError {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly trace?: readonly string[];
}

/** How an invocation came out; `payload` is the function's answer as JSON, or as text if it is none. */
export type LambdaResult =
  { readonly payload: unknown } | { readonly error: LambdaError } | { readonly timedOutSeconds: number };

/** How tasks reach the other services; refusals are thrown as `AwsError`. */
export interface ServiceCalls {
  call(service: ServiceName, operation: string, input: unknown, caller: Caller): Promise<unknown>;
  invokeLambda(functionName: string, payload: Json, caller: Caller): Promise<LambdaResult>;
}
