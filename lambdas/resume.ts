import { stepFunctions } from '../lib/aws/step-functions';
import { NotPossible } from '../lib/domain/errors';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ControlInput, type ControlOutput, type ControlPorts, refuseLate, speak } from './runtime/control';
import { recordPorts } from './runtime/ports';

/** Ends a pause. */
export function createHandler(ports: ControlPorts): Handler<ControlInput, ControlOutput> {
  return async (input) => {
    const { endpoint, release, effect } = await speak(ports, input, {
      verb: 'resume',
      change: (live, { reason }) => {
        if (live.control?.word !== 'pause')
          throw new NotPossible(`cannot resume release ${live.number}: it is not paused`);
        refuseLate('resume', live);
        const { control: _, ...rest } = live;
        return { release: rest, note: { action: 'say resume', event: 'deployment.resumed', detail: { reason } } };
      },
    });
    return { endpoint, release, effect };
  };
}

export const compose: Compose<ControlInput, ControlOutput> = (environment, connection) =>
  createHandler({ ...recordPorts(environment, connection), executions: stepFunctions(connection) });

export const handler = entry(compose);
