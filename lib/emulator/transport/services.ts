import { QUERY_ERROR_CODES } from '../cloudwatch/errors';
import type { ServiceName } from '../service';

/** Services by the prefix of `x-amz-target`, which is also the path of the CBOR protocol. */
const SERVICE_BY_TARGET: Readonly<Record<string, ServiceName>> = {
  SageMaker: 'SageMaker',
  GraniteServiceVersion20100801: 'CloudWatch',
  AWSEvents: 'EventBridge',
  AWSStepFunctions: 'StepFunctions',
  DynamoDB_20120810: 'DynamoDB',
  AmazonSQS: 'SQS',
  AnyScaleFrontendService: 'ApplicationAutoScaling',
};

/** Services of the query protocol by their `Version` parameter. */
const SERVICE_BY_VERSION: Readonly<Record<string, ServiceName>> = {
  '2010-08-01': 'CloudWatch',
  '2010-03-31': 'SNS',
  '2011-06-15': 'STS',
  '2010-05-15': 'CloudFormation',
};

/** XML namespaces of the query protocol's answers. */
export const XML_NAMESPACES: Readonly<Partial<Record<ServiceName, string>>> = {
  CloudWatch: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  SNS: 'http://sns.amazonaws.com/doc/2010-03-31/',
  STS: 'https://sts.amazonaws.com/doc/2011-06-15/',
  CloudFormation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
};

/** Shape names of errors and the codes that the query protocol knows them by, where the two differ. */
const QUERY_CODES: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  CloudWatch: {
    ...QUERY_ERROR_CODES,
    ThrottlingException: 'Throttling',
    InternalServiceFault: 'InternalServiceError',
  },
  SNS: {
    AuthorizationErrorException: 'AuthorizationError',
    InvalidParameterException: 'InvalidParameter',
    InvalidParameterValueException: 'ParameterValueInvalid',
    NotFoundException: 'NotFound',
    ResourceNotFoundException: 'ResourceNotFound',
    SubscriptionLimitExceededException: 'SubscriptionLimitExceeded',
    ThrottledException: 'Throttled',
    ThrottlingException: 'Throttling',
    TopicLimitExceededException: 'TopicLimitExceeded',
  },
  STS: { ThrottlingException: 'Throttling' },
  CloudFormation: { ThrottlingException: 'Throttling', ValidationException: 'ValidationError' },
};

/** The service behind a target prefix. */
export function serviceByTarget(prefix: string): ServiceName | undefined {
  return Object.hasOwn(SERVICE_BY_TARGET, prefix) ? SERVICE_BY_TARGET[prefix] : undefined;
}

/** The service behind the query protocol's version. */
export function serviceByVersion(version: string): ServiceName | undefined {
  return Object.hasOwn(SERVICE_BY_VERSION, version) ? SERVICE_BY_VERSION[version] : undefined;
}

/** An error under both its names; the emulated service may have used either. */
export function errorNames(service: ServiceName, code: string): { readonly shape: string; readonly query: string } {
  for (const [shape, query] of Object.entries(QUERY_CODES[service] ?? {})) {
    if (code === shape || code === query) return { shape, query };
  }
  return { shape: code, query: code };
}
