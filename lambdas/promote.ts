import { NotPossible } from '../lib/domain/errors';
import { stepFunctions } from '../lib/aws/step-functions';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ControlInput, type ControlOutput, type ControlPorts, speak, withWord } from './runtime/control';
import { recordPorts } from './runtime/ports';

export interface PromoteInput extends ControlInput {
  /** All the way to 100 % instead of to the next phase. @default false */
  readonly full?: boolean;
}

/** Ends the wait or the bake under way and goes to the next phase, or to all of the traffic. */
export function createHandler(ports: ControlPorts): Handler<PromoteInput, ControlOutput> {
  return async (input) => {
    const { endpoint, release, effect } = await speak(ports, input, {
      verb: 'promote',
      change: (live, control) => {
        // The same word said twice must not end the next phase's bake as well; and a staged breach that is a moment old nobody can have seen.
        if (live.stage === 'shifting' && (input.full !== true || live.retreat !== undefined)) {
          throw new NotPossible(`cannot promote release ${live.number}: it is shifting traffic already`);
        }
        return {
          release: withWord(live, { word: 'promote', full: input.full === true, ...control }),
          note: { action: 'say promote', detail: { reason: control.reason, full: input.full === true } },
        };
      },
    });
    return { endpoint, release, effect };
  };
}

export const compose: Compose<PromoteInput, ControlOutput> = (environment, connection) =>
  createHandler({ ...recordPorts(environment, connection), executions: stepFunctions(connection) });

export const handler = entry(compose);
