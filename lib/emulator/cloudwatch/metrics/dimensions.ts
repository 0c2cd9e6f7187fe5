import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { invalidValue } from '../errors';

/** Dimensions as a map; `at` names the list in error messages. */
export function dimensionMap(
  dimensions: readonly Wire<Dimension>[],
  at = 'Dimensions',
): Readonly<Record<string, string>> {
  const map: Record<string, string> = {};
  dimensions.forEach(({ Name, Value }, index) => {
    const member = `${at}.member.${index + 1}`;
    if (Name === undefined || Name === '') throw invalidValue(`The parameter ${member}.Name is required.`);
    if (Value === undefined || Value === '') throw invalidValue(`The parameter ${member}.Value is required.`);
    if (Object.hasOwn(map, Name)) throw invalidValue(`The parameter ${at} has two dimensions named ${Name}.`);
    map[Name] = Value;
  });
  return map;
}

/** Dimensions as the list of the API. */
export function dimensionList(map: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
}
