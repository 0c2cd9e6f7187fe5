import { AwsError, type ServiceName } from '../../service';

/** Which SDK Step Functions calls a service through: errors are named and worded after it. */
export type SdkGeneration = 'optimized' | 'aws-sdk';

interface ServiceNames {
  /** Prefix of an error, and the error for what the SDK has no class for. */
  readonly optimized?: { readonly prefix: string; readonly unmodelled: string; readonly service: string };
  readonly awsSdk: string;
  /** Errors the service's model has a class for. */
  readonly modelled: readonly string[];
}

const NAMES: Readonly<Record<ServiceName, ServiceNames>> = {
  DynamoDB: {
    optimized: { prefix: 'DynamoDB', unmodelled: 'AmazonDynamoDBException', service: 'AmazonDynamoDBv2' },
    awsSdk: 'DynamoDb',
    modelled: [
      'ConditionalCheckFailedException',
      'InternalServerError',
      'ItemCollectionSizeLimitExceededException',
      'ProvisionedThroughputExceededException',
      'ReplicatedWriteConflictException',
      'RequestLimitExceeded',
      'ResourceInUseException',
      'ResourceNotFoundException',
      'ThrottlingException',
      'TransactionCanceledException',
      'TransactionConflictException',
      'TransactionInProgressException',
      'IdempotentParameterMismatchException',
    ],
  },
  Lambda: {
    optimized: { prefix: 'Lambda', unmodelled: 'AWSLambdaException', service: 'AWSLambda' },
    awsSdk: 'Lambda',
    modelled: [
      'InvalidParameterValueException',
      'InvalidRequestContentException',
      'RequestTooLargeException',
      'ResourceConflictException',
      'ResourceNotFoundException',
      'ResourceNotReadyException',
      'ServiceException',
      'TooManyRequestsException',
    ],
  },
  StepFunctions: {
    optimized: { prefix: 'StepFunctions', unmodelled: 'AWSStepFunctionsException', service: 'AWSStepFunctions' },
    awsSdk: 'Sfn',
    modelled: [
      'ConflictException',
      'ExecutionAlreadyExists',
      'ExecutionDoesNotExist',
      'ExecutionLimitExceeded',
      'ExecutionNotRedrivable',
      'InvalidArn',
      'InvalidDefinition',
      'InvalidExecutionInput',
      'InvalidName',
      'InvalidOutput',
      'InvalidToken',
      'MissingRequiredParameter',
      'ResourceNotFound',
      'ServiceQuotaExceededException',
      'StateMachineAlreadyExists',
      'StateMachineDeleting',
      'StateMachineDoesNotExist',
      'TaskDoesNotExist',
      'TaskTimedOut',
      'ValidationException',
    ],
  },
  EventBridge: {
    optimized: { prefix: 'EventBridge', unmodelled: 'AmazonEventBridgeException', service: 'AmazonCloudWatchEvents' },
    awsSdk: 'EventBridge',
    modelled: [
      'ConcurrentModificationException',
      'InternalException',
      'InvalidStateException',
      'ResourceNotFoundException',
    ],
  },
  SNS: {
    optimized: { prefix: 'SNS', unmodelled: 'AmazonSNSException', service: 'AmazonSNS' },
    awsSdk: 'Sns',
    modelled: [
      'AuthorizationError',
      'InternalError',
      'InvalidParameter',
      'InvalidParameterValue',
      'NotFound',
      'Throttled',
    ],
  },
  SQS: {
    optimized: { prefix: 'SQS', unmodelled: 'AmazonSQSException', service: 'AmazonSQS' },
    awsSdk: 'Sqs',
    modelled: ['InvalidMessageContents', 'QueueDoesNotExist', 'RequestThrottled', 'UnsupportedOperation'],
  },
  SageMaker: {
    awsSdk: 'SageMaker',
    modelled: ['ConflictException', 'ResourceInUse', 'ResourceLimitExceeded', 'ResourceNotFound'],
  },
  SageMakerRuntime: {
    awsSdk: 'SageMakerRuntime',
    modelled: [
      'InternalDependencyException',
      'InternalFailure',
      'ModelError',
      'ModelNotReadyException',
      'ServiceUnavailable',
      'ValidationError',
    ],
  },
  CloudWatch: {
    awsSdk: 'CloudWatch',
    modelled: [
      'ConcurrentModificationException',
      'InternalServiceFault',
      'InvalidNextToken',
      'InvalidParameterCombination',
      'InvalidParameterValue',
      'LimitExceeded',
      'LimitExceededFault',
      'MissingParameter',
      'ResourceNotFound',
      'ResourceNotFoundException',
    ],
  },
  ApplicationAutoScaling: {
    awsSdk: 'ApplicationAutoScaling',
    modelled: [
      'ConcurrentUpdateException',
      'FailedResourceAccessException',
      'InternalServiceException',
      'InvalidNextTokenException',
      'LimitExceededException',
      'ObjectNotFoundException',
      'ResourceNotFoundException',
      'TooManyTagsException',
      'ValidationException',
    ],
  },
  STS: { awsSdk: 'Sts', modelled: ['ExpiredTokenException', 'MalformedPolicyDocument', 'RegionDisabledException'] },
  CloudFormation: { awsSdk: 'CloudFormation', modelled: ['AlreadyExistsException', 'LimitExceededException'] },
};

/** The name and cause under which a state machine sees a service's refusal. */
export function taskError(
  refusal: AwsError,
  { service, generation, requestId }: { service: ServiceName; generation: SdkGeneration; requestId: string },
): { readonly error: string; readonly cause: string } {
  const names = NAMES[service];
  const { optimized } = names;
  const name = className(refusal.code);
  const isModelled = names.modelled.some((code) => className(code) === name);
  if (generation === 'optimized' && optimized !== undefined) {
    return {
      error: `${optimized.prefix}.${isModelled ? name : optimized.unmodelled}`,
      cause:
        `${refusal.message} (Service: ${optimized.service}; Status Code: ${refusal.status}; ` +
        `Error Code: ${refusal.code}; Request ID: ${requestId}; Proxy: null)`,
    };
  }
  return {
    error: `${names.awsSdk}.${isModelled ? name : `${names.awsSdk}Exception`}`,
    cause:
      `${refusal.message} (Service: ${names.awsSdk}, Status Code: ${refusal.status}, Request ID: ${requestId}) ` +
      '(SDK Attempt Count: 1)',
  };
}

/** The SDK's class for an error code: they all end in `Exception`. */
function className(code: string): string {
  if (code.endsWith('Exception')) return code;
  return `${code.endsWith('Fault') ? code.slice(0, -'Fault'.length) : code}Exception`;
}
