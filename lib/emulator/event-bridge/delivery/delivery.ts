import type { CallService } from '../../calls/call';
import type { VirtualClock } from '../../clock';
import type { Random } from '../../random';
import { AwsError, type BusEvent, type Caller } from '../../service';
import type { Target } from '../rules';
import { sendToTarget } from './send-to-target';
import { targetInput } from './target-input';

/** One event on its way to one target of one rule. */
export interface Delivery {
  readonly event: BusEvent;
  readonly rule: { readonly name: string; readonly arn: string; readonly busName: string };
  readonly target: Target;
}

/** What happens to a delivery on its way; what is left out is as usual. */
export interface DeliveryFault {
  /** Never delivered, and no dead letter: the loss of a best-effort source. */
  readonly drop?: true;
  /** Virtual milliseconds on top of the usual latency; deliveries are reordered by delaying some. */
  readonly delay?: number;
  /** Further deliveries of the same event, each so many virtual milliseconds after the first. */
  readonly duplicates?: readonly number[];
}

/** Decides the fate of each delivery. */
export type DeliveryFaults = (delivery: Delivery) => DeliveryFault | undefined;

/** What it takes to deliver. */
export interface DeliverProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly call: CallService;
  /** Virtual milliseconds from an event to its target. */
  readonly latency: number;
  readonly executionName: (event: BusEvent) => string;
  readonly forward: (busArn: string, event: BusEvent) => void;
  readonly onFailure: (delivery: Delivery, outcome: 'failed' | 'dead letter' | 'lost') => void;
  /** Deliveries that have not arrived, and may still. */
  readonly underWay: Set<{ readonly delivery: Delivery }>;
}

const DEFAULT_MAX_AGE_SECONDS = 86_400;
const DEFAULT_MAX_RETRIES = 185;

/** 185 tries fill the 24 hours of the default policy at about this pace. */
const MAX_BACKOFF_MS = 600_000;

/** Errors that no retry can mend go to the dead-letter queue at once. */
const PERMANENT_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'RESOURCE_NOT_FOUND',
  StateMachineDoesNotExist: 'RESOURCE_NOT_FOUND',
  'AWS.SimpleQueueService.NonExistentQueue': 'RESOURCE_NOT_FOUND',
  QueueDoesNotExist: 'RESOURCE_NOT_FOUND',
  NotFoundException: 'RESOURCE_NOT_FOUND',
  ExecutionAlreadyExists: 'RESOURCE_ALREADY_EXISTS',
  AccessDeniedException: 'NO_PERMISSIONS',
};

interface AttemptProps extends DeliverProps {
  /** Is told when the delivery has arrived or was given up. */
  readonly onEnd: () => void;
}

/** Delivers at least once: with retries, then to the dead-letter queue if there is one. */
export function deliver(delivery: Delivery, fault: DeliveryFault, props: DeliverProps): void {
  if (fault.drop === true) return;
  const { clock } = props;
  const at = clock.now() + props.latency + (fault.delay ?? 0);
  for (const extra of [0, ...(fault.duplicates ?? [])]) {
    const executionName = props.executionName(delivery.event);
    const copy = { delivery };
    props.underWay.add(copy);
    const onEnd = (): void => void props.underWay.delete(copy);
    clock.schedule(at + extra, () => attempt(delivery, { ...props, executionName: () => executionName, onEnd }, 0));
  }
}

function attempt(delivery: Delivery, props: AttemptProps, retries: number): void {
  const { clock } = props;
  const { event, rule, target } = delivery;
  if (isTooOld(delivery, clock.now())) {
    giveUp(delivery, props, { code: 'SDK_CLIENT_ERROR', message: '', condition: 'MaximumEventAgeInSeconds', retries });
    return;
  }
  sendToTarget({
    call: props.call,
    target,
    event,
    input: targetInput(target, event, rule),
    caller: callerOf(rule),
    executionName: props.executionName(event),
    forward: props.forward,
  }).then(props.onEnd, (error: unknown) => {
    props.onFailure(delivery, 'failed');
    const code = error instanceof AwsError ? error.code : 'INTERNAL_ERROR';
    const message = error instanceof Error ? error.message : String(error);
    const permanent = PERMANENT_CODES[code];
    if (permanent !== undefined) {
      giveUp(delivery, props, { code: permanent, message, retries });
      return;
    }
    if (retries >= (target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_MAX_RETRIES)) {
      giveUp(delivery, props, { code: errorCode(code), message, condition: 'MaximumRetryAttempts', retries });
      return;
    }
    const backoff = Math.min(MAX_BACKOFF_MS, 1000 * 2 ** Math.min(retries, 20));
    const wait = backoff * (0.5 + props.random.next() / 2);
    clock.schedule(clock.now() + Math.round(wait), () => attempt(delivery, props, retries + 1));
  });
}

interface LastError {
  readonly code: string;
  readonly message: string;
  readonly condition?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
  readonly retries: number;
}

function giveUp(delivery: Delivery, props: AttemptProps, last: LastError): void {
  props.onEnd();
  const { event, rule, target } = delivery;
  const queue = target.DeadLetterConfig?.Arn;
  if (queue === undefined) {
    props.onFailure(delivery, 'lost');
    return;
  }
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: last.code,
    ERROR_MESSAGE: last.message,
    RETRY_ATTEMPTS: String(last.retries),
    ...(last.condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: last.condition }),
  };
  const message = {
    QueueUrl: queue,
    MessageBody: JSON.stringify(event),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
  props.call('SQS', 'SendMessage', message, callerOf(rule)).then(
    () => props.onFailure(delivery, 'dead letter'),
    () => props.onFailure(delivery, 'lost'),
  );
}

function isTooOld({ event, target }: Delivery, now: number): boolean {
  const maxAge = target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_SECONDS;
  return now - Date.parse(event.time) > maxAge * 1000;
}

/** Rules call in their own name, so that their calls can be told from those of a function. */
function callerOf(rule: { readonly name: string }): Caller {
  return { name: `rule/${rule.name}` };
}

function errorCode(code: string): string {
  return /Throttl|TooManyRequests|LimitExceeded/.test(code) ? 'THROTTLING' : 'INTERNAL_ERROR';
}
