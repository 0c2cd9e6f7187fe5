import { type SendTaskHeartbeatInput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { required } from './input';
import { type Stores } from './operations';

/** Says that a task that waits for its token is still being worked on. */
export function sendTaskHeartbeat({ tokens }: Stores) {
  return (input: Wire<SendTaskHeartbeatInput>) => {
    tokens.heartbeat(required(input.taskToken, 'taskToken'));
    return {};
  };
}
