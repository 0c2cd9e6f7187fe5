import type { VirtualClock } from '../clock';
import { AwsError, type Account } from '../service';
import { DEFAULT_BUS, type Bus, type Rule } from './rules';

/** The buses of an account, and how they are found. */
export class BusStore {
  readonly buses = new Map<string, Bus>();
  readonly #account: Account;

  constructor(account: Account, clock: VirtualClock) {
    this.#account = account;
    this.create(DEFAULT_BUS, clock.now() / 1000);
  }

  create(name: string, createdAt: number, description?: string): Bus {
    const arn = this.arn(`event-bus/${name}`);
    const bus: Bus = {
      name,
      arn,
      createdAt,
      rules: new Map(),
      ...(description === undefined ? {} : { description }),
    };
    this.buses.set(name, bus);
    return bus;
  }

  /** `NAME` or `arn:…:event-bus/NAME`; nothing is the default bus. */
  find(nameOrArn: string | undefined): Bus | undefined {
    return this.buses.get(busNameOf(nameOrArn));
  }

  bus(nameOrArn: string | undefined): Bus {
    const bus = this.find(nameOrArn);
    if (bus !== undefined) return bus;
    throw new AwsError('ResourceNotFoundException', `Event bus ${busNameOf(nameOrArn)} does not exist.`);
  }

  rule(busName: string | undefined, name: string): Rule {
    const bus = this.bus(busName);
    const rule = bus.rules.get(name);
    if (rule !== undefined) return rule;
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
  }

  ruleArn(bus: Bus, name: string): string {
    return this.arn(bus.name === DEFAULT_BUS ? `rule/${name}` : `rule/${bus.name}/${name}`);
  }

  arn(resource: string): string {
    const { accountId, region, partition = 'aws' } = this.#account;
    return `arn:${partition}:events:${region}:${accountId}:${resource}`;
  }
}

function busNameOf(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return DEFAULT_BUS;
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split('event-bus/')[1] ?? nameOrArn) : nameOrArn;
}
