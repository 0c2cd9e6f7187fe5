import { notEmulated } from '../service';
import { treeOf } from './query-form';
import { element, escape, xmlOf } from './query-xml';
import { errorNames, serviceByVersion, XML_NAMESPACES } from './services';
import { mapLeaves, shapesOf } from './shapes';
import { header, textBody, type Protocol, type WireCall, type WireResponse } from './wire';

/** Members that are maps of text, in the services whose types are not at hand. */
const MAP_MEMBERS: ReadonlySet<string> = new Set(['Attributes']);

/** Members that are points in time, in the services whose types are not at hand. */
const TIME_MEMBERS: ReadonlySet<string> = new Set([
  'CreationTime',
  'LastUpdatedTime',
  'LastUpdatedTimestamp',
  'Timestamp',
]);

/** The AWS query protocol: a form goes in, XML comes out. */
export const queryProtocol: Protocol = {
  decode(request) {
    if (header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') !== true) return undefined;
    const { Action, Version, ...fields } = treeOf(new URLSearchParams(textBody(request)));
    const operation = String(Action);
    const service = serviceByVersion(String(Version));
    if (service === undefined) throw notEmulated(`version ${String(Version)} of the query protocol`);
    const shapes = shapesOf(service, operation);
    const input = shapes === undefined ? fields : mapLeaves(shapes.input, fields, typed);
    return { service, operation, input };
  },
  encode(call, output) {
    const shapes = shapesOf(call.service, call.operation);
    const body = xmlOf(shapes === undefined ? withDates(output) : mapLeaves(shapes.output, output, dated), (name) =>
      MAP_MEMBERS.has(name),
    );
    const result = element(`${call.operation}Result`, body);
    const metadata = element('ResponseMetadata', element('RequestId', REQUEST_ID));
    return respond(200, element(`${call.operation}Response`, result + metadata, namespaceOf(call)));
  },
  encodeError(call, error) {
    const { query } = errorNames(call.service, error.code);
    const content =
      element('Type', error.status < 500 ? 'Sender' : 'Receiver') +
      element('Code', escape(query)) +
      element('Message', escape(error.message));
    const body = element('Error', content) + element('RequestId', REQUEST_ID);
    return respond(error.status, element('ErrorResponse', body, namespaceOf(call)));
  },
};

/** The body repeats the header's id; nobody reads it. */
const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

type Leaf = Parameters<typeof mapLeaves>[2];

/** Text from a form as the type that the operation expects. */
const typed: Leaf = (schema, value) => {
  if (typeof value !== 'string') return value;
  if (schema.isTimestampSchema()) {
    const seconds = Number(value);
    return Number.isNaN(seconds) ? Date.parse(value) / 1000 : seconds;
  }
  if (schema.isNumericSchema()) return Number(value);
  if (schema.isBooleanSchema()) return value === 'true';
  // An empty list is sent as the list's name with nothing after it.
  return schema.isListSchema() && value === '' ? [] : value;
};

const dated: Leaf = (schema, value) =>
  schema.isTimestampSchema() && typeof value === 'number' ? isoDate(value) : value;

function withDates(value: unknown, name = ''): unknown {
  if (typeof value === 'number' && TIME_MEMBERS.has(name)) return isoDate(value);
  if (Array.isArray(value)) return value.map((item) => withDates(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withDates(entry, key)]));
}

function isoDate(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}

function namespaceOf(call: WireCall): string {
  const namespace = XML_NAMESPACES[call.service];
  return namespace === undefined ? '' : ` xmlns="${namespace}"`;
}

function respond(statusCode: number, body: string): WireResponse {
  return { statusCode, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}
