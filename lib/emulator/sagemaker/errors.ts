import { AwsError } from '../service';

/** Nearly everything that the control plane refuses is one error code; clients have only the message to go by. */
export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

const NOUNS = {
  endpoint: 'endpoint',
  'endpoint-config': 'endpoint configuration',
  model: 'model',
} as const;

type Noun = keyof typeof NOUNS;

export function notFound(kind: Noun, arn: string): AwsError {
  return validationException(`Could not find ${NOUNS[kind]} "${arn}".`);
}

export function alreadyExists(kind: Noun, arn: string): AwsError {
  return validationException(`Cannot create already existing ${NOUNS[kind]} "${arn}".`);
}

/** Also the answer to an update of an endpoint that is `Failed` or being deleted. */
export function inProgress(endpointArn: string): AwsError {
  return validationException(`Cannot update in-progress endpoint "${endpointArn}".`);
}

export function limitExceeded(exceeded: {
  readonly instanceType: string;
  readonly limit: number;
  readonly used: number;
  readonly delta: number;
}): AwsError {
  const { instanceType, limit, used, delta } = exceeded;
  return new AwsError(
    'ResourceLimitExceeded',
    `The account-level service limit '${instanceType} for endpoint usage' is ${limit} Instances, ` +
      `with current utilization of ${used} Instances and a request delta of ${delta} Instances. ` +
      'Please use AWS Service Quotas to request an increase for this quota. ' +
      'If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.',
  );
}
