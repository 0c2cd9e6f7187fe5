import { gunzipSync } from 'node:zlib';
import type { AwsError, ServiceName } from '../service';

/** A request as the SDK's serializers make it, and as an HTTP server reads it. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** The SDK gives names as it likes, a server gives them in lower case: read them through `header`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text or bytes; nothing for an empty body. */
  readonly body?: unknown;
}

/** An answer; the body is in one piece, so that no stream is involved. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What a request asks for. */
export interface WireCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
}

/** One way to put a call into a request and its answer into a response. */
export interface Protocol {
  /** The call, or `undefined` if the request does not speak this protocol. */
  decode(request: WireRequest): WireCall | undefined;
  encode(call: WireCall, output: unknown): WireResponse;
  encodeError(call: WireCall, error: AwsError): WireResponse;
}

/** A request's header, whatever its case. */
export function header(request: WireRequest, name: string): string | undefined {
  const direct = request.headers[name];
  if (direct !== undefined) return direct;
  for (const key of Object.keys(request.headers)) {
    if (key.length === name.length && key.toLowerCase() === name) return request.headers[key];
  }
  return undefined;
}

/** A request's body as text. */
export function textBody(request: WireRequest): string {
  if (typeof request.body === 'string') return request.body;
  const bytes = bytesBody(request);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** A request's body as bytes. Clients compress large metric data. */
export function bytesBody(request: WireRequest): Uint8Array {
  const { body } = request;
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (!ArrayBuffer.isView(body)) throw new TypeError('a request body must be text or bytes');
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return header(request, 'content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes;
}
