import { clockOf, type Connection } from '../../lib/aws/connection';
import { eventBridgeEmitter } from '../../lib/aws/event-bridge-emitter';
import { releaseTable } from '../../lib/aws/release-table';
import { ENVIRONMENT, type Environment } from '../../lib/domain/environment';
import type { Clock, EventEmitter, ReleaseStore } from '../../lib/domain/ports';
import { requireSetting } from './settings';

/** What every step of a release needs: the record, the bus and the time. */
export interface LedgerPorts {
  readonly store: ReleaseStore;
  readonly events: EventEmitter;
  readonly clock: Clock;
}

/** The ports of the ledger, on AWS. */
export function ledgerPorts(environment: Environment, connection: Connection): LedgerPorts {
  return {
    store: releaseTable(requireSetting(environment, ENVIRONMENT.table), connection),
    events: eventBridgeEmitter(requireSetting(environment, ENVIRONMENT.bus), connection),
    clock: clockOf(connection),
  };
}
