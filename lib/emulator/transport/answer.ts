import type { CallActivity, CallService } from '../calls/call';
import { AwsError, notEmulated, type Caller } from '../service';
import { cborProtocol } from './cbor-protocol';
import { jsonProtocol } from './json-protocol';
import { queryProtocol } from './query-protocol';
import { restProtocol } from './rest-protocol';
import type { Protocol, WireCall, WireRequest, WireResponse } from './wire';

/** In the order of how often they come; at most one of them knows a request. */
const PROTOCOLS: readonly Protocol[] = [jsonProtocol, restProtocol, cborProtocol, queryProtocol];

/** Where the calls of a transport go. */
export interface AnswerProps {
  readonly call: CallService;
  readonly caller: Caller;
  readonly activity?: CallActivity | undefined;
}

/**
 * Answers a request, whatever protocol it speaks. Errors of AWS become responses; any other error is a defect of
 * the emulator and is thrown, so that no retry hides it.
 */
export async function answer(request: WireRequest, props: AnswerProps): Promise<WireResponse> {
  const { protocol, call } = decode(request);
  try {
    const output = await props.call(call.service, call.operation, call.input, props.caller, props.activity);
    return protocol.encode(call, output);
  } catch (error) {
    if (error instanceof AwsError) return protocol.encodeError(call, error);
    throw error;
  }
}

function decode(request: WireRequest): { readonly protocol: Protocol; readonly call: WireCall } {
  for (const protocol of PROTOCOLS) {
    const call = protocol.decode(request);
    if (call !== undefined) return { protocol, call };
  }
  throw notEmulated(`${request.method} ${request.path}`);
}
