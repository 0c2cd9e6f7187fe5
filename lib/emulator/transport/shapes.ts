import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceName } from '../service';
import { isRecord } from '../records';

/** The types of an operation, for the protocols that do not carry them on the wire. */
export interface Shapes {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/**
 * An operation's types, from the SDK's own model. Only CloudWatch needs them: what the other services of these
 * protocols send and get is text.
 */
export function shapesOf(service: ServiceName, operation: string): Shapes | undefined {
  if (service !== 'CloudWatch') return undefined;
  const schema: unknown = Object.entries(cloudWatch).find(([name]) => name === `${operation}$`)?.[1];
  if (!isOperationSchema(schema)) return undefined;
  return { input: NormalizedSchema.of(schema[4]()), output: NormalizedSchema.of(schema[5]()) };
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type OperationSchema = readonly [9, string, string, unknown, () => SchemaRef, () => SchemaRef];

function isOperationSchema(schema: unknown): schema is OperationSchema {
  return Array.isArray(schema) && schema[0] === 9;
}

/** Rebuilds a value along its type, with every leaf replaced. Members the type does not know are left alone. */
export function mapLeaves(
  schema: NormalizedSchema,
  value: unknown,
  leaf: (schema: NormalizedSchema, value: unknown) => unknown,
): unknown {
  if (value === undefined || value === null) return value;
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.map((entry) => mapLeaves(item, entry, leaf));
  }
  if (schema.isMapSchema() && isRecord(value)) {
    const item = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapLeaves(item, entry, leaf)]));
  }
  if (schema.isStructSchema() && isRecord(value)) {
    const members = schema.getMemberSchemas();
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const member = members[key];
        return [key, member === undefined ? entry : mapLeaves(member, entry, leaf)];
      }),
    );
  }
  return leaf(schema, value);
}
