import type { CallActivity, CallService } from '../calls/call';
import type { Caller } from '../service';
import { answer } from './answer';
import type { WireRequest, WireResponse } from './wire';

/** A `requestHandler` for the clients of the AWS SDK v3 that reaches the emulator instead of the network. */
export interface RequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: WireRequest): Promise<{ readonly response: WireResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * The way of a caller's SDK clients into the emulator.
 *
 * @param activity of the caller: with it, virtual time can pass while a call is on its way.
 */
export function requestHandlerFor(
  emulator: { readonly call: CallService },
  caller: Caller,
  activity?: CallActivity,
): RequestHandler {
  const props = { call: emulator.call, caller, activity };
  let requests = 0;
  return {
    metadata: { handlerProtocol: 'h1' },
    async handle(request) {
      const response = await answer(request, props);
      // Numbered and not random, so that logs of equal rehearsals are equal.
      response.headers['x-amzn-requestid'] = requestId(++requests);
      return { response };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** The id of the n-th request. */
export function requestId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
