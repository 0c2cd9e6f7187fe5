import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import type { CheckProbe } from '../../lib/domain/blueprint/health-checks';
import { realNetwork } from '../../lib/network/network';

/** Loopback is all that tests may use, so here it counts as the network, and 127.0.0.2 as what is forbidden. */
const network = realNetwork(Date.now, (address) => address === '127.0.0.2');
const guarded = realNetwork(Date.now);

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener));

async function ask(url: string, more: Partial<Extract<CheckProbe, { kind: 'http' }>> = {}, seconds = 5) {
  return network.reach({ kind: 'http', url, status: [], ...more }, seconds);
}

afterEach(async () => {
  const closing = servers.splice(0).map(
    (server) =>
      new Promise((closed) => {
        server.close(closed);
        if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections();
      }),
  );
  await Promise.all(closing);
});

describe('an HTTP check', () => {
  it.each([
    [200, [], undefined],
    [204, [], undefined],
    [404, [], 'status 404, and a 2xx is wanted'],
    [404, [200, 404], undefined],
    [200, [204], 'status 200, and 204 is wanted'],
    [302, [302], undefined],
    [302, [], 'status 302, and a 2xx is wanted'],
  ])('answered with %i where %j is wanted finds %j', async (status, wanted, flaw) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    expect((await ask(`http://127.0.0.1:${port}/`, { status: wanted })).flaw).toBe(flaw);
  });

  it('looks for text in the body, as far as a bounded look goes', async () => {
    const port = await serve(({ url }, response) => {
      response.end(url === '/near' ? 'all is well' : `${'x'.repeat(70_000)}all is well`);
    });
    const bodyContains = 'all is well';
    expect((await ask(`http://127.0.0.1:${port}/near`, { bodyContains })).flaw).toBeUndefined();
    expect((await ask(`http://127.0.0.1:${port}/far`, { bodyContains })).flaw).toBe(
      'the answer does not contain "all is well"',
    );
  });

  it('ends while an endless body still comes', async () => {
    const port = await serve((_, response) => {
      const more = (): void => void (response.writable && response.write('x'.repeat(1000), () => setImmediate(more)));
      more();
    });
    expect((await ask(`http://127.0.0.1:${port}/`, { bodyContains: 'y' })).flaw).toMatch('does not contain');
  });

  it('gives up after its timeout, whether the headers or the body never come', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/body') response.write('a');
    });
    expect((await ask(`http://127.0.0.1:${port}/headers`, {}, 0.2)).flaw).toBe('no answer within 0.2 s');
    expect((await ask(`http://127.0.0.1:${port}/body`, { bodyContains: 'z' }, 0.2)).flaw).toBe(
      'no answer within 0.2 s',
    );
  });

  it('follows redirects, but not for ever', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/end') response.end('here');
      else response.writeHead(302, { location: url === '/start' ? '/end' : '/again' }).end();
    });
    expect((await ask(`http://127.0.0.1:${port}/start`, { bodyContains: 'here' })).flaw).toBeUndefined();
    expect((await ask(`http://127.0.0.1:${port}/again`)).flaw).toBe('it redirects more than 5 times');
  });

  it.each(['http://127.0.0.2/', 'http://[::ffff:127.0.0.1]:1/', 'file:///etc/passwd', 'gopher://127.0.0.1/'])(
    'does not follow a redirect to %s',
    async (location) => {
      const port = await serve((_, response) => response.writeHead(301, { location }).end());
      const strict = realNetwork(Date.now, (address) => address !== '127.0.0.1');
      const { flaw } = await strict.reach({ kind: 'http', url: `http://127.0.0.1:${port}/`, status: [] }, 5);
      expect(flaw).toMatch(/may not reach|redirects to/);
    },
  );

  it.each(['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/', 'http://169.254.169.254/latest/meta-data'])(
    'never asks %s',
    async (url) => {
      const { flaw } = await guarded.reach({ kind: 'http', url, status: [] }, 5);
      expect(flaw).toMatch('an address that health checks may not reach');
    },
  );

  it('says so when nobody listens', async () => {
    const port = await serve(() => {});
    await new Promise((closed) => void servers.pop()?.close(closed));
    expect((await ask(`http://127.0.0.1:${port}/`)).flaw).toMatch('ECONNREFUSED');
  });
});

describe('a TCP check', () => {
  it('passes where a connection is accepted', async () => {
    const port = await listen(createTcpServer((socket) => socket.on('error', () => {})));
    const answer = await network.reach({ kind: 'tcp', host: '127.0.0.1', port }, 5);
    expect(answer).toEqual({ seconds: expect.any(Number) });
    expect((await network.reach({ kind: 'tcp', host: 'localhost', port }, 5)).flaw).toBeUndefined();
  });

  it('fails where none is', async () => {
    const port = await listen(createTcpServer());
    await new Promise((closed) => void servers.pop()?.close(closed));
    expect((await network.reach({ kind: 'tcp', host: '127.0.0.1', port }, 5)).flaw).toMatch('ECONNREFUSED');
  });

  it.each(['127.0.0.1', '::1', 'localhost', '127.1', '0x7f000001', '169.254.170.2'])(
    'never connects to %s',
    async (host) => {
      const port = await listen(createTcpServer());
      const accepted = jest.fn();
      servers[0]?.on('connection', accepted);
      const { flaw } = await guarded.reach({ kind: 'tcp', host, port }, 5);
      expect(flaw).toMatch('an address that health checks may not reach');
      expect(accepted).not.toHaveBeenCalled();
    },
  );
});
