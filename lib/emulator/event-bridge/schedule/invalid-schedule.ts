import { AwsError } from '../../service';

/** What PutRule answers to a schedule that it does not understand. */
export function invalidSchedule(): AwsError {
  return new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
}
