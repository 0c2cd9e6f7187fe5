import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { PROVISION_LOOK, PROVISION_TIMEOUT, ROLLBACK_STEP_RETRIES } from '../lib/domain/bounds';
import { newGoal } from '../lib/domain/traffic/phases';
import type { EndpointState } from '../lib/domain/traffic/endpoint';
import type { Deployer } from '../lib/domain/ports';
import { planOf, type Plan } from '../lib/domain/release/release';
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
    const endpoint = await ports.deployer.describe(input.claim.endpoint);
    const { claim } = await send(ports, input, {
      announce: (release, now) => {
        const config = targetOf(planOf(release), endpoint);
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
        const config = targetOf(planOf(release), endpoint);
        if (endpoint === undefined || [endpoint.config, endpoint.pendingConfig].includes(config)) return 'accepted';
        return ports.deployer.updateEndpoint(input.claim.endpoint, config, 'capacity');
      },
    });
    return { claim, next: 'await', wait: PROVISION_LOOK };
  };
}

/** Only our own config is replaced; whatever is there besides, or has been deployed by somebody else since, stays. */
function targetOf({ baseline, candidate }: Plan, endpoint: EndpointState | undefined): string {
  const isOurs = endpoint?.config === candidate.sharedConfig || endpoint?.config === candidate.finalConfig;
  return (isOurs ? baseline?.config : endpoint?.config) ?? '';
}

export const compose: Compose<StepInput, StepOutput<'await'>> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), deployer: sageMakerDeployer(connection) });

export const handler = entry(compose);
