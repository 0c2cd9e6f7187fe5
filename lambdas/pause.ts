import { stepFunctions } from '../lib/aws/step-functions';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ControlInput, type ControlOutput, type ControlPorts, speak, withWord } from './runtime/control';
import { recordPorts } from './runtime/ports';

/** Holds the release where it is, and goes on watching it, until somebody resumes or aborts it. */
export function createHandler(ports: ControlPorts): Handler<ControlInput, ControlOutput> {
  return async (input) => {
    const { endpoint, release, effect } = await speak(ports, input, {
      verb: 'pause',
      change: (live, control) => ({
        release: withWord(live, { word: 'pause', ...control }),
        note: { action: 'say pause', detail: { reason: control.reason } },
      }),
    });
    return { endpoint, release, effect };
  };
}

export const compose: Compose<ControlInput, ControlOutput> = (environment, connection) =>
  createHandler({ ...recordPorts(environment, connection), executions: stepFunctions(connection) });

export const handler = entry(compose);
