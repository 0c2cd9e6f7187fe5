import { type HistoryEvent } from '../../lib/emulator/step-functions/history/event';
import { parseJson } from '../../lib/emulator/step-functions/json';
import { type Case, type CaseEvent } from './cases';
import { firstDifference } from './compare';

const PAYLOADS = ['input', 'output', 'parameters'];
const NOT_RECORDED = ['name', 'inputDetails', 'outputDetails', 'assignedVariablesDetails'];

/** An event in the form of the recordings: payloads parsed, the state's name beside the type. */
export function toRecordedForm(event: HistoryEvent): CaseEvent {
  const { id, previousEventId, type, details = {} } = event;
  const members = Object.entries(details)
    .filter(([member]) => !NOT_RECORDED.includes(member))
    .map(([member, value]) => [member, readMember(member, value)]);
  const name = details['name'] ?? details['state'];
  return {
    id,
    previousEventId,
    type,
    ...(typeof name === 'string' ? { name } : {}),
    ...(members.length === 0 ? {} : { details: Object.fromEntries(members) }),
  };
}

function readMember(member: string, value: unknown): unknown {
  if (PAYLOADS.includes(member)) return parseJson(String(value));
  if (member !== 'assignedVariables' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, parseJson(String(text))]));
}

/** What is wrong with the events of an execution; `undefined` if they are those of the recording. */
export function eventsProblem(recorded: Case, actual: readonly CaseEvent[]): string | undefined {
  if (recorded.eventOrder !== 'total') return unorderedProblem(recorded, actual);
  for (const [index, event] of recorded.events.entries()) {
    const other = actual[index];
    if (other === undefined) return `event ${index + 1} (${event.type}) is missing`;
    const problem = eventProblem(recorded, { index, event, actual: other });
    if (problem !== undefined) return problem;
  }
  const surplus = actual[recorded.events.length];
  return surplus === undefined ? undefined : `there is an event too many: ${JSON.stringify(surplus).slice(0, 200)}`;
}

/** Branches interleave differently from run to run: only what happened is compared, and what each event follows. */
function unorderedProblem(recorded: Case, actual: readonly CaseEvent[]): string | undefined {
  const hasIds = recorded.eventOrder === 'recorded-interleaving';
  const left = [...actual];
  for (const [index, event] of recorded.events.entries()) {
    const match = left.findIndex((other) => {
      const unplaced = { ...other, id: event.id, previousEventId: event.previousEventId };
      if (eventProblem(recorded, { index, event, actual: unplaced }) !== undefined) return false;
      return !hasIds || predecessor(event, recorded.events) === predecessor(other, actual);
    });
    if (match === -1) return `event ${index + 1} (${event.type} ${event.name ?? ''}) is missing or differs`;
    left.splice(match, 1);
  }
  if (left.length === (recorded.eventsMissing ?? 0)) return undefined;
  return `there are ${left.length} events too many: ${left.map(({ type }) => type).join(', ')}`;
}

function predecessor(event: CaseEvent, events: readonly CaseEvent[]): string {
  const previous = events.find(({ id }) => id === event.previousEventId);
  return `${previous?.type ?? ''} ${previous?.name ?? ''}`;
}

function eventProblem(
  recorded: Case,
  { index, event, actual }: { readonly index: number; readonly event: CaseEvent; readonly actual: CaseEvent },
): string | undefined {
  const difference = firstDifference(event, withParsedCause(event, actual), {
    pointer: `/events/${index}`,
    wildcards: new Set(recorded.wildcards.engine),
  });
  if (difference === undefined) return undefined;
  const { pointer, expected } = difference;
  return `${pointer}: expected ${show(expected)}, got ${show(difference.actual)}`;
}

/** A cause that is JSON is recorded as what it says. */
function withParsedCause(event: CaseEvent, actual: CaseEvent): CaseEvent {
  const cause = actual.details?.['cause'];
  if (typeof event.details?.['cause'] !== 'object' || typeof cause !== 'string') return actual;
  return { ...actual, details: { ...actual.details, cause: parseJson(cause) } };
}

export function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
