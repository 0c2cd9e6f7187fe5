import type { Emulator } from '../emulator';
import type { LoadFunction } from '../lambda/function';
import type { Account } from '../service';

/** Resolved properties of a resource. */
export type Properties = Readonly<Record<string, unknown>>;

/** How other resources see a resource. */
export interface Identity {
  /** What `Ref` gives, which is also the physical id. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What it takes to create a resource. */
interface Creation {
  readonly emulator: Emulator;
  readonly logicalId: string;
  /** The given or made-up name. */
  readonly name: string;
  readonly identity: Identity;
  readonly properties: Properties;
  readonly load: (logicalId: string, properties: Properties) => LoadFunction;
  /** Resolved properties of all resources of a type. */
  readonly siblings: (type: string) => readonly Properties[];
}

/** A type of resource that the emulator can deploy, or knows to have no behaviour here. */
export interface ResourceType {
  /** The property that gives the name. @default - none; the name is always made up */
  readonly nameProperty?: string;
  /** @default 255 */
  readonly maxNameLength?: number;
  identify(name: string, account: Account, properties: Properties): Identity;
  /** @default - nothing to do */
  create?(creation: Creation): Promise<void>;
}

/** An ARN of the emulated account. */
export function arnOf(account: Account, service: string, resource: string): string {
  const { partition = 'aws', region, accountId } = account;
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
