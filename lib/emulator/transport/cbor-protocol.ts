import { cbor, tag, tagSymbol } from '@smithy/core/cbor';
import { isRecord } from '../records';
import { notEmulated } from '../service';
import { errorNames, serviceByTarget } from './services';
import { mapLeaves, shapesOf } from './shapes';
import { bytesBody, header, type Protocol, type WireCall, type WireResponse } from './wire';

const PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

/** The tag of a point in time: epoch seconds. */
const EPOCH_TAG = 1;

/** Smithy RPC v2 CBOR, which botocore prefers for CloudWatch. */
export const cborProtocol: Protocol = {
  decode(request) {
    if (header(request, 'smithy-protocol') !== 'rpc-v2-cbor') return undefined;
    const [, target = '', operation = ''] = PATH.exec(request.path) ?? [];
    const service = serviceByTarget(target);
    if (service === undefined) throw notEmulated(request.path);
    const body = bytesBody(request);
    return { service, operation, input: body.length === 0 ? {} : untagged(cbor.deserialize(body)) };
  },
  encode: (call, output) => respond(200, timed(call, output ?? {})),
  encodeError(call, error) {
    const { shape, query } = errorNames(call.service, error.code);
    const response = respond(error.status, { __type: shape, message: error.message, ...error.fields });
    response.headers['x-amzn-query-error'] = `${query};${error.status < 500 ? 'Sender' : 'Receiver'}`;
    return response;
  },
};

/** Points in time as plain epoch seconds. */
function untagged(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(untagged);
  if (!isRecord(value) || ArrayBuffer.isView(value)) return value;
  if (tagSymbol in value && Number(value['tag']) === EPOCH_TAG) return Number(value['value']);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, untagged(entry)]));
}

function timed(call: WireCall, output: unknown): unknown {
  const shapes = shapesOf(call.service, call.operation);
  if (shapes === undefined) return output;
  return mapLeaves(shapes.output, output, (schema, value) =>
    schema.isTimestampSchema() && typeof value === 'number' ? tag({ tag: EPOCH_TAG, value }) : value,
  );
}

function respond(statusCode: number, body: unknown): WireResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    // The serializer hands out a view of a buffer that it uses again.
    body: new Uint8Array(cbor.serialize(body)),
  };
}
