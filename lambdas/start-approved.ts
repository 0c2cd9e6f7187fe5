import { modelMaker } from '../lib/aws/model-maker';
import { type Registrations, registrations } from '../lib/aws/registrations';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { stepFunctions } from '../lib/aws/step-functions';
import type { Strategy } from '../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../lib/domain/blueprint/parse-blueprint';
import { formatProblems } from '../lib/domain/blueprint/problem';
import { ENVIRONMENT } from '../lib/domain/environment';
import { NotPossible } from '../lib/domain/errors';
import { approvedExecutionName } from '../lib/domain/names';
import type { Deployer, Executions, ModelMaker } from '../lib/domain/ports';
import { approvalIn, modelNameFor, refuseRole, withModel } from '../lib/domain/blueprint/registry';
import { entry, type Compose, type Handler } from './runtime/entry';
import { requireSetting } from './runtime/settings';

/** The event of SageMaker's Model Registry. */
export interface StartApprovedInput {
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StartApprovedOutput {
  /** ARN of the release's execution, or why there is none. */
  readonly started: string | null;
  readonly reason: string;
}

interface Ports {
  readonly registrations: Pick<Registrations, 'find'>;
  readonly deployer: Pick<Deployer, 'describe' | 'describeConfig'>;
  readonly models: Pick<ModelMaker, 'describe' | 'make'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly machines: Readonly<Record<Strategy, string>>;
  /** Patterns of the execution roles that may be passed to a model. */
  readonly roles: readonly string[];
}

/** Starts the release that is registered for the group of a version that was approved: once for each approval. */
export function createHandler(ports: Ports): Handler<StartApprovedInput, StartApprovedOutput> {
  return async ({ detail }) => {
    const approval = approvalIn(detail);
    if (approval === undefined) return { started: null, reason: 'the event approves nothing' };
    const registration = await ports.registrations.find(approval.group);
    if (registration === undefined) {
      return { started: null, reason: `no blueprint is registered for group ${approval.group}` };
    }
    const model = modelNameFor(approval);
    const document = withModel(registration.blueprint, model);
    const parsed = parseBlueprint(document);
    if (!parsed.ok) throw new NotPossible(`the registered blueprint is not valid:\n${formatProblems(parsed.problems)}`);
    const { endpoint, strategy } = parsed.blueprint;
    const serving = await servingModel(ports, endpoint);
    const setting = await ports.models.describe(serving);
    if (setting === undefined)
      throw new NotPossible(`model ${serving}, which endpoint ${endpoint} serves, does not exist any more`);
    const refused = refuseRole(setting.executionRole, ports.roles);
    if (refused !== undefined) throw new NotPossible(refused);
    await ports.models.make(model, approval.modelPackage, setting);
    const name = approvedExecutionName(approval.group, approval.version, approval.at);
    const started = await ports.executions.start(ports.machines[strategy], name, document);
    return { started, reason: `version ${approval.version} of ${approval.group} was approved` };
  };
}

/** The model that has the most traffic, from which the new one takes its role and its network. */
async function servingModel({ deployer }: Ports, name: string): Promise<string> {
  const endpoint = await deployer.describe(name);
  const config = endpoint === undefined ? undefined : await deployer.describeConfig(endpoint.config);
  const serving = endpoint?.variants.toSorted((a, b) => b.currentWeight - a.currentWeight)[0];
  const model = config?.variants.find((variant) => variant.name === serving?.name)?.model;
  if (model !== undefined) return model;
  throw new NotPossible(
    `endpoint ${name} serves no model from which a new one could take its role and network; make its first release by hand`,
  );
}

export const compose: Compose<StartApprovedInput, StartApprovedOutput> = (environment, connection) =>
  createHandler({
    registrations: registrations(requireSetting(environment, ENVIRONMENT.table), connection),
    deployer: sageMakerDeployer(connection),
    models: modelMaker(connection),
    executions: stepFunctions(connection),
    machines: {
      canary: requireSetting(environment, ENVIRONMENT.canaryMachine),
      standard: requireSetting(environment, ENVIRONMENT.standardMachine),
    },
    roles: (environment[ENVIRONMENT.modelRoles] ?? '').split(','),
  });

export const handler = entry(compose);
