import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { clientSettings, clockOf } from '../../lib/aws/connection';

let server: Server;

beforeAll(async () => {
  // Takes every request and answers none.
  server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('clientSettings', () => {
  it('give a call up that is not answered in time, so that the step is tried again and not its function killed', async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const client = new SageMakerClient(clientSettings({ region: 'eu-west-1', credentials, endpoint }, 50));
    await expect(client.send(new DescribeEndpointCommand({ EndpointName: 'fraud' }))).rejects.toMatchObject({
      name: 'TimeoutError',
      $metadata: { attempts: 1 },
    });
  });

  it('leave one attempt to a call: the state machine is the one that tries again', () => {
    expect(clientSettings({}).maxAttempts).toBe(1);
    expect(clientSettings({ attempts: 3 }).maxAttempts).toBe(3);
  });
});

describe('clockOf', () => {
  it('is the connection’s clock, or the system’s', () => {
    expect(clockOf({ clock: () => 7 })()).toBe(7);
    expect(clockOf({})).toBe(Date.now);
  });
});
