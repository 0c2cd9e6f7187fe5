import type { Call } from '../../lib/emulator/calls/call';
import type { VirtualClock } from '../../lib/emulator/clock';
import type { Emulator } from '../../lib/emulator/emulator';
import type { LambdaHandler, LoadFunction } from '../../lib/emulator/lambda/function';
import type { RequestHandler } from '../../lib/emulator/transport/request-handler';
import { HANDLERS, healthCheckHandler } from '../../lib/rehearsal/handlers';
import { READS } from './world';

type Request = Parameters<RequestHandler['handle']>[0];

/** A request of a function. */
interface Sent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly request: Request;
  /** Until it was answered, milliseconds. */
  took: number;
  /** Whether that answer was no error. */
  isDone: boolean;
}

/** One invocation, as far as anybody outside its function can tell; times are epoch milliseconds. */
interface Visit {
  readonly requests: Sent[];
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

const TAPED = Object.entries({
  ...HANDLERS,
  // What checks ask beside AWS would be on no tape.
  RunHealthChecks: healthCheckHandler({
    reach: () => Promise.reject(new Error('an explored flow asks AWS alone')),
  }),
});

/** A new config can be deployed at once where it has been read. */
const SHOWS = 'DescribeEndpointConfig';

/** The real handlers, and what they have done by now. */
export function recording(): { readonly handlers: Handlers; readonly visits: Tape['visits'] } {
  const visits = new Map<string, Visit[]>();
  const record = (load: LoadFunction, own: Visit[]): LoadFunction => {
    return async (environment, requestHandler, clock, log) => {
      // A container has one invocation at a time.
      let visit: Visit = { requests: [] };
      const handler = await load(
        environment,
        heard(requestHandler, clock, () => visit),
        clock,
        log,
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
      const sent: Sent = {
        at,
        request: {
          method,
          path,
          headers: { ...headers },
          body: body instanceof Uint8Array ? new Uint8Array(body) : body,
        },
        took: 0,
        isDone: false,
      };
      current().requests.push(sent);
      try {
        const answer = await requestHandler.handle(request);
        sent.isDone = answer.response.statusCode < 400;
        return answer;
      } finally {
        sent.took = clock.now() - at;
      }
    },
  };
}

interface Replay {
  readonly handlers: Handlers;
  /**
   * To be called before anybody else follows calls: what is only read need not be read, and items wait to be written. Answers
   * what writes them, for whoever reads the table without a call.
   */
  readonly attach: (emulator: Emulator) => () => Promise<void>;
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
    return (environment, requestHandler, clock, log) => {
      let real: Promise<LambdaHandler> | undefined;
      return async (event, context) => {
        const visit = own[count++];
        if (visit?.end === undefined || visit.end.at >= startedAt + until) {
          real ??= Promise.resolve(load(environment, requestHandler, clock, log));
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
    attach: (emulator) => {
      const items = waitingItems(emulator);
      emulator.intercept(async (call, next) => {
        const sent = repeated.get(call.invocation?.requestId ?? '')?.requests[call.number - 1];
        if (sent !== undefined && READS.test(call.operation) && call.operation !== SHOWS) {
          await call.sleep(sent.took);
          return {};
        }
        if (call.service !== 'DynamoDB') return next();
        if (sent?.isDone !== true || call.operation !== 'PutItem') return items.lookAfter(next);
        await call.sleep(sent.took);
        return items.put(call);
      });
      return items.write;
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

/** Items that wait to be written until somebody looks at the table: of several with one key the newest is enough. */
function waitingItems({ clock, direct }: Emulator) {
  const waiting = new Map<string, unknown>();
  let written = Promise.resolve();
  /** Calls to the table that are under way. */
  let lookers = 0;
  const write = (): Promise<void> => {
    const inputs = [...waiting.values()];
    waiting.clear();
    const writeAll = async (): Promise<void> => {
      for (const input of inputs) await direct('DynamoDB', 'PutItem', input);
    };
    if (inputs.length > 0) written = written.then(() => clock.hold(writeAll));
    return written;
  };
  return {
    write,
    put: async ({ input }: Call): Promise<object> => {
      const { TableName, Item } = input as {
        readonly TableName: string;
        readonly Item: Readonly<Record<string, unknown>>;
      };
      waiting.set(JSON.stringify([TableName, Item['pk'], Item['sk']]), { TableName, Item });
      if (lookers > 0) await write();
      return {};
    },
    lookAfter: async (next: () => Promise<unknown>): Promise<unknown> => {
      lookers++;
      try {
        await write();
        return await next();
      } finally {
        lookers--;
      }
    },
  };
}
