import { stepFunctions } from '../lib/aws/step-functions';
import { ENVIRONMENT } from '../lib/domain/environment';
import type { Executions } from '../lib/domain/ports';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ControlInput, type ControlOutput, type ControlPorts, speak, withWord } from './runtime/control';
import { recordPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';
import { startWayBack, type WayBackPorts } from './runtime/way-back';

interface Ports extends ControlPorts, WayBackPorts {
  readonly executions: Pick<Executions, 'wake' | 'start'>;
}

/**
 * Puts everything back at once. Should the start of the rollback be lost, the release goes back at its next look; a failed way back
 * has none, and waits for a start alone.
 */
export function createHandler(ports: Ports): Handler<ControlInput, ControlOutput> {
  return async (input) => {
    const { endpoint, release } = await speak(ports, input, {
      verb: 'abort',
      change: (live, control) =>
        live.stage === 'rollback_failed'
          ? undefined
          : {
              release: withWord(live, { word: 'abort', ...control }),
              note: { action: 'say abort', detail: { reason: control.reason } },
            },
    });
    await startWayBack(ports, { endpoint, release, cause: `abort-${ports.clock()}` }, input);
    return { endpoint, release, effect: 'now' };
  };
}

export const compose: Compose<ControlInput, ControlOutput> = (environment, connection) =>
  createHandler({
    ...recordPorts(environment, connection),
    executions: stepFunctions(connection),
    rollbackMachine: requireSetting(environment, ENVIRONMENT.rollbackMachine),
  });

export const handler = entry(compose);
