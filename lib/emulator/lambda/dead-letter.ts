import type { CallService } from '../calls/call';
import type { DroppedEvent } from './async-invocations';
import type { FunctionProps } from './function';

/** Sends an event that was given up to the function's queue or topic, if it has one. */
export async function sendDeadLetter(
  call: CallService,
  { name, deadLetterArn }: FunctionProps,
  { requestId, drop }: { readonly requestId: string; readonly drop: DroppedEvent },
): Promise<void> {
  if (deadLetterArn === undefined) return;
  const text = JSON.stringify(drop.event);
  const attributes = {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: drop.condition },
  };
  const caller = { name };
  if (deadLetterArn.includes(':sns:')) {
    await call('SNS', 'Publish', { TopicArn: deadLetterArn, Message: text, MessageAttributes: attributes }, caller);
  } else {
    const message = { QueueUrl: deadLetterArn, MessageBody: text, MessageAttributes: attributes };
    await call('SQS', 'SendMessage', message, caller);
  }
}
