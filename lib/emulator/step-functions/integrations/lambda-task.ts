import { type Json, type JsonObject, isJsonObject, parseJson, toJson } from '../json';
import { notEmulated } from '../../service';
import { sdkMetadata } from './sdk-metadata';
import { type LambdaResult, type ServiceCalls } from './service-calls';
import { type TaskOutcome, type TaskRequest } from './task-runner';

/** What `lambda:invoke` is to invoke. */
interface Invocation {
  readonly functionName: string;
  readonly payload: Json;
}

/** Invokes a function that a task names by its own ARN: the answer is the result. */
export async function runFunction(calls: ServiceCalls, request: TaskRequest): Promise<TaskOutcome> {
  const { resource } = request;
  if (resource.kind !== 'function') throw notEmulated('a task without a function');
  const caller = { name: request.stateMachineName };
  return outcomeOf(await calls.invokeLambda(resource.functionName, request.arguments, caller), (output) => output);
}

/** `lambda:invoke`. */
export async function runLambdaInvoke(
  calls: ServiceCalls,
  request: TaskRequest,
  requestId: string,
): Promise<TaskOutcome> {
  const invocation = readInvocation(request.arguments);
  if ('kind' in invocation) return invocation;
  const caller = { name: request.stateMachineName };
  const result = await calls.invokeLambda(invocation.functionName, invocation.payload, caller);
  return outcomeOf(result, (payload) => ({
    ExecutedVersion: '$LATEST',
    Payload: payload,
    ...sdkMetadata(requestId, 'application/json'),
    StatusCode: 200,
  }));
}

function readInvocation(args: Json): Invocation | TaskOutcome {
  if (!isJsonObject(args) || typeof args['FunctionName'] !== 'string') {
    return { kind: 'failed', error: 'States.Runtime', cause: "The field 'FunctionName' is required but was missing" };
  }
  refuseUnknown(args);
  const { FunctionName: name, Payload: given } = args;
  const functionName = functionNameOf(typeof name === 'string' ? name : '');
  if (given === undefined) return { functionName, payload: {} };
  // A string is taken for the payload's JSON text.
  const payload = typeof given === 'string' ? parseJson(given) : given;
  if (payload !== undefined) return { functionName, payload };
  const cause = 'Could not parse request body into json: the payload is not valid JSON';
  return { kind: 'failed', error: 'Lambda.InvalidRequestContentException', cause };
}

function refuseUnknown(args: JsonObject): void {
  const { InvocationType: type = 'RequestResponse', Qualifier: qualifier = '$LATEST' } = args;
  if (type !== 'RequestResponse') throw notEmulated(`lambda:invoke with InvocationType ${JSON.stringify(type)}`);
  if (qualifier !== '$LATEST') throw notEmulated('lambda:invoke with a Qualifier');
}

/** The name in `name`, `name:version`, or an ARN. */
function functionNameOf(given: string): string {
  const parts = given.split(':');
  const after = parts.indexOf('function');
  return (after === -1 ? parts[0] : parts[after + 1]) ?? given;
}

function outcomeOf(result: LambdaResult, output: (payload: Json) => Json): TaskOutcome {
  if ('payload' in result) {
    return {
      kind: 'succeeded',
      output: output(result.payload === undefined ? null : (toJson(result.payload) ?? null)),
    };
  }
  if ('timedOutSeconds' in result) {
    const errorMessage = `Task timed out after ${result.timedOutSeconds.toFixed(2)} seconds`;
    return {
      kind: 'failed',
      error: 'Sandbox.Timedout',
      cause: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage: `Error: ${errorMessage}` }),
    };
  }
  const { errorType = 'Lambda.Unknown' } = result.error;
  return { kind: 'failed', error: errorType, cause: JSON.stringify(result.error) };
}
