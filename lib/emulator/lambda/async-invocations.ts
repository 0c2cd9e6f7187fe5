import type { VirtualClock } from '../clock';
import { AwsError } from '../service';
import type { DeployedFunction } from './deployed-function';
import type { InvocationResult } from './function';

/** Lambda waits this long before it tries a failed event again: a minute, then two. */
const RETRY_DELAYS_MS = [60_000, 120_000] as const;

/** A throttled event is tried again after a second, then ever later up to five minutes. */
const FIRST_THROTTLE_DELAY_MS = 1_000;
const MAX_THROTTLE_DELAY_MS = 300_000;

const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_EVENT_AGE_SECONDS = 21_600;

/** An event that was given up. */
export interface DroppedEvent {
  readonly functionName: string;
  readonly event: unknown;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
}

/** What it takes to invoke asynchronously. */
export interface AsyncInvocationProps {
  readonly clock: VirtualClock;
  readonly fn: DeployedFunction;
  readonly event: unknown;
  readonly invoke: () => Promise<InvocationResult>;
  readonly onDropped: (dropped: DroppedEvent) => void;
}

/** Invokes as Lambda does from its queue: again after a failure, until it works, is too often tried or too old. */
export function invokeAsynchronously({ clock, fn, event, invoke, onDropped }: AsyncInvocationProps): void {
  const acceptedAt = clock.now();
  const maxAgeMs = (fn.props.maxEventAgeSeconds ?? DEFAULT_MAX_EVENT_AGE_SECONDS) * 1000;
  const maxRetries = fn.props.asyncRetries ?? DEFAULT_RETRIES;
  let failures = 0;
  let throttles = 0;

  const again = (delay: number): void => {
    const at = clock.now() + delay;
    if (at - acceptedAt > maxAgeMs) {
      onDropped({ functionName: fn.props.name, event, condition: 'EventAgeExceeded' });
      return;
    }
    clock.schedule(at, () => void attempt());
  };

  const attempt = async (): Promise<void> => {
    const outcome = await outcomeOf(invoke);
    if (outcome === 'succeeded') return;
    if (outcome === 'throttled') {
      again(Math.min(MAX_THROTTLE_DELAY_MS, FIRST_THROTTLE_DELAY_MS * 2 ** throttles++));
      return;
    }
    const delay = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 0;
    if (failures++ < maxRetries) again(delay);
    else onDropped({ functionName: fn.props.name, event, condition: 'RetriesExhausted' });
  };
  void attempt();
}

async function outcomeOf(invoke: () => Promise<InvocationResult>): Promise<'succeeded' | 'failed' | 'throttled'> {
  try {
    return 'functionError' in (await invoke()) ? 'failed' : 'succeeded';
  } catch (error) {
    // Only throttling keeps an invocation from starting.
    if (error instanceof AwsError) return 'throttled';
    throw error;
  }
}
