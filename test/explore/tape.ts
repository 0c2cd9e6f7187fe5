import type { Interceptor } from '../../lib/emulator/calls/call';
import type { VirtualClock } from '../../lib/emulator/clock';
import type { LambdaHandler, LoadFunction } from '../../lib/emulator/lambda/function';
import type { RequestHandler } from '../../lib/emulator/transport/request-handler';
import { HANDLERS } from '../../lib/rehearsal/handlers';
import { READS } from './world';

type Request = Parameters<RequestHandler['handle']>[0];

/** One invocation, as far as anybody outside its function can tell; times are epoch milliseconds. */
interface Visit {
  /** Each request, when it was sent, and for how long its answer took, milliseconds. */
  readonly requests: { readonly at: number; readonly request: Request; took: number }[];
  /** `undefined` until it has ended. */
  end?: { readonly at: number; readonly result: unknown } | { readonly at: number; readonly error: unknown };
}

/** What the functions of a run did. */
export interface Tape {
  /** When its release began, epoch milliseconds. */
  readonly startedAt: number;
  /** Their invocations in order, by construct id. */
  readonly visits: ReadonlyMap<string, readonly Visit[]>;
}

/** Handlers that take the place of the real ones, by construct id. */
export type Handlers = Readonly<Record<string, LoadFunction>>;

/** What it asks reaches more than the emulator's services. */
const UNHEARD = 'RunHealthChecks';
const TAPED = Object.entries(HANDLERS).filter(([id]) => id !== UNHEARD);

/** A new config can be deployed at once where it has been read. */
const SHOWS = 'DescribeEndpointConfig';

/** The real handlers, and what they have done by now. */
export function recording(): { readonly handlers: Handlers; readonly visits: Tape['visits'] } {
  const visits = new Map<string, Visit[]>();
  const record = (load: LoadFunction, own: Visit[]): LoadFunction => {
    return async (environment, requestHandler, clock) => {
      // A container has one invocation at a time.
      let visit: Visit = { requests: [] };
      const handler = await load(
        environment,
        heard(requestHandler, clock, () => visit),
        clock,
      );
      return async (event, context) => {
        const current: Visit = { requests: [] };
        visit = current;
        own.push(current);
        try {
          const result = await handler(event, context);
          current.end = { at: clock.now(), result };
          return result;
        } catch (error) {
          current.end = { at: clock.now(), error };
          throw error;
        }
      };
    };
  };
  const handlers = Object.fromEntries(
    TAPED.map(([id, load]) => {
      const own: Visit[] = [];
      visits.set(id, own);
      return [id, record(load, own)];
    }),
  );
  return { handlers, visits };
}

function heard(requestHandler: RequestHandler, clock: VirtualClock, current: () => Visit): RequestHandler {
  return {
    ...requestHandler,
    handle: async (request) => {
      const at = clock.now();
      const { method, path, headers, body } = request;
      // Bytes are those of a buffer that the client uses again.
      const sent = {
        at,
        request: {
          method,
          path,
          headers: { ...headers },
          body: body instanceof Uint8Array ? new Uint8Array(body) : body,
        },
        took: 0,
      };
      current().requests.push(sent);
      try {
        return await requestHandler.handle(request);
      } finally {
        sent.took = clock.now() - at;
      }
    },
  };
}

interface Replay {
  readonly handlers: Handlers;
  /** To be the last to see a call: what only reads need not be read, it lets its time pass. */
  readonly skip: Interceptor;
  /** What does not fit, if the run is not the same so far. */
  readonly misfit: () => Error | undefined;
}

/**
 * Handlers that repeat the invocations on the tape which had ended before `until` (virtual milliseconds since the release began):
 * they send the same requests at the same moments and answer the same. Later ones are the real handlers' again.
 */
export function replaying({ startedAt, visits }: Tape, until: number): Replay {
  let misfit: Error | undefined;
  /** Invocations under way that are repeated, by request id. */
  const repeated = new Map<string, Visit>();
  const replay = (load: LoadFunction, own: readonly Visit[]): LoadFunction => {
    let count = 0;
    return (environment, requestHandler, clock) => {
      let real: Promise<LambdaHandler> | undefined;
      return async (event, context) => {
        const visit = own[count++];
        if (visit?.end === undefined || visit.end.at >= startedAt + until) {
          real ??= Promise.resolve(load(environment, requestHandler, clock));
          return (await real)(event, context);
        }
        repeated.set(context.awsRequestId, visit);
        misfit ??= await repeat(visit, visit.end.at, requestHandler, clock);
        repeated.delete(context.awsRequestId);
        if ('error' in visit.end) throw visit.end.error;
        return visit.end.result;
      };
    };
  };
  return {
    handlers: Object.fromEntries(TAPED.map(([id, load]) => [id, replay(load, visits.get(id) ?? [])])),
    skip: async (call, next) => {
      const visit = repeated.get(call.invocation?.requestId ?? '');
      if (visit === undefined || !READS.test(call.operation) || call.operation === SHOWS) return next();
      await call.sleep(visit.requests[call.number - 1]?.took ?? 0);
      return {};
    },
    misfit: () => misfit,
  };
}

/** Answers an error where the visit cannot be repeated as it was. */
async function repeat(
  { requests }: Visit,
  endAt: number,
  requestHandler: RequestHandler,
  clock: VirtualClock,
): Promise<Error | undefined> {
  const underWay = new Set<Promise<unknown>>();
  // Time passes for a function only while it waits for answers.
  const reach = async (at: number): Promise<void> => {
    while (clock.now() < at && underWay.size > 0) await Promise.race(underWay);
  };
  for (const { at, request } of requests) {
    await reach(at);
    if (clock.now() !== at) return unlike(at, clock);
    const sent = requestHandler.handle(request).finally(() => underWay.delete(sent));
    underWay.add(sent);
  }
  await reach(endAt);
  return clock.now() === endAt ? undefined : unlike(endAt, clock);
}

function unlike(at: number, clock: VirtualClock): Error {
  return new Error(`the run was at ${clock.now()} where it was at ${at} before`);
}
