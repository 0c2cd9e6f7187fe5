import type { Connection } from './connection';

/** What we need of a client of the SDK. */
interface Client {
  readonly middlewareStack: { remove(middleware: string): boolean };
}

/**
 * The client without its logger, which filters every input and output for a log that nobody writes: half of the time that a
 * call takes in this process. Where nobody checks signatures, none are made.
 */
export function lean<C extends Client>(client: C, { unsigned = false }: Connection): C {
  client.middlewareStack.remove('loggerMiddleware');
  if (unsigned) client.middlewareStack.remove('httpSigningMiddleware');
  return client;
}
