import { isRecord } from '../records';
import type { Properties } from './resource-type';

/** A property that is text, if it is given. */
export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`${name} must be text, and is ${JSON.stringify(value)}`);
}

/** A property that is a number, if it is given. */
export function numberOf(properties: Properties, name: string): number | undefined {
  const value = properties[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isNaN(number)) throw new TypeError(`${name} must be a number, and is ${JSON.stringify(value)}`);
  return number;
}

/** A property that is an object; an empty one if it is not given. */
export function recordOf(properties: Properties, name: string): Properties {
  const value = properties[name];
  return isRecord(value) ? value : {};
}

/** A property that is a list of objects; an empty one if it is not given. */
export function listOf(properties: Properties, name: string): readonly Properties[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The given properties of these names. */
export function pick(properties: Properties, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/** Throws if there is a property that asks for what the emulator cannot do. */
export function refuse(properties: Properties, type: string, names: readonly string[]): void {
  const found = names.filter((name) => properties[name] !== undefined);
  if (found.length > 0) throw new Error(`not emulated: ${found.join(', ')} of ${type}`);
}
