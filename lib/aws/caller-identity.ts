import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings, type Connection } from './connection';

/** ARN of whoever has these credentials, which needs no permission. */
export async function callerArn(connection: Connection): Promise<string> {
  const { Arn } = await new STSClient(clientSettings(connection)).send(new GetCallerIdentityCommand({}));
  return Arn ?? 'unknown';
}
