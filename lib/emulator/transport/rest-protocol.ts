import { isRecord, plainText } from '../records';
import { bytesBody, header, type Protocol, type WireRequest, type WireResponse } from './wire';

/** A member that travels as a header. */
type HeaderMembers = Readonly<Record<string, string>>;

interface RestOperation {
  readonly service: 'SageMakerRuntime' | 'Lambda';
  readonly operation: string;
  readonly method: string;
  /** The first group is the value of `label`. */
  readonly path: RegExp;
  readonly label: string;
  readonly requestHeaders: HeaderMembers;
  /** The member that is the raw body, in the request and in the answer. */
  readonly payload: string;
  readonly responseHeaders: HeaderMembers;
  /** The member that is the answer's status. */
  readonly statusMember?: string;
}

const OPERATIONS: readonly RestOperation[] = [
  {
    service: 'SageMakerRuntime',
    operation: 'InvokeEndpoint',
    method: 'POST',
    path: /^\/endpoints\/([^/]+)\/invocations$/,
    label: 'EndpointName',
    payload: 'Body',
    requestHeaders: {
      ContentType: 'content-type',
      Accept: 'accept',
      CustomAttributes: 'x-amzn-sagemaker-custom-attributes',
      TargetModel: 'x-amzn-sagemaker-target-model',
      TargetVariant: 'x-amzn-sagemaker-target-variant',
      TargetContainerHostname: 'x-amzn-sagemaker-target-container-hostname',
      InferenceId: 'x-amzn-sagemaker-inference-id',
      EnableExplanations: 'x-amzn-sagemaker-enable-explanations',
      InferenceComponentName: 'x-amzn-sagemaker-inference-component',
      SessionId: 'x-amzn-sagemaker-session-id',
    },
    responseHeaders: {
      ContentType: 'content-type',
      InvokedProductionVariant: 'x-amzn-invoked-production-variant',
      CustomAttributes: 'x-amzn-sagemaker-custom-attributes',
    },
  },
  {
    service: 'Lambda',
    operation: 'Invoke',
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
    label: 'FunctionName',
    payload: 'Payload',
    requestHeaders: { InvocationType: 'x-amz-invocation-type', LogType: 'x-amz-log-type' },
    responseHeaders: { FunctionError: 'x-amz-function-error', ExecutedVersion: 'x-amz-executed-version' },
    statusMember: 'StatusCode',
  },
];

/** The REST operations: the name is in the path, options in headers, and the payload is the raw body. */
export const restProtocol: Protocol = {
  decode(request) {
    for (const operation of OPERATIONS) {
      const label = operation.path.exec(request.path)?.[1];
      if (label === undefined || request.method !== operation.method) continue;
      return { service: operation.service, operation: operation.operation, input: inputOf(operation, label, request) };
    }
    return undefined;
  },
  encode(call, output) {
    const members = isRecord(output) ? output : {};
    const operation = OPERATIONS.find((candidate) => candidate.operation === call.operation);
    if (operation === undefined) throw new TypeError(`not a REST operation: ${call.operation}`);
    const headers: Record<string, string> = {};
    for (const [member, name] of Object.entries(operation.responseHeaders)) {
      const value = members[member];
      if (value !== undefined) headers[name] = plainText(value);
    }
    const status = operation.statusMember === undefined ? 200 : Number(members[operation.statusMember] ?? 200);
    return { statusCode: status, headers, body: payloadOf(members[operation.payload]) };
  },
  encodeError: (_call, error): WireResponse => ({
    statusCode: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: Buffer.from(JSON.stringify({ message: error.message, Message: error.message, ...error.fields })),
  }),
};

function inputOf(operation: RestOperation, label: string, request: WireRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {
    [operation.label]: decodeURIComponent(label),
    [operation.payload]: bytesBody(request),
  };
  for (const [member, name] of Object.entries(operation.requestHeaders)) {
    const value = header(request, name);
    if (value !== undefined) input[member] = value;
  }
  return input;
}

function payloadOf(value: unknown): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array();
  if (typeof value === 'string') return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError('a payload must be text or bytes');
}
