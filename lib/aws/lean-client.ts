import type { Connection } from './connection';

/** What we need of a client of the SDK. */
interface Client {
  readonly middlewareStack: { remove(middleware: string): boolean };
}

/** What serves AWS and not the caller: signatures, and headers that tell who calls. */
const FOR_AWS_ONLY = [
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  // In a rehearsal every call has one attempt: this only numbers it.
  'retryMiddleware',
];

/**
 * The client without its logger, which filters every input and output for a log that nobody writes: half of the time that a
 * call takes in this process. Where nobody checks who calls, nothing is sent to prove it.
 */
export function lean<C extends Client>(client: C, { unsigned = false }: Connection): C {
  client.middlewareStack.remove('loggerMiddleware');
  if (unsigned) for (const middleware of FOR_AWS_ONLY) client.middlewareStack.remove(middleware);
  return client;
}
