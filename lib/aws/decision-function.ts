import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readAnswer } from '../domain/look/deciding';
import type { DecisionMaker } from '../domain/ports';
import { clientSettings, type Connection } from './connection';

/**
 * Decisions, by a Lambda function of the user's. Whatever goes wrong with it is its silence: it may be as broken as the
 * model, and must not keep the judge from judging. The connection's time limit bounds the wait.
 */
export function decisionFunction(connection: Connection): DecisionMaker {
  const client = new LambdaClient(clientSettings(connection));
  return {
    ask: async (functionName, question) => {
      try {
        const { FunctionError, Payload } = await client.send(
          new InvokeCommand({
            FunctionName: functionName,
            Payload: new TextEncoder().encode(JSON.stringify(question)),
          }),
        );
        const text = Payload === undefined ? '' : new TextDecoder().decode(Payload);
        if (FunctionError !== undefined) return { decision: 'none', reason: `it failed: ${text.slice(0, 300)}` };
        return readAnswer(JSON.parse(text));
      } catch (error) {
        return { decision: 'none', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
      }
    },
  };
}
