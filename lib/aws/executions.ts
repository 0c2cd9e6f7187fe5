import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { clientSettings, type Connection } from './connection';

/** An execution as whoever has started it sees it. */
export interface ExecutionState {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: string;
}

/** Executions for a person at a terminal: a name that is taken is an error here. */
export function executions(connection: Connection) {
  const client = new SFNClient(clientSettings(connection));
  return {
    start: async (machine: string, name: string, input: unknown): Promise<string> => {
      const { executionArn } = await client.send(
        new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
      );
      return executionArn ?? '';
    },
    describe: async (execution: string): Promise<ExecutionState> => {
      const { status, error, cause, output } = await client.send(
        new DescribeExecutionCommand({ executionArn: execution }),
      );
      return {
        status: status ?? 'UNKNOWN',
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        ...(output !== undefined && { output }),
      };
    },
  };
}
