import type { PutEventsRequest, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { isRecord } from '../../records';
import { AwsError, notEmulated, type Wire } from '../../service';

type Entry = Wire<PutEventsRequestEntry>;

/** What an entry becomes. */
interface AcceptedEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** Epoch seconds. */
  readonly time?: number;
  readonly busName?: string;
}

/** Puts an entry on its bus; the answer is the event's id. */
export type AcceptEntry = (entry: AcceptedEntry) => string;

const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;
const MAX_DETAIL_TYPE = 128;

interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** PutEvents: succeeds even if every entry fails. */
export function putEvents(accept: AcceptEntry): (input: Wire<PutEventsRequest>) => unknown {
  return (input) => {
    const entries = input.Entries ?? [];
    if (entries.length === 0 || entries.length > MAX_ENTRIES) {
      const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`;
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '[${entries.map(() => 'PutEventsRequestEntry').join(', ')}]' at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
      );
    }
    if (input.EndpointId !== undefined) {
      throw notEmulated('EventBridge.PutEvents to a global endpoint');
    }
    if (entries.reduce((total, entry) => total + sizeOf(entry), 0) >= MAX_BYTES) {
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = entries.map((entry) => {
      const checked = check(entry);
      return 'ErrorCode' in checked ? checked : { EventId: accept(checked) };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  };
}

function check(entry: Entry): AcceptedEntry | EntryError {
  const { Source: source = '', DetailType: detailType = '', Detail: text = '' } = entry;
  if (source === '') return required('Source');
  if (detailType === '') return required('DetailType');
  if (text === '') return required('Detail');
  if (source.startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: `Not authorized for the source.`,
    };
  }
  if (detailType.length > MAX_DETAIL_TYPE) {
    return invalid('DetailType', `DetailType must not be longer than ${MAX_DETAIL_TYPE} characters`);
  }
  const detail = parseObject(text);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    source,
    detailType,
    detail,
    resources: entry.Resources ?? [],
    ...(entry.Time === undefined ? {} : { time: entry.Time }),
    ...(entry.EventBusName === undefined ? {} : { busName: entry.EventBusName }),
  };
}

function required(parameter: string): EntryError {
  return invalid(parameter, `${parameter} is a required argument.`);
}

function invalid(parameter: string, reason: string): EntryError {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}` };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** 14 bytes for the time, if there is one, and the text of the rest. */
function sizeOf(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text ?? ''), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}
