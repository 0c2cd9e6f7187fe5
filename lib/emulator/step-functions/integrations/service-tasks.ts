import { seededUuid } from '../../ids';
import { type Random } from '../../random';
import { AwsError, type ServiceName, notEmulated } from '../../service';
import { type Json, type JsonObject, isJsonArray, isJsonObject, toJson } from '../json';
import { type SdkGeneration, taskError } from './error-names';
import { runFunction, runLambdaInvoke } from './lambda-task';
import { type ServiceResource } from './resource';
import { sdkMetadata } from './sdk-metadata';
import { type ServiceCalls } from './service-calls';
import { type ChildExecutions, createChildWaits, startExecutionInput } from './start-execution-task';
import { type TaskReply, type TaskRequest, type TaskRunner } from './task-runner';
import { fromWire, toWire } from './wire-names';

/** A service that has an integration of its own, and the actions of it. */
interface OptimizedIntegration {
  readonly service: ServiceName;
  readonly actions: readonly string[];
  readonly contentType: string;
  /** Arguments that may be given as JSON where the API wants text. */
  readonly textMembers?: readonly string[];
  /** Answers without the metadata of the exchange. */
  readonly isPlain?: boolean;
}

const OPTIMIZED: Readonly<Record<string, OptimizedIntegration>> = {
  dynamodb: {
    service: 'DynamoDB',
    actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
    contentType: 'application/x-amz-json-1.0',
  },
  sqs: {
    service: 'SQS',
    actions: ['sendMessage'],
    contentType: 'application/x-amz-json-1.0',
    textMembers: ['MessageBody'],
  },
  sns: { service: 'SNS', actions: ['publish'], contentType: 'text/xml', textMembers: ['Message'] },
  events: {
    service: 'EventBridge',
    actions: ['putEvents'],
    contentType: 'application/x-amz-json-1.1',
    isPlain: true,
  },
};

/** Services by their name after `aws-sdk:`. */
const AWS_SDK: Readonly<Record<string, ServiceName>> = {
  applicationautoscaling: 'ApplicationAutoScaling',
  cloudformation: 'CloudFormation',
  cloudwatch: 'CloudWatch',
  dynamodb: 'DynamoDB',
  eventbridge: 'EventBridge',
  lambda: 'Lambda',
  sagemaker: 'SageMaker',
  sagemakerruntime: 'SageMakerRuntime',
  sfn: 'StepFunctions',
  sns: 'SNS',
  sqs: 'SQS',
  sts: 'STS',
};

export interface ServiceTasksProps extends ChildExecutions {
  readonly calls: ServiceCalls;
  readonly random: Random;
}

/** The service integrations of Step Functions. */
export function createServiceTasks({ calls, random, ...children }: ServiceTasksProps): TaskRunner {
  const waitForChild = createChildWaits(children);

  async function run(request: TaskRequest): Promise<TaskReply> {
    const { resource, roleArn } = request;
    if (roleArn !== undefined) throw notEmulated(`the Credentials of state '${request.stateName}'`);
    if (resource.kind === 'function') return refusable('Lambda', 'optimized', () => runFunction(calls, request));
    const sdkService = resource.resourceType.startsWith('aws-sdk:')
      ? AWS_SDK[resource.resourceType.slice('aws-sdk:'.length)]
      : undefined;
    if (sdkService !== undefined && !resource.pattern.startsWith('sync')) {
      return refusable(sdkService, 'aws-sdk', () => callSdk(request, resource, sdkService));
    }
    const key = `${resource.resourceType}:${resource.action}`;
    if (key === 'lambda:invoke' && !resource.pattern.startsWith('sync')) {
      return refusable('Lambda', 'optimized', () => runLambdaInvoke(calls, request, seededUuid(random)));
    }
    if (key === 'states:startExecution') {
      return refusable('StepFunctions', 'optimized', () => startExecution(request, resource));
    }
    const integration = OPTIMIZED[resource.resourceType];
    if (integration?.actions.includes(resource.action) === true && !resource.pattern.startsWith('sync')) {
      return refusable(integration.service, 'optimized', () => callOptimized(request, resource, integration));
    }
    throw notEmulated(`the resource ${resource.resourceType}:${resource.resource} of state '${request.stateName}'`);
  }

  async function callSdk(request: TaskRequest, resource: ServiceResource, service: ServiceName): Promise<TaskReply> {
    const answer = await call(request, {
      service,
      action: resource.action,
      input: toWire(service, objectOf(request.arguments)),
    });
    return { kind: 'succeeded', output: fromWire(service, answer) };
  }

  async function callOptimized(
    request: TaskRequest,
    resource: ServiceResource,
    integration: OptimizedIntegration,
  ): Promise<TaskReply> {
    const { service, contentType, textMembers = [], isPlain = false } = integration;
    const args = objectOf(request.arguments);
    const input = service === 'EventBridge' ? eventEntries(args, request) : writeText(args, textMembers);
    const answer = objectOf(await call(request, { service, action: resource.action, input }));
    if (isPlain) return putEventsReply(answer);
    return { kind: 'succeeded', output: { ...answer, ...sdkMetadata(seededUuid(random), contentType) } };
  }

  async function startExecution(request: TaskRequest, resource: ServiceResource): Promise<TaskReply> {
    const input = startExecutionInput(request.arguments);
    const answer = objectOf(await call(request, { service: 'StepFunctions', action: resource.action, input }));
    const { executionArn, startDate = null } = answer;
    const arn = typeof executionArn === 'string' ? executionArn : '';
    const output = {
      ExecutionArn: arn,
      ...sdkMetadata(seededUuid(random), 'application/x-amz-json-1.0'),
      StartDate: typeof startDate === 'number' ? startDate * 1000 : startDate,
    };
    const { pattern } = resource;
    if (pattern === 'sync' || pattern === 'sync:2') return waitForChild(arn, output, pattern);
    return { kind: 'succeeded', output };
  }

  async function call(
    request: TaskRequest,
    { service, action, input }: { readonly service: ServiceName; readonly action: string; readonly input: JsonObject },
  ): Promise<Json> {
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    const answer = await calls.call(service, operation, input, { name: request.stateMachineName });
    return toJson(answer) ?? {};
  }

  async function refusable(
    service: ServiceName,
    generation: SdkGeneration,
    work: () => Promise<TaskReply>,
  ): Promise<TaskReply> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'NotEmulated') throw error;
      return { kind: 'failed', ...taskError(error, { service, generation, requestId: seededUuid(random) }) };
    }
  }

  return { run };
}

function objectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}

function writeText(args: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const isText = typeof value === 'string' || !members.includes(name);
      return [name, isText ? value : JSON.stringify(value)];
    }),
  );
}

/** Step Functions takes `Detail` as JSON, and adds itself to the resources of each event. */
function eventEntries(args: JsonObject, request: TaskRequest): JsonObject {
  const entries = isJsonArray(args['Entries']) ? args['Entries'] : [];
  return {
    ...args,
    Entries: entries.map((entry) => {
      if (!isJsonObject(entry)) return entry;
      const resources = isJsonArray(entry['Resources']) ? entry['Resources'] : [];
      const own = [request.executionArn, request.stateMachineArn];
      return { ...writeText(entry, ['Detail']), Resources: [...resources, ...own] };
    }),
  };
}

function putEventsReply(answer: JsonObject): TaskReply {
  if (answer['FailedEntryCount'] === 0 || answer['FailedEntryCount'] === undefined) {
    return { kind: 'succeeded', output: answer };
  }
  return { kind: 'failed', error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) };
}
