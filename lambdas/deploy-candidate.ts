import { autoScaling } from '../lib/aws/auto-scaling';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { PROVISION_LOOK, PROVISION_TIMEOUT, STEP_RETRIES } from '../lib/domain/bounds';
import type { Answer } from '../lib/domain/traffic/endpoint';
import { metricsBefore, metricsDuring } from '../lib/domain/sentinels/metrics-settings';
import { deployGoal } from '../lib/domain/traffic/phases';
import type { Deployer, TrafficController } from '../lib/domain/ports';
import type { Note } from '../lib/domain/release/notes';
import { planOf, type Plan } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import type { StepInput, StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { send } from './runtime/send';
import { tagsOf } from './runtime/tags';

interface Ports extends LedgerPorts {
  readonly deployer: Deployer;
  readonly traffic: Pick<TrafficController, 'setScaleIn'>;
}

/** Puts the candidate beside the baseline at weight 0, or creates an endpoint that does not exist yet. */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'await'>> {
  return async (input) => {
    const { claim } = await send(ports, input, {
      announce: (release, now) => {
        const plan = planOf(release);
        const goal = release.goal ?? deployGoal(plan, now);
        const { variant, model, instances, sharedConfig: config } = plan.candidate;
        return {
          release: {
            ...release,
            ...(plan.baseline !== undefined && { baselineInstances: plan.baseline.instances }),
            goal,
            dueBy: now + (PROVISION_TIMEOUT + STEP_RETRIES) * 1000,
          },
          notes: [...aboutScaleIn(plan), { action: 'deploy candidate', detail: { variant, model, instances, config } }],
        };
      },
      call: async (release) => {
        const { baseline, blueprint } = planOf(release);
        if (baseline?.holdsScaleIn === true) {
          await ports.traffic.setScaleIn(blueprint.endpoint, baseline.variant, 'suspended');
        }
        return deploy(ports.deployer, planOf(release), tagsOf(release));
      },
    });
    return { claim, next: 'await', wait: PROVISION_LOOK };
  };
}

function aboutScaleIn({ baseline }: Plan): readonly Note[] {
  return baseline?.holdsScaleIn === true
    ? [{ action: 'suspend scale-in', detail: { variant: baseline.variant, instances: baseline.instances } }]
    : [];
}

async function deploy(deployer: Deployer, plan: Plan, tags: Readonly<Record<string, string>>): Promise<Answer> {
  const { baseline, candidate, blueprint } = plan;
  const endpoint = await deployer.describe(blueprint.endpoint);
  // Already so, or on its way: a repeated step sends nothing twice.
  if (endpoint?.config === candidate.sharedConfig || endpoint?.pendingConfig === candidate.sharedConfig)
    return 'accepted';
  if (baseline === undefined) {
    const { variant, model, instanceType, instances, sharedConfig: config } = candidate;
    await deployer.createConfig({ config, variant, model, instanceType, instances, tags });
    return deployer.createEndpoint(blueprint.endpoint, config, tags);
  }
  const source = baseline.leftoverConfig ?? baseline.config;
  if (endpoint?.config !== source) {
    throw new Error(
      `endpoint ${blueprint.endpoint} had config ${source} when the release opened and has ${endpoint?.config ?? 'gone'} now: ` +
        'somebody else changed it, so the release stops here',
    );
  }
  if (source !== baseline.config) {
    const alone = { from: baseline.variant, name: baseline.variant, weight: 1, instances: baseline.instances };
    const metrics = metricsBefore(plan);
    await deployer.copyConfig({ source, config: baseline.config, variants: [alone], ...metrics, tags });
  }
  await deployer.copyConfig({
    source,
    config: candidate.sharedConfig,
    variants: [
      { from: baseline.variant, name: baseline.variant, weight: 100, instances: baseline.instances },
      {
        from: baseline.variant,
        name: candidate.variant,
        model: candidate.model,
        instanceType: candidate.instanceType,
        instances: candidate.instances,
        weight: 0,
      },
    ],
    ...metricsDuring(plan),
    tags,
  });
  return deployer.updateEndpoint(blueprint.endpoint, candidate.sharedConfig, 'capacity');
}

export const compose: Compose<StepInput, StepOutput<'await'>> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: autoScaling(connection),
  });

export const handler = entry(compose);
