import { type Json, type JsonObject } from '../json';

/** What an optimized integration adds to a service's answer about the HTTP exchange. */
export function sdkMetadata(requestId: string, contentType: string): JsonObject {
  const headers: JsonObject = { 'x-amzn-RequestId': requestId, connection: 'keep-alive', 'Content-Type': contentType };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]): [string, Json] => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
