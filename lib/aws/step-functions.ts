import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Executions } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';

/** A hold whose token is no longer valid has ended by itself. */
const HOLD_ENDED = new Set(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist']);

/** Executions, by Step Functions. */
export function stepFunctions(connection: Connection): Executions {
  const client = lean(new SFNClient(clientSettings(connection)), connection);
  return {
    status: async (execution) => {
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn: execution }));
        return status === 'PENDING_REDRIVE' ? 'RUNNING' : status;
      } catch (error) {
        if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
        throw error;
      }
    },
    start: async (machine, name, input) => {
      try {
        const { executionArn } = await client.send(
          new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
        );
        return executionArn ?? '';
      } catch (error) {
        // The name says what it is for, so one of the same name has done it.
        if (error instanceof Error && error.name === 'ExecutionAlreadyExists') {
          return `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
        }
        throw error;
      }
    },
    wake: async (token) => {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
      } catch (error) {
        if (!(error instanceof Error && HOLD_ENDED.has(error.name))) throw error;
      }
    },
  };
}
