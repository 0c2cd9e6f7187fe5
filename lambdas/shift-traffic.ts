import { sageMakerTraffic } from '../lib/aws/sagemaker-traffic';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { PROVISION_TIMEOUT, STEP_RETRIES, TRAFFIC_LOOK, TRAFFIC_TIMEOUT } from '../lib/domain/bounds';
import { phaseBefore, phaseGoal } from '../lib/domain/traffic/phases';
import { findDrift, stopForDrift } from '../lib/domain/traffic/drift';
import type { EndpointState } from '../lib/domain/traffic/endpoint';
import { countBaseline } from '../lib/domain/traffic/baseline-count';
import { capacityGoal, sizeFor } from '../lib/domain/traffic/sizing';
import type { Deployer, TrafficController } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release/release';
import { isOnItsWayBack } from '../lib/domain/rollback/take-over';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type Change, flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';

export type ShiftTrafficOutput = StepOutput<'await' | 'judge' | 'roll back'>;

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe'>;
  readonly traffic: Pick<TrafficController, 'setWeights' | 'setInstances'>;
}

/**
 * Sets the weights of the phase that Judge has decided on, once the candidate has the instances for them. If a breach or an abort came in
 * between, Judge decides anew.
 */
export function createHandler(ports: Ports): Handler<StepInput, ShiftTrafficOutput> {
  return async (input) => {
    const { record: known, release: current } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const endpoint = await ports.deployer.describe(input.claim.endpoint);
    const drift = findDrift(current, endpoint);
    if (drift !== undefined && current.stage === 'shifting') {
      const stopped = await renew(ports, input, (release, now) => stopForDrift(release, drift, now), known);
      return { claim: await flush(ports, stopped.claim, stopped.record), next: 'roll back', wait: 0 };
    }
    const { claim, release } = await send(ports, input, {
      known,
      announce: (shifting, now) => announce(shifting, now, endpoint),
      call: async ({ stage, goal, plan }) => {
        if (stage !== 'shifting' || goal === undefined || plan === undefined) return 'busy';
        const instances = goal.instances[plan.candidate.variant];
        if (goal.step === 'capacity' && instances !== undefined) {
          return ports.traffic.setInstances(plan.blueprint.endpoint, plan.candidate.variant, instances);
        }
        // A first deployment has all the traffic from its first second.
        if (Object.keys(goal.weights).length === 0) return 'accepted';
        return ports.traffic.setWeights(plan.blueprint.endpoint, goal.weights);
      },
    });
    // An attempt whose answer was lost has turned it round.
    if (isOnItsWayBack(release)) return { claim, next: 'roll back', wait: 0 };
    return release.stage === 'shifting'
      ? { claim, next: 'await', wait: TRAFFIC_LOOK }
      : { claim, next: 'judge', wait: 0 };
  };
}

function announce(release: Release, now: number, endpoint: EndpointState | undefined): Change {
  if (release.stage !== 'shifting') return { release };
  const { goal: decided, ...rest } = release;
  if (release.breach !== undefined || release.control?.word === 'abort') {
    return { release: { ...rest, stage: 'judging', phase: cameFrom(release) } };
  }
  const plan = planOf(release);
  const shift = decided?.step === 'traffic' ? decided : phaseGoal(plan, release.phase, now);
  const percent = shift.weights[plan.candidate.variant] ?? 0;
  const { add, tooFew } = endpoint === undefined ? {} : sizeFor(plan, endpoint, percent);
  if (tooFew !== undefined && !isAllowed(release)) return askFirst(release, tooFew);
  const counted = countBaseline(noteTooFew(release, tooFew), endpoint);
  if (add !== undefined) {
    const goal = decided?.step === 'capacity' ? decided : capacityGoal(release, add, now);
    return {
      release: { ...counted, goal, dueBy: now + (PROVISION_TIMEOUT + STEP_RETRIES) * 1000 },
      notes: [
        { action: 'add instances', detail: { instances: goal.instances, ...(tooFew !== undefined && { tooFew }) } },
      ],
    };
  }
  const goal = decided?.step === 'capacity' ? shift : (decided ?? shift);
  return {
    release: { ...counted, goal, dueBy: now + (TRAFFIC_TIMEOUT + STEP_RETRIES) * 1000 },
    notes: [{ action: 'set weights', detail: { weights: goal.weights, ...(tooFew !== undefined && { tooFew }) } }],
  };
}

/** Whether a person has said that the phase may begin with too few instances; one that gets its traffic back had it before. */
function isAllowed({ capped, phase, retreated }: Release): boolean {
  return capped?.phase === phase || retreated?.includes(phase) === true;
}

/** The phase waits for a person: more traffic than the fleet can take would be harm that was foreseen. */
function askFirst({ goal: _, ...release }: Release, reason: string): Change {
  return {
    release: { ...release, stage: 'judging', phase: cameFrom(release), capped: { phase: release.phase, reason } },
    notes: [{ action: 'call off shift', detail: { reason } }],
  };
}

function noteTooFew(release: Release, tooFew: string | undefined): Release {
  return tooFew === undefined ? release : { ...release, remarks: [...new Set([...release.remarks, tooFew])] };
}

/** Where a shift comes from that is called off: the phase before, or the same one where half of its traffic was to go back. */
function cameFrom(release: Release): number {
  return release.retreat === undefined ? phaseBefore(release) : release.phase;
}

export const compose: Compose<StepInput, ShiftTrafficOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: sageMakerTraffic(connection),
  });

export const handler = entry(compose);
