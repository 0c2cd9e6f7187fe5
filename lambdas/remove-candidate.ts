import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { PROVISION_LOOK, PROVISION_TIMEOUT, ROLLBACK_STEP_RETRIES } from '../lib/domain/bounds';
import { newGoal } from '../lib/domain/phases';
import type { Deployer } from '../lib/domain/ports';
import { planOf, type Plan } from '../lib/domain/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import type { StepInput, StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe' | 'updateEndpoint'>;
}

/** Moves the endpoint back to the config it had before, which ends the candidate's fleet. */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'await'>> {
  return async (input) => {
    const { claim } = await send(ports, input, {
      announce: (release, now) => {
        const config = baselineConfig(planOf(release));
        const goal = newGoal({ step: 'removed', config, now, seconds: PROVISION_TIMEOUT });
        return {
          release: {
            ...release,
            goal: release.goal?.step === 'removed' ? release.goal : goal,
            dueBy: now + (PROVISION_TIMEOUT + ROLLBACK_STEP_RETRIES) * 1000,
          },
          notes: [{ action: 'remove candidate', detail: { variant: planOf(release).candidate.variant, config } }],
        };
      },
      call: async (release) => {
        const { blueprint, candidate } = planOf(release);
        const config = baselineConfig(planOf(release));
        const endpoint = await ports.deployer.describe(blueprint.endpoint);
        // Only our own config is replaced; whatever somebody else has deployed since stays.
        const isOurs = endpoint?.config === candidate.sharedConfig || endpoint?.config === candidate.finalConfig;
        if (!isOurs || endpoint.pendingConfig === config) return 'accepted';
        return ports.deployer.updateEndpoint(blueprint.endpoint, config, 'capacity');
      },
    });
    return { claim, next: 'await', wait: PROVISION_LOOK };
  };
}

function baselineConfig({ baseline }: Plan): string {
  return baseline?.config ?? '';
}

export const compose: Compose<StepInput, StepOutput<'await'>> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), deployer: sageMakerDeployer(connection) });

export const handler = entry(compose);
