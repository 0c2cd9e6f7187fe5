import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings, type Connection } from './connection';

/** A function answered with an error of its own; `name` is that error's. */
export class FunctionFailed extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Calls functions and waits for their answers. */
export function controlFunctions(connection: Connection) {
  // A word must not be spoken twice because its answer was slow: one attempt, and longer than any function runs.
  const client = new LambdaClient({
    ...clientSettings({ ...connection, attempts: 1 }),
    requestHandler: connection.requestHandler ?? { requestTimeout: 60_000, connectionTimeout: 2000 },
  });
  return {
    invoke: async (functionName: string, payload: unknown): Promise<unknown> => {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: new TextEncoder().encode(JSON.stringify(payload)) }),
      );
      const answer: unknown = JSON.parse(new TextDecoder().decode(Payload) || 'null');
      if (FunctionError === undefined) return answer;
      throw toError(answer);
    },
  };
}

function toError(answer: unknown): FunctionFailed {
  const { errorType, errorMessage }: { errorType?: unknown; errorMessage?: unknown } =
    typeof answer === 'object' && answer !== null ? answer : {};
  return new FunctionFailed(
    typeof errorType === 'string' ? errorType : 'Error',
    typeof errorMessage === 'string' ? errorMessage : 'the function gave no reason',
  );
}
