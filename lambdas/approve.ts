import { stepFunctions } from '../lib/aws/step-functions';
import { gateOf } from '../lib/domain/release/gates';
import { NotPossible } from '../lib/domain/errors';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ControlInput, type ControlOutput, type ControlPorts, speak, withWord } from './runtime/control';
import { recordPorts } from './runtime/ports';

export interface ApproveInput extends ControlInput {
  /** Name of the phase whose gate is meant. */
  readonly gate: string;
}

/** Opens the gate that a release waits at: this one and no other, and nothing else that a promotion could do. */
export function createHandler(ports: ControlPorts): Handler<ApproveInput, ControlOutput> {
  return async (input) => {
    const { endpoint, release, effect } = await speak(ports, input, {
      verb: 'approve',
      change: (live, control) => {
        const waiting = gateOf(live);
        if (waiting === undefined) throw new NotPossible(`cannot approve release ${live.number}: it waits at no gate`);
        if (waiting !== input.gate) {
          throw new NotPossible(
            `cannot approve gate ${input.gate} of release ${live.number}: it waits at the gate of phase ${waiting}`,
          );
        }
        return {
          release: withWord(live, { word: 'promote', ...control }),
          note: { action: 'say approve', detail: { reason: control.reason, gate: waiting } },
        };
      },
    });
    return { endpoint, release, effect };
  };
}

export const compose: Compose<ApproveInput, ControlOutput> = (environment, connection) =>
  createHandler({ ...recordPorts(environment, connection), executions: stepFunctions(connection) });

export const handler = entry(compose);
