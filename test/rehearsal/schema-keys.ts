import type { z } from 'zod';

/** The keys of a schema as paths, e.g. `incidents.errorRate`; alternatives count together. */
export function keysOf(schema: z.core.$ZodType, path = ''): Set<string> {
  const { def } = schema._zod as unknown as { readonly def: Readonly<Record<string, unknown>> };
  const inner = (['innerType', 'in', 'element'] as const).flatMap((member) => {
    const found = def[member];
    return isSchema(found) ? [...keysOf(found, path)] : [];
  });
  const options = Array.isArray(def['options'])
    ? def['options'].filter(isSchema).flatMap((option) => [...keysOf(option, path)])
    : [];
  const members = Object.entries((def['shape'] as Readonly<Record<string, unknown>> | undefined) ?? {}).flatMap(
    ([key, member]) => {
      const at = path === '' ? key : `${path}.${key}`;
      return [at, ...(isSchema(member) ? keysOf(member, at) : [])];
    },
  );
  return new Set([...inner, ...options, ...members]);
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}
