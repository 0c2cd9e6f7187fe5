import { AwsError } from '../service';

/**
 * The names of before JSON that CloudWatch still sends in the header `x-amzn-query-error`
 * (`Code` in clients), by the name of the modelled error.
 */
export const QUERY_ERROR_CODES: Readonly<Record<string, string>> = {
  InvalidFormatFault: 'InvalidFormat',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  LimitExceededFault: 'LimitExceeded',
  MissingRequiredParameterException: 'MissingParameter',
  ValidationException: 'ValidationError',
};

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function missingParameter(message: string): AwsError {
  return new AwsError('MissingRequiredParameterException', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}

export function invalidNextToken(token: string): AwsError {
  return new AwsError('InvalidNextToken', `Invalid nextToken: ${token}`);
}

/** The answer for an alarm that does not exist; CloudWatch sends no message with it. */
export function alarmNotFound(): AwsError {
  return new AwsError('ResourceNotFound', '', 404);
}
