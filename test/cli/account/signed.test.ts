import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMPTY_TRAIL } from '../../../lib/domain/release/audit';
import { signedText } from '../../../lib/cli/record/audit-export';
import { kmsSigner } from '../../../lib/aws/kms-signer';
import { rollouts } from '../support';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234';

/** Answers as KMS does: the emulator has none. */
function kms(): Server {
  return createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const input: { Message?: string } = JSON.parse(Buffer.concat(chunks).toString());
      const isSign = incoming.headers['x-amz-target'] === 'TrentService.Sign';
      const answer = isSign
        ? { Signature: sign('sha256', Buffer.from(input.Message ?? '', 'base64'), privateKey).toString('base64') }
        : { PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      outgoing.end(JSON.stringify({ KeyId: KEY, ...answer }));
    });
  });
}

describe('a signed audit trail', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = kms();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const signed = async (endpoint = 'fraud') => {
    const { head, sequence } = EMPTY_TRAIL;
    const trail = { version: 1 as const, endpoint, exportedAt: '', head: { head, sequence }, entries: [] };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const signature = await kmsSigner({ endpoint: url, region: 'us-east-1', credentials }).sign(KEY, signedText(trail));
    return { ...trail, signature };
  };
  const verify = async (trail: object, pem: string) =>
    rollouts(['audit', 'verify', '--file', 'trail.json', '--public-key', 'key.pem'], {
      files: { 'trail.json': JSON.stringify(trail), 'key.pem': pem },
    });

  it('is checked without AWS, by the key that KMS has told once', async () => {
    const { out: pem } = await rollouts(['audit', 'key', KEY, '--endpoint-url', url]);
    expect(pem).toBe(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await verify(await signed(), pem)).toMatchObject({ code: 0 });
  });

  it('shows that it was signed for another chain, by another key, or not at all', async () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' });
    const trail = await signed();
    expect((await verify({ ...trail, endpoint: 'pricing' }, pem)).out).toContain(
      'the signature is not one of this key',
    );
    expect((await verify(trail, other.toString())).out).toContain('the signature is not one of this key');
    const { signature: _, ...unsigned } = trail;
    expect(await verify(unsigned, pem)).toMatchObject({ code: 1 });
    expect(await verify(trail, 'not a key')).toMatchObject({ code: 2 });
  });
});
