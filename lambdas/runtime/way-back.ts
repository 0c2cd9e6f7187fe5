import { rollbackExecutionName } from '../../lib/domain/names';
import type { Executions } from '../../lib/domain/ports';
import type { ControlInput } from './control';

/** What starts the way back of a release that was aborted. */
export interface WayBackPorts {
  readonly executions: Pick<Executions, 'start'>;
  readonly rollbackMachine: string;
}

/** Starts the way back of a release to which an abort was spoken. Of the same cause there is one, however often it is started. */
export async function startWayBack(
  { executions, rollbackMachine }: WayBackPorts,
  { endpoint, release, cause }: { readonly endpoint: string; readonly release: number; readonly cause: string },
  { actor, reason }: Pick<ControlInput, 'actor' | 'reason'>,
): Promise<void> {
  const name = rollbackExecutionName(endpoint, release, cause);
  await executions.start(rollbackMachine, name, { endpoint, release, actor, reason });
}
