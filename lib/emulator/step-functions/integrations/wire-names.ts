import { type ServiceName } from '../../service';
import { type Json, type JsonObject, isJsonArray, isJsonObject } from '../json';

/** Services whose API writes member names in camelCase; a state machine writes them in PascalCase all the same. */
const CAMEL_CASE_SERVICES: readonly ServiceName[] = ['StepFunctions'];

const TIME_MEMBER = /(?:Time|Date|Timestamp)$/;

/** Arguments of a task as the service's API wants them. */
export function toWire(service: ServiceName, args: JsonObject): JsonObject {
  return CAMEL_CASE_SERVICES.includes(service) ? renameMembers(args, lowerFirst) : args;
}

/** A service's answer as a state machine sees it: PascalCase, and times in ISO 8601. */
export function fromWire(service: ServiceName, answer: Json): Json {
  if (service === 'DynamoDB') return answer;
  const named = CAMEL_CASE_SERVICES.includes(service) ? renameDeep(answer) : answer;
  return writeTimes(named);
}

function renameMembers(value: JsonObject, rename: (name: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), member]));
}

function renameDeep(value: Json): Json {
  if (isJsonArray(value)) return value.map(renameDeep);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [upperFirst(name), renameDeep(member)]));
}

function writeTimes(value: Json): Json {
  if (isJsonArray(value)) return value.map(writeTimes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isTime = typeof member === 'number' && TIME_MEMBER.test(name);
      return [name, isTime ? new Date(member * 1000).toISOString() : writeTimes(member)];
    }),
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
