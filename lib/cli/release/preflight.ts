import { autoScaling } from '../../aws/auto-scaling';
import { cloudWatchKpis } from '../../aws/cloudwatch-kpis';
import { lookAtPackage, modelMaker } from '../../aws/model-maker';
import { sageMakerDeployer } from '../../aws/sagemaker-deployer';
import type { Blueprint } from '../../domain/blueprint/blueprint';
import { type Findings, planRelease, refuseBeforehand } from '../../domain/opening/opening';
import type { Plan } from '../../domain/release/release';
import { whatMaxCapacityIsTooSmallFor } from '../../domain/traffic/sizing';
import type { Account } from '../account/account';

/** What a release would meet if it began now. */
export interface Preflight {
  readonly plan?: Plan;
  /** What its owner should know. */
  readonly warnings: readonly string[];
  /** Why it would be refused. */
  readonly reasons: readonly string[];
  /** What we may not look at; the release itself may. */
  readonly unchecked: readonly string[];
}

/**
 * Looks at the endpoint, the model and the alarms as `Open release` will, with the caller's own rights. While another release
 * holds the endpoint, what it will look like cannot be known.
 */
export async function preflight(account: Account, blueprint: Blueprint): Promise<Preflight> {
  const record = await account.read(blueprint.endpoint);
  try {
    const found = { ...(await lookAround(account, blueprint)), last: record?.last };
    if (record?.release !== undefined) {
      const unchecked = [`endpoint ${blueprint.endpoint}, because release ${record.release.number} holds it`];
      return { warnings: [], reasons: refuseBeforehand(blueprint, found), unchecked };
    }
    const answer = planRelease(blueprint, (record?.number ?? 0) + 1, found);
    if (answer.kind === 'refused') return { warnings: [], reasons: answer.reasons, unchecked: [] };
    const tooSmall = whatMaxCapacityIsTooSmallFor(answer.plan);
    return { plan: answer.plan, warnings: tooSmall === undefined ? [] : [tooSmall], reasons: [], unchecked: [] };
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('AccessDenied'))) throw error;
    return { warnings: [], reasons: [], unchecked: [`endpoint, model and alarms, because ${error.message}`] };
  }
}

async function lookAround({ connection }: Account, blueprint: Blueprint): Promise<Omit<Findings, 'last'>> {
  const deployer = sageMakerDeployer(connection);
  const endpoint = await deployer.describe(blueprint.endpoint);
  const config = endpoint === undefined ? undefined : await deployer.describeConfig(endpoint.config);
  const serving = endpoint?.variants.find(({ currentWeight }) => currentWeight > 0)?.name;
  const servingModel = config?.variants.find(({ name }) => name === serving)?.model;
  const { model, modelPackage } = blueprint;
  return {
    endpoint,
    config,
    ...(modelPackage === undefined
      ? { hasModel: await deployer.hasModel(model) }
      : {
          hasModel: false,
          modelPackage: await lookAtPackage(modelMaker(connection), { model, modelPackage }, servingModel),
        }),
    alarms: blueprint.alarms.length > 0 ? await cloudWatchKpis(connection).readAlarms(blueprint.alarms) : [],
    autoscaled: serving !== undefined && (await autoScaling(connection).isAutoscaled(blueprint.endpoint, serving)),
  };
}
