import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientSettings, type Connection } from './connection';

/** Outputs of a deployed stack by their key; `undefined` where there is no such stack. */
export async function stackOutputs(
  stack: string,
  connection: Connection,
): Promise<Readonly<Record<string, string>> | undefined> {
  const client = new CloudFormationClient(clientSettings(connection));
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  }
}
