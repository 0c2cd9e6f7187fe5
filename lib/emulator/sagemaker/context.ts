import type { VirtualClock } from '../clock';
import type { Account, EmitServiceEvent } from '../service';
import type { Faults } from './lifecycle/faults';
import type { SageMakerSettings } from './settings';
import type { Endpoint, Store } from './state';

/** What every operation works with. */
export interface Context {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly settings: SageMakerSettings;
  readonly store: Store;
  readonly faults: Faults;
  readonly emit: EmitServiceEvent;
  /** Whether Application Auto Scaling has this variant registered. */
  readonly isScalable: (endpoint: string, variant: string) => boolean;
  /** To be called after every change of what an endpoint serves, its status included. */
  readonly changed: (endpoint: Endpoint) => void;
  /** To be called when an endpoint is no more. */
  readonly removed: (endpoint: Endpoint) => void;
}
