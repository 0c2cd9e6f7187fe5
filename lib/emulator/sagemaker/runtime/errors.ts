import { AwsError, type Account } from '../../service';
import type { ErrorCause } from '../workload';

/** The runtime's name for what the control plane calls ValidationException. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** What a container answered; 0 stands for no answer at all. */
const ANSWERS: Record<ErrorCause, { readonly status: number; readonly side: string; readonly message: string }> = {
  '4xx': { status: 400, side: 'client', message: 'Unable to evaluate payload provided' },
  '5xx': { status: 500, side: 'server', message: 'Internal Server Error' },
  model: {
    status: 0,
    side: 'server',
    message: 'Your invocation timed out while waiting for a response from container primary.',
  },
};

/** The model, or its container, failed. */
export function modelError(account: Account, endpoint: string, cause: ErrorCause): AwsError {
  const { status, side, message } = ANSWERS[cause];
  const { partition = 'aws', region, accountId } = account;
  const logGroup = `/aws/sagemaker/Endpoints/${endpoint}`;
  return new AwsError(
    'ModelError',
    `Received ${side} error (${status}) from primary with message "${message}". ` +
      `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${logGroup} ` +
      `in account ${accountId} for more information.`,
    424,
    {
      OriginalStatusCode: status,
      OriginalMessage: message,
      LogStreamArn: `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`,
    },
  );
}
