import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { clientSettings, type Connection } from './connection';

/** A signature and what it takes to check it without AWS. */
export interface Signature {
  /** ARN of the key. */
  readonly key: string;
  readonly algorithm: 'ECDSA_SHA_256';
  /** Base64, DER. */
  readonly value: string;
}

/** Signs texts with an asymmetric key of KMS that never leaves it: ECC_NIST_P256, for signing. */
export function kmsSigner(connection: Connection) {
  const client = new KMSClient(clientSettings(connection));
  return {
    sign: async (key: string, text: string): Promise<Signature> => {
      const { KeyId, Signature: value } = await client.send(
        new SignCommand({
          KeyId: key,
          Message: new TextEncoder().encode(text),
          MessageType: 'RAW',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      return { key: KeyId ?? key, algorithm: 'ECDSA_SHA_256', value: Buffer.from(value ?? []).toString('base64') };
    },
    /** In PEM, for whoever checks signatures later. */
    publicKey: async (key: string): Promise<string> => {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: key }));
      const lines =
        Buffer.from(PublicKey ?? [])
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
    },
  };
}
