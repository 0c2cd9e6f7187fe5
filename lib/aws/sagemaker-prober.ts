import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { clientSettings, clockOf, type Connection } from './connection';
import { lean } from './lean-client';
import type { Prober } from '../domain/ports';

/** How a sick model answers; anything else (throttling, a missing permission) says nothing about it and is tried again. */
const MODEL_ERRORS = new Set([
  'ModelError',
  'InternalFailure',
  'InternalDependencyException',
  'ServiceUnavailable',
  'ValidationError',
]);

/** A model may take 60 seconds, milliseconds with some room; the client's usual patience is for calls that change something. */
const LONGEST_ANSWER = 65_000;

/** Smoke tests through `TargetVariant`, which reaches a variant whatever its weight. */
export function sageMakerProber(connection: Connection, requestTimeout = LONGEST_ANSWER): Prober {
  const client = lean(new SageMakerRuntimeClient(clientSettings(connection, requestTimeout)), connection);
  const now = clockOf(connection);
  return {
    probe: async (endpoint, variant, { contentType, accept, body }, abortSignal) => {
      const startedAt = now();
      const latency = () => (now() - startedAt) / 1000;
      try {
        const answer = await client.send(
          new InvokeEndpointCommand({
            EndpointName: endpoint,
            TargetVariant: variant,
            ContentType: contentType,
            ...(accept !== undefined && { Accept: accept }),
            Body: new TextEncoder().encode(body),
          }),
          { ...(abortSignal !== undefined && { abortSignal }) },
        );
        return { ok: true, latency: latency(), body: new TextDecoder().decode(answer.Body) };
      } catch (error) {
        if (!(error instanceof Error && MODEL_ERRORS.has(error.name))) throw error;
        return { ok: false, latency: latency(), body: '', error: `${error.name}: ${error.message}` };
      }
    },
  };
}
