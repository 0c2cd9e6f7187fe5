import type { VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import type { Random } from '../random';

/** An attribute of a message. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
}

/** A message in a queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  receiptHandle?: string;
  firstReceivedAt?: number;
}

/** What a queue is set to. */
export interface QueueSettings {
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  /** Where a message goes that was received too often. */
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

/** A queue and its messages, oldest first. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  /** All attributes as they were set. */
  readonly attributes: Readonly<Record<string, string>>;
  messages: QueuedMessage[] = [];
  readonly #clock: VirtualClock;
  readonly #random: Random;

  constructor(props: {
    readonly name: string;
    readonly arn: string;
    readonly url: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly settings: QueueSettings;
    readonly clock: VirtualClock;
    readonly random: Random;
  }) {
    this.name = props.name;
    this.arn = props.arn;
    this.url = props.url;
    this.attributes = props.attributes;
    this.settings = props.settings;
    this.#clock = props.clock;
    this.#random = props.random;
  }

  /** Messages that could be received now. */
  visible(): readonly QueuedMessage[] {
    const now = this.#clock.now();
    return this.messages.filter((message) => message.visibleAt <= now);
  }

  add(message: Pick<QueuedMessage, 'body' | 'attributes' | 'groupId'>, delaySeconds?: number): QueuedMessage {
    const now = this.#clock.now();
    const added: QueuedMessage = {
      ...message,
      id: seededUuid(this.#random),
      sentAt: now,
      visibleAt: now + (delaySeconds ?? this.settings.delaySeconds) * 1000,
      receiveCount: 0,
    };
    this.messages.push(added);
    return added;
  }

  /** Takes messages out of sight until their visibility time-out. */
  receive(max: number, visibilitySeconds = this.settings.visibilitySeconds): readonly QueuedMessage[] {
    const now = this.#clock.now();
    const received = this.visible().slice(0, max);
    for (const message of received) {
      message.receiveCount++;
      message.visibleAt = now + visibilitySeconds * 1000;
      message.receiptHandle = seededUuid(this.#random);
      message.firstReceivedAt ??= now;
    }
    return received;
  }

  delete(receiptHandle: string): boolean {
    const before = this.messages.length;
    this.messages = this.messages.filter((message) => message.receiptHandle !== receiptHandle);
    return this.messages.length < before;
  }
}
