import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallService } from '../calls/call';
import type { VirtualClock } from '../clock';
import { AwsError } from '../service';
import { answer } from './answer';
import { requestId } from './request-handler';
import type { WireRequest, WireResponse } from './wire';

/** A running server. */
export interface EmulatorServer {
  /** What a client takes as its endpoint. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where to listen. */
export interface ServeProps {
  /** 0 takes a free one. */
  readonly port: number;
  /** @default '127.0.0.1' - only this machine */
  readonly host?: string;
}

/** Serves the emulator over HTTP to any AWS client, of any language. Signatures are not checked. */
export function serve(
  { call, clock }: { readonly call: CallService; readonly clock: Now },
  props: ServeProps,
): Promise<EmulatorServer> {
  return listen((request) => answer(request, { call, caller: {} }), clock, props);
}

/** The time of day in the emulated account. */
type Now = Pick<VirtualClock, 'now'>;

/** Listens for HTTP requests, whoever answers them. */
export async function listen(
  answerTo: (request: WireRequest) => Promise<WireResponse>,
  clock: Now,
  props: ServeProps,
): Promise<EmulatorServer> {
  const host = props.host ?? '127.0.0.1';
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    const id = requestId(++requests);
    read(incoming)
      .then(answerTo)
      .catch((error: unknown) => failure(error))
      .then((response) => send(outgoing, { id, at: clock.now() }, response))
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(props.port, host, resolve);
  });
  const { port } = addressOf(server.address());
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const [path = '/'] = (incoming.url ?? '/').split('?');
  return { method: incoming.method ?? 'GET', path, headers, body: Buffer.concat(chunks) };
}

function send(
  outgoing: ServerResponse,
  { id, at }: { readonly id: string; readonly at: number },
  response: WireResponse,
): void {
  outgoing.writeHead(response.statusCode, {
    ...response.headers,
    // By this, clients learn what time it is in the emulated account.
    date: new Date(at).toUTCString(),
    'content-length': response.body.length,
    'x-amzn-requestid': id,
  });
  outgoing.end(response.body);
}

/** A request that no protocol knows, or a defect of the emulator. */
function failure(error: unknown): WireResponse {
  const known = error instanceof AwsError;
  const message = error instanceof Error ? error.message : String(error);
  return {
    statusCode: known ? error.status : 500,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ __type: known ? error.code : 'InternalFailure', message })),
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address;
}
