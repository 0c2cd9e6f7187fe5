import { AwsError, notEmulated } from '../service';
import { errorNames, serviceByTarget } from './services';
import { header, textBody, type Protocol, type WireCall, type WireResponse } from './wire';

/** AWS JSON 1.0 and 1.1: the operation is in `x-amz-target`, everything else in the body. */
export const jsonProtocol: Protocol = {
  decode(request) {
    const target = header(request, 'x-amz-target');
    if (target === undefined) return undefined;
    const dot = target.indexOf('.');
    const service = serviceByTarget(target.slice(0, dot));
    if (service === undefined) throw notEmulated(`x-amz-target ${target}`);
    return { service, operation: target.slice(dot + 1), input: parse(textBody(request)) };
  },
  encode: (call, output) => respond(call, 200, output ?? {}),
  encodeError(call, error) {
    const { shape, query } = errorNames(call.service, error.code);
    const response = respond(call, error.status, { __type: shape, message: error.message, ...error.fields });
    // The services that once spoke the query protocol still send the code of that time.
    if (call.service === 'CloudWatch' || call.service === 'SQS') {
      response.headers['x-amzn-query-error'] = `${query};${error.status < 500 ? 'Sender' : 'Receiver'}`;
    }
    return response;
  },
};

/** Services that speak version 1.1 of the protocol; the others speak 1.0. */
const JSON_1_1: ReadonlySet<string> = new Set(['SageMaker', 'EventBridge', 'ApplicationAutoScaling']);

function respond(call: WireCall, statusCode: number, body: unknown): WireResponse {
  const version = JSON_1_1.has(call.service) ? '1.1' : '1.0';
  return {
    statusCode,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'the request body is not JSON');
  }
}
