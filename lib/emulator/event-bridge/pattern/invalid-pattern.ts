import { AwsError } from '../../service';

/** The error for a pattern that EventBridge does not accept. */
export function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
