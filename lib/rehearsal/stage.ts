import type { Blueprint } from '../domain/blueprint/blueprint';
import { versionIn } from '../domain/opening/model-packages';
import { createEmulator, type Emulator, type EmulatorSettings } from '../emulator/emulator';
import type { LoadFunction } from '../emulator/lambda/function';
import { type DeployedStack, deployTemplate } from '../emulator/template/deploy-template';
import { publishCustomMetrics } from './custom-metrics';
import { rehearsedDecisions, type RehearsedDecisions } from './decisions';
import { constructIdOf, HANDLERS, healthCheckHandler } from './handlers';
import { deployCheckFunctions, type RehearsedChecks, rehearsedChecks } from './health-checks';
import type { Scenario } from './scenario';
import { rehearsedWorkload, type RehearsedWorkload } from './workload';

/** Name of the rehearsed stack. */
export const STACK = 'Rollouts';

/** The account and Region that rehearsals play; the number is AWS's own for examples. */
export const ACCOUNT = { accountId: '123456789012', region: 'us-east-1' };

/** A version in the Model Registry is released where it is registered. */
function accountOf({ modelPackage }: Blueprint): typeof ACCOUNT {
  const [, , , region, accountId] = modelPackage?.split(':') ?? [];
  return region === undefined || accountId === undefined ? ACCOUNT : { accountId, region };
}

/** A rehearsed release begins on a Monday morning. */
const BEGIN = Date.UTC(2026, 0, 5, 9, 10, 0);

/** An emulated account with the stack in it, an endpoint that serves, and everything the scenario sets up. */
export interface Stage {
  readonly emulator: Emulator;
  readonly deployed: DeployedStack;
  readonly workload: RehearsedWorkload;
  readonly checks: RehearsedChecks;
  readonly decisions: RehearsedDecisions;
  /** ARN of a state machine. */
  readonly machine: (name: 'canary' | 'standard' | 'rollback') => string;
  /** Physical name of a function, by construct id. */
  readonly functionName: (constructId: string) => string;
  /** Name of the stack's bus. */
  readonly bus: string;
  readonly table: string;
}

/** Sets the stage and lets it run until the release begins. `handlers` take the place of the stack's own, by construct id. */
export async function setStage(
  template: unknown,
  blueprint: Blueprint,
  scenario: Scenario,
  handlers: Readonly<Record<string, LoadFunction>> = {},
  settings: EmulatorSettings = {},
): Promise<Stage> {
  const workload = rehearsedWorkload(scenario, blueprint, BEGIN);
  const { provisionTime, weightUpdateTime } = scenario.endpoint;
  const emulator = createEmulator({
    seed: scenario.seed,
    startAt: BEGIN - scenario.endpoint.servedFor * 1000,
    account: accountOf(blueprint),
    workload,
    settings: {
      ...settings,
      sageMaker: {
        ...settings.sageMaker,
        dwell: { createSeconds: provisionTime, deploySeconds: provisionTime, weightsSeconds: weightUpdateTime },
      },
    },
  });
  const checks = rehearsedChecks(blueprint, emulator.clock);
  deployCheckFunctions(blueprint, checks, emulator.lambda);
  const decisions = rehearsedDecisions(blueprint, emulator);
  const own: Readonly<Record<string, LoadFunction>> = { RunHealthChecks: healthCheckHandler(checks.network) };
  const deployed = await deployTemplate(emulator, template, {
    stackName: STACK,
    functions: (logicalId) => {
      const id = constructIdOf(logicalId);
      return handlers[id] ?? own[id] ?? HANDLERS[id] ?? missing(logicalId);
    },
  });
  seed(emulator, blueprint, scenario);
  publishCustomMetrics({
    blueprint,
    clock: emulator.clock,
    random: emulator.random.fork('custom metrics'),
    workload,
    publish: emulator.cloudWatch.publish,
    serving: () => servingIn(emulator, blueprint),
  });
  await emulator.clock.run(() => false, BEGIN);
  const physical = (pattern: RegExp): string => {
    const found = Object.entries(deployed.outputs).find(([key]) => pattern.test(key))?.[1];
    if (found === undefined) throw new Error(`the stack has no output that matches ${pattern.source}`);
    return found;
  };
  return {
    emulator,
    deployed,
    workload,
    checks,
    decisions,
    machine: (name) => physical(new RegExp(`${name}.*Arn$`, 'i')),
    functionName: (constructId) => {
      const found = deployed.functions.find(({ logicalId }) => constructIdOf(logicalId) === constructId);
      return found?.name ?? missing(constructId);
    },
    bus: physical(/BusName$/i),
    table: physical(/TableName$/i),
  };
}

function missing(what: string): never {
  throw new Error(`the stack has no function ${what}`);
}

function seed(emulator: Emulator, blueprint: Blueprint, scenario: Scenario): void {
  const { endpoint } = scenario;
  seedModel(emulator, blueprint, scenario);
  if (endpoint.exists) {
    emulator.sageMaker.putEndpoint({
      name: blueprint.endpoint,
      configName: `${blueprint.endpoint}-config`.slice(0, 63),
      variants: [
        {
          name: endpoint.variant,
          model: baselineModel(blueprint, scenario),
          // The scenario takes any instance type; the emulator's operations check it as SageMaker does.
          // eslint-disable-next-line typescript/no-unsafe-type-assertion
          instanceType: endpoint.instanceType as 'ml.m5.large',
          instances: endpoint.instances,
        },
      ],
    });
  }
  if (endpoint.exists && endpoint.autoscaling !== undefined) {
    const { min: MinCapacity, max: MaxCapacity } = endpoint.autoscaling;
    emulator.autoScaling.service.operations['RegisterScalableTarget']?.(
      { ...scalableTarget(blueprint.endpoint, endpoint.variant), MinCapacity, MaxCapacity },
      {},
    );
  }
  for (const name of blueprint.alarms) {
    const first = scenario.alarms.find(
      (alarm) => alarm.name === name && (alarm.at ?? 0) === 0 && alarm.phase === undefined,
    );
    if (first?.state === 'MISSING') continue;
    emulator.cloudWatch.defineAlarm({ name, state: first?.state ?? 'OK' });
  }
}

/** The model that the blueprint names, or the version in the Model Registry that one is to be made of. */
function seedModel({ sageMaker }: Emulator, { model, modelPackage }: Blueprint, scenario: Scenario): void {
  const named = modelPackage === undefined ? undefined : versionIn(modelPackage);
  if (named === undefined) sageMaker.putModel(model);
  else if (scenario.modelPackage !== 'MISSING')
    sageMaker.registerModelPackage(named.group, scenario.modelPackage, named.version);
}

/** How Application Auto Scaling names a variant's instance count. */
function scalableTarget(endpoint: string, variant: string) {
  return {
    ServiceNamespace: 'sagemaker',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ResourceId: `endpoint/${endpoint}/variant/${variant}`,
  };
}

/** The model that serves before the release. */
export function baselineModel(blueprint: Blueprint, scenario: Scenario): string {
  return scenario.endpoint.model ?? `${blueprint.endpoint}-before`.slice(-63);
}

function servingIn(emulator: Emulator, blueprint: Blueprint) {
  const variants = emulator.sageMaker.snapshot(blueprint.endpoint)?.variants ?? [];
  const total = variants.reduce((sum, { currentWeight }) => sum + currentWeight, 0);
  return variants.map(({ name, models, currentWeight }) => ({
    variant: name,
    role: models.includes(blueprint.model) ? ('candidate' as const) : ('baseline' as const),
    share: total === 0 ? 0 : currentWeight / total,
  }));
}
