import { clockOf, type Connection } from '../../lib/aws/connection';
import { eventBridgeEmitter } from '../../lib/aws/event-bridge-emitter';
import { releaseTable } from '../../lib/aws/release-table';
import { ENVIRONMENT, type Environment } from '../../lib/domain/environment';
import type { Clock, EventEmitter, ReleaseStore } from '../../lib/domain/ports';
import { requireSetting } from './settings';

/** What everybody needs who writes to the record. */
export interface RecordPorts {
  readonly store: ReleaseStore;
  readonly clock: Clock;
}

/** What every step of a release needs: the record, the bus and the time. */
export interface LedgerPorts extends RecordPorts {
  readonly events: EventEmitter;
}

/** The record, on AWS. */
export function recordPorts(environment: Environment, connection: Connection): RecordPorts {
  return {
    store: releaseTable(requireSetting(environment, ENVIRONMENT.table), connection),
    clock: clockOf(connection),
  };
}

/** The ports of the ledger, on AWS. */
export function ledgerPorts(environment: Environment, connection: Connection): LedgerPorts {
  return {
    ...recordPorts(environment, connection),
    events: eventBridgeEmitter(requireSetting(environment, ENVIRONMENT.bus), connection),
  };
}
