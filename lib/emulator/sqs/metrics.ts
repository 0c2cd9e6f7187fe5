import type { VirtualClock } from '../clock';
import type { PublishMetrics } from '../service';
import type { Queue } from './queue';

const MINUTE_MS = 60_000;

/**
 * Publishes how many messages wait in a queue, each minute while any do. An empty queue is silent: AWS sends zeros for
 * a while and then stops, and an alarm on a queue must live with both.
 */
export function watchQueue(queue: Queue, clock: VirtualClock, publish: PublishMetrics): () => void {
  let watching = false;
  const tick = (): void => {
    const at = clock.now();
    const age = Math.max(0, ...queue.messages.map((message) => at - message.sentAt)) / 1000;
    const common = {
      namespace: 'AWS/SQS',
      dimensions: { QueueName: queue.name },
      timestamp: at - MINUTE_MS,
    };
    const visible = queue.visible().length;
    publish([
      { ...common, name: 'ApproximateNumberOfMessagesVisible', values: [[visible, 1]], unit: 'Count' },
      {
        ...common,
        name: 'ApproximateNumberOfMessagesNotVisible',
        values: [[queue.messages.length - visible, 1]],
        unit: 'Count',
      },
      { ...common, name: 'ApproximateAgeOfOldestMessage', values: [[age, 1]], unit: 'Seconds' },
    ]);
    watching = queue.messages.length > 0;
    if (watching) arm();
  };
  const arm = (): void => {
    const now = clock.now();
    clock.schedule(now - (now % MINUTE_MS) + MINUTE_MS, tick);
  };
  return () => {
    if (watching || queue.messages.length === 0) return;
    watching = true;
    arm();
  };
}
