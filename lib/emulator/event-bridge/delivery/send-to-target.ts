import type { CallService } from '../../calls/call';
import type { BusEvent, Caller } from '../../service';
import type { Target } from '../rules';
import { targetKind } from './target-kind';

/** What it takes to bring an event to a target. */
export interface SendProps {
  readonly call: CallService;
  readonly target: Target;
  readonly event: BusEvent;
  /** What the target receives. */
  readonly input: string;
  readonly caller: Caller;
  /** The name of an execution, where one is started. */
  readonly executionName: string;
  /** Puts an event on another bus of the account. */
  readonly forward: (busArn: string, event: BusEvent) => void;
}

/** Brings an event to its target once; throws what the target's service answers. */
export async function sendToTarget(props: SendProps): Promise<void> {
  const { call, target, input, caller } = props;
  switch (targetKind(target.Arn)) {
    case 'state machine':
      await call(
        'StepFunctions',
        'StartExecution',
        { stateMachineArn: target.Arn, name: props.executionName, input },
        caller,
      );
      return;
    case 'function':
      await call('Lambda', 'Invoke', { FunctionName: target.Arn, InvocationType: 'Event', Payload: input }, caller);
      return;
    case 'queue':
      await call('SQS', 'SendMessage', { QueueUrl: target.Arn, MessageBody: input, ...groupOf(target) }, caller);
      return;
    case 'topic':
      await call('SNS', 'Publish', { TopicArn: target.Arn, Message: input }, caller);
      return;
    case 'event bus':
      props.forward(target.Arn, props.event);
      return;
    case 'log group':
    // Nothing in the emulator reads logs.
    case undefined:
  }
}

function groupOf(target: Target): { readonly MessageGroupId?: string } {
  const group = target.SqsParameters?.MessageGroupId;
  return group === undefined ? {} : { MessageGroupId: group };
}
