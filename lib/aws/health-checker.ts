import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  type CheckAnswer,
  type CheckProbe,
  flawOfAnswer,
  type HealthCheck,
  tooLong,
} from '../domain/blueprint/health-checks';
import { isManaged } from '../domain/managed';
import type { CheckSubject, HealthChecker, Network } from '../domain/ports';
import { clientSettings, clockOf, type Connection } from './connection';
import { sageMakerProber } from './sagemaker-prober';

/** Longer than any check may take: a check's own timeout ends it first. */
const REQUEST_TIMEOUT = 31_000;

/** Health checks by way of SageMaker, Lambda and the network. `functions` are patterns of those that may be called. */
export function healthChecker(
  connection: Connection,
  { network, functions }: { readonly network: Network; readonly functions: readonly string[] },
): HealthChecker {
  const prober = sageMakerProber(connection, REQUEST_TIMEOUT);
  const lambda = new LambdaClient(clientSettings(connection, REQUEST_TIMEOUT));
  const now = clockOf(connection);

  const invoke = async (
    { contentType, accept, body, bodyContains }: Extract<CheckProbe, { kind: 'invoke' }>,
    { endpoint, variant }: CheckSubject,
    abortSignal: AbortSignal,
  ): Promise<string | undefined> => {
    const request = { contentType, body, ...(accept !== undefined && { accept }) };
    const answer = await prober.probe(endpoint, variant, request, abortSignal);
    if (!answer.ok) return answer.error ?? 'no answer';
    if (bodyContains === undefined || answer.body.includes(bodyContains)) return undefined;
    return `the answer does not contain ${JSON.stringify(bodyContains)}; it is ${JSON.stringify(answer.body.slice(0, 200))}`;
  };

  const call = async (
    { functionName, payload }: Extract<CheckProbe, { kind: 'lambda' }>,
    subject: CheckSubject,
    abortSignal: AbortSignal,
  ): Promise<string | undefined> => {
    if (!isManaged(functionName.split(':')[0] ?? '', functions))
      return `this stack may not call function ${functionName}`;
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        Payload: new TextEncoder().encode(JSON.stringify({ ...subject, payload })),
      }),
      { abortSignal },
    );
    const text = new TextDecoder().decode(Payload);
    return FunctionError === undefined ? flawOfAnswer(parse(text)) : `the function failed: ${text.slice(0, 300)}`;
  };

  return {
    attempt: async ({ probe, timeoutSeconds }: HealthCheck, subject): Promise<CheckAnswer> => {
      if (probe.kind === 'http' || probe.kind === 'tcp') return network.reach(probe, timeoutSeconds);
      const startedAt = now();
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      const asked = probe.kind === 'invoke' ? invoke(probe, subject, signal) : call(probe, subject, signal);
      // Nothing is thrown: a function that is missing or may not be called is not well, and the sentence says why.
      const flaw = await asked.catch((error: unknown) => (signal.aborted ? tooLong(timeoutSeconds) : describe(error)));
      const seconds = (now() - startedAt) / 1000;
      return flaw === undefined ? { seconds } : { flaw, seconds };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
