import { type SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import { AwsError, type Wire } from '../../service';
import { parseJson } from '../json';
import { required } from './input';
import { type Stores } from './operations';

/** Ends a task that waits for its token. */
export function sendTaskSuccess({ tokens }: Stores) {
  return (input: Wire<SendTaskSuccessInput>) => {
    const token = required(input.taskToken, 'taskToken');
    const output = parseJson(required(input.output, 'output'));
    if (output === undefined) throw new AwsError('InvalidOutput', "Invalid Output: 'Invalid JSON'");
    tokens.settle(token, { kind: 'succeeded', output });
    return {};
  };
}
