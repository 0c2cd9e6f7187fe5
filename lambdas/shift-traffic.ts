import { sageMakerTraffic } from '../lib/aws/sagemaker-traffic';
import { STEP_RETRIES, TRAFFIC_LOOK, TRAFFIC_TIMEOUT } from '../lib/domain/bounds';
import { phaseBefore, phaseGoal } from '../lib/domain/phases';
import type { TrafficController } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import type { Change, StepInput, StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';

export type ShiftTrafficOutput = StepOutput<'await' | 'judge'>;

interface Ports extends LedgerPorts {
  readonly traffic: Pick<TrafficController, 'setWeights'>;
}

/** Sets the weights of the phase that Judge has decided on; if a breach or an abort came in between, Judge decides anew. */
export function createHandler(ports: Ports): Handler<StepInput, ShiftTrafficOutput> {
  return async (input) => {
    const { claim, release } = await send(ports, input, {
      announce,
      call: async ({ stage, goal, plan }) => {
        if (stage !== 'shifting' || goal === undefined || plan === undefined) return 'busy';
        // A first deployment has all the traffic from its first second.
        if (Object.keys(goal.weights).length === 0) return 'accepted';
        return ports.traffic.setWeights(plan.blueprint.endpoint, goal.weights);
      },
    });
    return release.stage === 'shifting'
      ? { claim, next: 'await', wait: TRAFFIC_LOOK }
      : { claim, next: 'judge', wait: 0 };
  };
}

function announce(release: Release, now: number): Change {
  if (release.stage !== 'shifting') return { release };
  const { goal: decided, ...rest } = release;
  if (release.breach !== undefined || release.control?.word === 'abort') {
    return { release: { ...rest, stage: 'judging', phase: phaseBefore(release) } };
  }
  const goal = decided ?? phaseGoal(planOf(release), release.phase, now);
  return {
    release: { ...release, goal, dueBy: now + (TRAFFIC_TIMEOUT + STEP_RETRIES) * 1000 },
    notes: [{ action: 'set weights', detail: { weights: goal.weights } }],
  };
}

export const compose: Compose<StepInput, ShiftTrafficOutput> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), traffic: sageMakerTraffic(connection) });

export const handler = entry(compose);
