import type { Datum } from '../service';
import type { Delivery } from './delivery/delivery';

const MINUTE_MS = 60_000;

const METRICS = {
  failed: 'RetryInvocationAttempts',
  'dead letter': 'InvocationsSentToDlq',
  lost: 'FailedInvocations',
} as const;

/** What EventBridge publishes for a delivery that did not work. */
export function deliveryMetrics(delivery: Delivery, outcome: keyof typeof METRICS, at: number): readonly Datum[] {
  const { rule } = delivery;
  const dimensions =
    rule.busName === 'default' ? { RuleName: rule.name } : { EventBusName: rule.busName, RuleName: rule.name };
  return [
    {
      namespace: 'AWS/Events',
      name: METRICS[outcome],
      dimensions,
      timestamp: at - (at % MINUTE_MS),
      values: [[1, 1]],
      unit: 'Count',
    },
  ];
}
