import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { PROVISION_LOOK, PROVISION_TIMEOUT, STEP_RETRIES } from '../lib/domain/bounds';
import { findDrift, stopForDrift } from '../lib/domain/traffic/drift';
import type { Answer, EndpointState } from '../lib/domain/traffic/endpoint';
import { holdBeforeFinal } from '../lib/domain/look/look';
import { breachOfAbort } from '../lib/domain/release/controls';
import { metricsBefore } from '../lib/domain/sentinels/metrics-settings';
import { finalGoal } from '../lib/domain/traffic/phases';
import type { Deployer } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release/release';
import { isOnItsWayBack } from '../lib/domain/rollback/take-over';
import { entry, type Compose, type Handler } from './runtime/entry';
import { requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';
import { tagsOf } from './runtime/tags';

export interface FinalizeInput extends StepInput {
  /** Whether the caller knows what to do with `hold`; machines of earlier versions do not. @default false */
  readonly mayHold?: boolean;
}

export type FinalizeOutput = StepOutput<'await' | 'hold' | 'roll back'>;

interface Ports extends LedgerPorts {
  readonly deployer: Deployer;
}

/** Moves the endpoint to one variant with the new model, under the baseline's name. */
export function createHandler(ports: Ports): Handler<FinalizeInput, FinalizeOutput> {
  return async (input) => {
    const { record: known, release: current } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const endpoint = await ports.deployer.describe(input.claim.endpoint);
    const drift = findDrift(current, endpoint);
    const isUnderWay = endpoint !== undefined && isBoundFor(endpoint, planOf(current).candidate.finalConfig);
    let wait = PROVISION_LOOK;
    const { claim, release: sent } = await send(ports, input, {
      known,
      announce: (release, now) => {
        // An attempt whose answer was lost has turned it round.
        if (isOnItsWayBack(release)) return { release };
        // The last moment for an abort that was spoken after the last look: the new fleet would have all the traffic.
        const { control } = release;
        if (control?.word === 'abort') {
          const breach = breachOfAbort(control, now);
          return stopForDrift({ ...release, breach }, breach.reason, now);
        }
        if (drift !== undefined) return stopForDrift(release, drift, now);
        if (release.breach !== undefined && !isUnderWay && input.mayHold === true) {
          const held = holdBeforeFinal(release, release.breach, now);
          wait = held.wait;
          return { release: { ...held.release, dueBy: now + (wait + STEP_RETRIES) * 1000 }, notes: held.notes };
        }
        // A goal that is there already was set by this step before its answer was lost, or by a call that met a busy endpoint.
        const again = release.goal?.step === 'final';
        const { finalConfig: config, finalVariant: variant, model } = planOf(release).candidate;
        return {
          release: {
            ...release,
            goal: again ? release.goal : finalGoal(planOf(release), now),
            finalizeAttempts: release.finalizeAttempts + (again ? 0 : 1),
            dueBy: now + (PROVISION_TIMEOUT + STEP_RETRIES) * 1000,
          },
          notes: [{ action: 'finalize', detail: { config, variant, model } }],
        };
      },
      call: async (release) => (release.stage === 'finalizing' ? finalize(ports.deployer, release) : 'busy'),
    });
    if (isOnItsWayBack(sent)) return { claim, next: 'roll back', wait: 0 };
    return { claim, next: sent.stage === 'judging' ? 'hold' : 'await', wait };
  };
}

function isBoundFor({ config, pendingConfig }: EndpointState, wanted: string): boolean {
  return config === wanted || pendingConfig === wanted;
}

async function finalize(deployer: Deployer, release: Release): Promise<Answer> {
  const { baseline, candidate, blueprint } = planOf(release);
  const endpoint = await deployer.describe(blueprint.endpoint);
  if (endpoint !== undefined && isBoundFor(endpoint, candidate.finalConfig)) return 'accepted';
  if (endpoint === undefined || endpoint.config !== candidate.sharedConfig) {
    throw new Error(
      `endpoint ${blueprint.endpoint} has config ${endpoint?.config ?? 'gone'}, not ${candidate.sharedConfig}: somebody else changed it, so it is not finalized`,
    );
  }
  const live = endpoint.variants.find(({ name }) => name === candidate.variant);
  await deployer.copyConfig({
    source: candidate.sharedConfig,
    config: candidate.finalConfig,
    variants: [
      {
        from: candidate.variant,
        name: candidate.finalVariant,
        weight: 1,
        instances: Math.max(
          live?.desiredInstances ?? candidate.instances,
          Math.min(baseline?.instances ?? 1, blueprint.maxCapacity ?? Infinity),
        ),
      },
    ],
    ...metricsBefore(planOf(release)),
    tags: tagsOf(release),
  });
  // Weights and counts are taken from the config: under the baseline's name, the live ones are those of the old model.
  return deployer.updateEndpoint(blueprint.endpoint, candidate.finalConfig, 'nothing');
}

export const compose: Compose<FinalizeInput, FinalizeOutput> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), deployer: sageMakerDeployer(connection) });

export const handler = entry(compose);
