import type { CallService } from '../calls/call';
import type { VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import type { Random } from '../random';
import type { Account, BusEvent, EmitServiceEvent, EmulatedService, PublishMetrics } from '../service';
import { BusStore } from './bus-store';
import { deliver, type DeliverProps, type Delivery, type DeliveryFaults } from './delivery/delivery';
import { deliveryMetrics } from './metrics';
import { busOperations } from './operations/buses';
import { putEvents } from './operations/put-events';
import { ruleOperations } from './operations/rules';
import { targetOperations } from './operations/targets';
import { DEFAULT_BUS, type Bus, type Rule } from './rules';
import { compileSchedule } from './schedule/schedule';

/** What AWS does not document, or what may be set to see what a slower bus does. */
export interface EventBridgeSettings {
  /** Virtual milliseconds from an event to its target. @default 500 */
  readonly deliveryLatency?: number;
  /**
   * How started executions are named: AWS does not say. `unique` lets a duplicate start a second execution,
   * `event-id` lets it collide with the first. @default 'unique'
   */
  readonly executionNames?: 'unique' | 'event-id';
}

/** What an EventBridge needs. */
export interface EventBridgeProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** The way to the targets. */
  readonly call: CallService;
  readonly publish?: PublishMetrics;
  readonly settings?: EventBridgeSettings;
}

/** EventBridge: buses, rules, schedules and deliveries in virtual time. */
export interface EventBridgeService extends EmulatedService {
  /** An AWS service's own event, on the default bus. */
  readonly emit: EmitServiceEvent;
  /** Puts a recorded event on its bus again, as an archive would. */
  replay(busName: string, event: BusEvent, replayName: string): void;
  /** Tells of every event that reaches a bus. */
  onEvent(listener: (busName: string, event: BusEvent) => void): void;
  /** Sets what may happen to deliveries; `undefined` ends it. */
  setDeliveryFaults(faults: DeliveryFaults | undefined): void;
  /** Events on their way to a target, and those that it refused and that are tried again. */
  underWay(): readonly Delivery[];
}

/** Makes an EventBridge. */
export function createEventBridge(props: EventBridgeProps): EventBridgeService {
  const { clock, random, account, call } = props;
  const store = new BusStore(account, clock);
  const listeners: ((busName: string, event: BusEvent) => void)[] = [];
  const underWay = new Set<{ readonly delivery: Delivery }>();
  let faults: DeliveryFaults | undefined;

  const deliverProps: DeliverProps = {
    clock,
    random,
    call,
    latency: props.settings?.deliveryLatency ?? 500,
    executionName: (event) =>
      props.settings?.executionNames === 'event-id' ? event.id : `${event.id}_${seededUuid(random)}`,
    forward(busArn, event) {
      const bus = store.find(busArn);
      // An event makes one hop from bus to bus and no second.
      if (bus !== undefined) publishTo(bus, event, 'from another bus');
    },
    underWay,
    onFailure: (delivery, outcome) => props.publish?.(deliveryMetrics(delivery, outcome, clock.now())),
  };

  const deliverTo = (rule: Rule, event: BusEvent, origin: Origin): void => {
    for (const target of rule.targets.values()) {
      if (origin === 'from another bus' && store.find(target.Arn) !== undefined) continue;
      const delivery = { event, rule, target };
      deliver(delivery, faults?.(delivery) ?? {}, deliverProps);
    }
  };

  const publishTo = (bus: Bus, event: BusEvent, origin: Origin = 'put'): void => {
    for (const listener of listeners) listener(bus.name, event);
    for (const rule of bus.rules.values()) {
      if (rule.state !== 'DISABLED' && rule.pattern?.matches(event) === true) deliverTo(rule, event, origin);
    }
  };

  const newEvent = (content: EventContent): BusEvent => ({
    version: '0',
    id: seededUuid(random),
    'detail-type': content.detailType,
    source: content.source,
    account: account.accountId,
    time: rfc3339(content.time === undefined ? clock.now() : content.time * 1000),
    region: account.region,
    resources: content.resources,
    detail: content.detail,
  });

  const reschedule = (rule: Rule): void => {
    rule.timer?.cancel();
    if (rule.schedule === undefined) return;
    const next = compileSchedule(rule.schedule.text, clock.now());
    const arm = (): void => {
      const at = rule.state === 'DISABLED' ? undefined : next(clock.now());
      if (at === undefined) return;
      rule.timer = clock.schedule(at, () => {
        const event = newEvent({
          source: 'aws.events',
          detailType: 'Scheduled Event',
          resources: [rule.arn],
          detail: {},
        });
        deliverTo(rule, event, 'put');
        arm();
      });
    };
    arm();
  };

  return {
    operations: {
      PutEvents: putEvents((entry) => {
        const event = newEvent(entry);
        const bus = store.find(entry.busName);
        // AWS accepts events for a bus that does not exist, and drops them.
        if (bus !== undefined) publishTo(bus, event);
        return event.id;
      }),
      ...busOperations(store, clock),
      ...ruleOperations(store, reschedule),
      ...targetOperations(store),
    },
    emit: (event) => publishTo(store.bus(DEFAULT_BUS), newEvent(event)),
    replay: (busName, event, replayName) => publishTo(store.bus(busName), { ...event, 'replay-name': replayName }),
    onEvent: (listener) => listeners.push(listener),
    underWay: () => Array.from(underWay, ({ delivery }) => delivery),
    setDeliveryFaults(next) {
      faults = next;
    },
  };
}

type Origin = 'put' | 'from another bus';

interface EventContent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Epoch seconds. */
  readonly time?: number;
}

function rfc3339(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
