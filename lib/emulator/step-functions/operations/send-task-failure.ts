import { type SendTaskFailureInput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Fails a task that waits for its token. */
export function sendTaskFailure({ tokens }: Stores) {
  return (input: Wire<SendTaskFailureInput>) => {
    const { error, cause } = input;
    tokens.settle(required(input.taskToken, 'taskToken'), {
      kind: 'failed',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return {};
  };
}
