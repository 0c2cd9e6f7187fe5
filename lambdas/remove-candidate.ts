import { autoScaling } from '../lib/aws/auto-scaling';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { sageMakerTraffic } from '../lib/aws/sagemaker-traffic';
import { PROVISION_LOOK, PROVISION_TIMEOUT, ROLLBACK_STEP_RETRIES } from '../lib/domain/bounds';
import { QuotaReached } from '../lib/domain/errors';
import { describeMissing, missingInstances, NOT_REFILLED, refillGoal } from '../lib/domain/traffic/baseline-count';
import { newGoal } from '../lib/domain/traffic/phases';
import type { EndpointState } from '../lib/domain/traffic/endpoint';
import type { Deployer, TrafficController } from '../lib/domain/ports';
import { type EndpointRecord, isCandidateConfig, type Plan, planOf, type Release } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type Change, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe' | 'updateEndpoint'>;
  readonly traffic: Pick<TrafficController, 'mostInstances' | 'setInstances'>;
}

/** Moves the endpoint back to the config it had before, which ends the candidate's fleet; lost instances of the baseline come first. */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'await'>> {
  return async (input) => {
    const { record: known, release } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const endpoint = await ports.deployer.describe(input.claim.endpoint);
    const instances = await instancesToRefill(ports, release, endpoint);
    if (endpoint === undefined || instances === undefined) return remove(ports, input, { endpoint, known });
    try {
      return await refill(ports, input, { endpoint, instances, known });
    } catch (error) {
      if (!(error instanceof QuotaReached)) throw error;
      return remove(ports, input, { endpoint, remark: `${NOT_REFILLED}: ${error.message}` });
    }
  };
}

/**
 * The baseline's count, where instances of it are missing and were not asked for in vain. A fleet keeps its count when the
 * candidate is removed, so it is put right before. Autoscaling's maximum is respected, and no count is ever lowered.
 */
async function instancesToRefill(
  { traffic }: Ports,
  release: Release,
  endpoint: EndpointState | undefined,
): Promise<number | undefined> {
  const { goal, remarks } = release;
  // Asked for already: when they are in service, or will not come, the goal is gone.
  if (goal?.step === 'refilled') return Object.values(goal.instances)[0];
  const missing = missingInstances(release, endpoint);
  const isInVain = goal?.step === 'removed' || remarks.some((remark) => remark.startsWith(NOT_REFILLED));
  if (missing === undefined || isInVain) return undefined;
  const most = await traffic.mostInstances(planOf(release).blueprint.endpoint, missing.variant);
  const instances = Math.min(missing.before, most ?? missing.before);
  // Instances that were lost and not taken away are replaced by SageMaker itself.
  return instances > missing.desired ? instances : undefined;
}

/** Asks for the baseline's instances; when they are in service, this step is visited again. */
async function refill(
  ports: Ports,
  input: StepInput,
  {
    endpoint,
    instances,
    known,
  }: { readonly endpoint: EndpointState; readonly instances: number; readonly known: EndpointRecord },
): Promise<StepOutput<'await'>> {
  const { claim } = await send(ports, input, {
    known,
    announce: (release, now): Change => {
      const missing = missingInstances(release, endpoint);
      const goal = release.goal?.step === 'refilled' ? release.goal : refillGoal(release, endpoint, instances, now);
      return {
        release: { ...release, goal, dueBy: now + (PROVISION_TIMEOUT + ROLLBACK_STEP_RETRIES) * 1000 },
        notes: [
          {
            action: 'restore instances',
            detail: { instances: goal.instances, ...(missing && { found: describeMissing(missing) }) },
          },
        ],
      };
    },
    call: async (release) => {
      const [[variant, count] = []] = Object.entries(release.goal?.instances ?? {});
      if (variant === undefined || count === undefined) return 'busy';
      return ports.traffic.setInstances(planOf(release).blueprint.endpoint, variant, count);
    },
  });
  return { claim, next: 'await', wait: PROVISION_LOOK };
}

async function remove(
  ports: Ports,
  input: StepInput,
  {
    endpoint,
    known,
    remark,
  }: { readonly endpoint: EndpointState | undefined; readonly known?: EndpointRecord; readonly remark?: string },
): Promise<StepOutput<'await'>> {
  const { claim } = await send(ports, input, {
    known,
    announce: (release, now): Change => {
      const config = targetOf(planOf(release), endpoint);
      const goal = newGoal({ step: 'removed', config, now, seconds: PROVISION_TIMEOUT });
      return {
        release: {
          ...release,
          goal: release.goal?.step === 'removed' ? release.goal : goal,
          remarks: [...new Set([...release.remarks, ...(remark === undefined ? [] : [remark])])],
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
}

/** Only our own config is replaced; whatever is there besides, or has been deployed by somebody else since, stays. */
function targetOf(plan: Plan, endpoint: EndpointState | undefined): string {
  const isOurs = endpoint !== undefined && isCandidateConfig(plan, endpoint.config);
  return (isOurs ? plan.baseline?.config : endpoint?.config) ?? '';
}

export const compose: Compose<StepInput, StepOutput<'await'>> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: { ...sageMakerTraffic(connection), ...autoScaling(connection) },
  });

export const handler = entry(compose);
