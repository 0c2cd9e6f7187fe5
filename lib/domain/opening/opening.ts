import type { Blueprint } from '../blueprint/blueprint';
import { type ConfigState, type EndpointState, servingVariant } from '../traffic/endpoint';
import { type PackageFindings, refusePackage, refuseVersion } from './model-packages';
import { candidateVariant, configName, FIRST_VARIANT } from '../names';
import type { AlarmReading } from '../sentinels/readings';
import type { EndedRelease, Plan } from '../release/release';

/** What a release finds when it opens. */
export interface Findings {
  readonly endpoint: EndpointState | undefined;
  /** The deployed config; `undefined` only where there is no endpoint. */
  readonly config: ConfigState | undefined;
  readonly hasModel: boolean;
  /** Where the blueprint names a version in the Model Registry. */
  readonly modelPackage?: PackageFindings;
  /** The user's alarms, one reading for each name. */
  readonly alarms: readonly AlarmReading[];
  /** Whether the baseline's variant is registered with Application Auto Scaling. */
  readonly autoscaled: boolean;
  /** Whether it may take instances from the baseline. @default false */
  readonly scaleInActive?: boolean;
  /** The release before, which may have ended before its last step. */
  readonly last: EndedRelease | undefined;
}

/** The plan, or every reason why the release is refused, as sentences. */
export type OpeningAnswer =
  { readonly kind: 'planned'; readonly plan: Plan } | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Plans release `number` of a blueprint, or refuses it. */
export function planRelease(blueprint: Blueprint, number: number, found: Findings): OpeningAnswer {
  const { modelPackage } = blueprint;
  const reasons = [
    ...(modelPackage === undefined ? refuseModel(blueprint, found) : refusePackage(blueprint, modelPackage, found)),
    ...refuseAlarms(found.alarms),
  ];
  if (found.endpoint !== undefined && found.config === undefined) {
    reasons.push(
      `endpoint config ${found.endpoint.config} of endpoint ${found.endpoint.name} has been deleted, so nothing can be copied from it; ` +
        'move the endpoint to a config that exists first',
    );
    return { kind: 'refused', reasons };
  }
  if (found.endpoint === undefined || found.config === undefined) {
    reasons.push(...refuseFirst(blueprint));
    return reasons.length > 0 ? { kind: 'refused', reasons } : { kind: 'planned', plan: planFirst(blueprint, number) };
  }
  reasons.push(...refuseEndpoint(blueprint, number, found.endpoint, found.config, found));
  const plan = planBeside(blueprint, number, found.endpoint, found.config, found);
  if (reasons.length > 0 || plan === undefined) return { kind: 'refused', reasons };
  return { kind: 'planned', plan };
}

/**
 * Why a release would be refused whatever its endpoint looks like when it begins. An alarm that fires now may be quiet then.
 */
export function refuseBeforehand(
  blueprint: Blueprint,
  { alarms, ...found }: Pick<Findings, 'hasModel' | 'modelPackage' | 'alarms'>,
): readonly string[] {
  const { modelPackage } = blueprint;
  return [
    ...(modelPackage === undefined
      ? refuseModel(blueprint, found)
      : refuseVersion(blueprint, modelPackage, found.modelPackage)),
    ...refuseAlarms(alarms.filter(({ state }) => state === 'MISSING')),
  ];
}

function refuseModel({ model }: Blueprint, { hasModel }: Pick<Findings, 'hasModel'>): string[] {
  return hasModel ? [] : [`model ${model} does not exist in this account and Region; create it first`];
}

function refuseAlarms(alarms: readonly AlarmReading[]): string[] {
  return alarms.flatMap(({ name, state, reason }) => {
    if (state === 'MISSING') return [`alarm ${name} does not exist; create it or take it out of the blueprint`];
    if (state === 'ALARM')
      return [
        `alarm ${name} is firing already (${reason}); an alarm that fires cannot tell whether the release is at fault`,
      ];
    return [];
  });
}

function refuseFirst(blueprint: Blueprint): string[] {
  const reasons: string[] = [];
  if (blueprint.metrics === 'fast') {
    reasons.push(
      `endpoint ${blueprint.endpoint} does not exist, and the config it is created with stays: fast metrics could not be turned off again; take metrics: fast out of the blueprint`,
    );
  }
  if (blueprint.strategy === 'canary') {
    reasons.push(
      `endpoint ${blueprint.endpoint} does not exist, so there is no baseline to compare with; create it with strategy standard`,
    );
  }
  if (blueprint.capacity === undefined) {
    reasons.push(
      `endpoint ${blueprint.endpoint} does not exist, so its capacity cannot be copied; give capacity { instanceType, instances }`,
    );
  }
  return reasons;
}

function refuseEndpoint(
  blueprint: Blueprint,
  number: number,
  endpoint: EndpointState,
  config: ConfigState,
  { autoscaled, last }: Pick<Findings, 'autoscaled' | 'last'>,
): string[] {
  const reasons: string[] = [];
  if (endpoint.name !== blueprint.endpoint) {
    // SageMaker's control plane does not tell letters apart by case; the lock and the metrics do.
    reasons.push(`endpoint ${blueprint.endpoint} is written ${endpoint.name}; write it so in the blueprint`);
  }
  if (endpoint.status !== 'InService') {
    reasons.push(
      `endpoint ${endpoint.name} is ${endpoint.status}, not InService; wait until it is, or repair it, then start again`,
    );
  }
  reasons.push(...refuseKind(endpoint, config));
  const serving = endpoint.variants.filter(({ currentWeight }) => currentWeight > 0);
  if (serving.length > 1 || (config.variants.length > 1 && !isLeftover(endpoint, config, last))) {
    const names = endpoint.variants.map(({ name, currentWeight }) => `${name} (weight ${currentWeight})`).join(', ');
    reasons.push(
      `endpoint ${endpoint.name} has several live variants: ${names}; a release needs one baseline, so bring it to one variant first`,
    );
  }
  const baseline = servingVariant(endpoint, config);
  if (baseline?.name === candidateVariant(number)) {
    reasons.push(
      `variant ${baseline.name} of endpoint ${endpoint.name} has the name that this release would give its candidate; ` +
        'the table that numbers releases seems to be new, so bring the endpoint to a variant of another name first',
    );
  }
  const wanted = blueprint.capacity?.instanceType;
  if (autoscaled && wanted !== undefined && baseline?.instanceType !== undefined && wanted !== baseline.instanceType) {
    reasons.push(
      `capacity.instanceType ${wanted} differs from ${baseline.instanceType} of the autoscaled variant ${baseline.name}; ` +
        'SageMaker refuses that until its scalable target is deregistered',
    );
  }
  return reasons;
}

/** Why an endpoint is of a kind that no release can work with. */
export function refuseKind(endpoint: EndpointState, config: ConfigState): string[] {
  const reasons: string[] = [];
  if (config.asynchronous) {
    reasons.push(`endpoint ${endpoint.name} is asynchronous; traffic weights exist for real-time endpoints only`);
  }
  if (config.shadowVariants > 0 || endpoint.shadowVariants > 0) {
    reasons.push(
      `endpoint ${endpoint.name} has shadow variants, which exclude a second production variant; remove them first`,
    );
  }
  if (config.variants.some(({ serverless }) => serverless)) {
    reasons.push(`endpoint ${endpoint.name} is serverless; SageMaker gives serverless endpoints one variant only`);
  } else if (config.variants.some(({ model }) => model === undefined)) {
    reasons.push(`endpoint ${endpoint.name} hosts inference components, which carry models in place of variants`);
  } else if (config.variants.some(({ instanceType }) => instanceType === undefined)) {
    reasons.push(`endpoint ${endpoint.name} uses instance pools; give its variant one instance type first`);
  }
  return reasons;
}

/** Whether every variant without traffic is one that an unfinished release of ours has left. */
function isLeftover(endpoint: EndpointState, config: ConfigState, last: EndedRelease | undefined): boolean {
  const known = [last?.plan?.baseline?.variant, last?.plan?.candidate.finalVariant];
  return config.variants.every(({ name }) => {
    const hasTraffic = (endpoint.variants.find((live) => live.name === name)?.currentWeight ?? 0) > 0;
    return hasTraffic || /^candidate-\d+$/.test(name) || known.includes(name);
  });
}

function planBeside(
  blueprint: Blueprint,
  number: number,
  endpoint: EndpointState,
  config: ConfigState,
  { last, scaleInActive = false }: Pick<Findings, 'last' | 'scaleInActive'>,
): Plan | undefined {
  const baseline = servingVariant(endpoint, config);
  if (baseline?.model === undefined || baseline.instanceType === undefined) return undefined;
  const live = endpoint.variants.find(({ name }) => name === baseline.name);
  const instances = live?.desiredInstances ?? baseline.instances;
  const isAlone = config.variants.length === 1;
  const before = last?.plan;
  // A release that was not finalized has left the config in which it turned its own metrics on.
  const metrics = config.name === before?.candidate.sharedConfig ? before.baseline?.metrics : config.metrics;
  return {
    blueprint,
    endpointArn: endpoint.arn,
    baseline: {
      variant: baseline.name,
      model: baseline.model,
      config: isAlone ? config.name : configName(blueprint.endpoint, number, 'before'),
      ...(!isAlone && { leftoverConfig: config.name }),
      instances,
      ...(scaleInActive && { holdsScaleIn: true }),
      ...(metrics !== undefined && { metrics }),
    },
    candidate: {
      variant: candidateVariant(number),
      model: blueprint.model,
      instanceType: blueprint.capacity?.instanceType ?? baseline.instanceType,
      instances: Math.min(blueprint.capacity?.instances ?? instances, blueprint.maxCapacity ?? Infinity),
      sharedConfig: configName(blueprint.endpoint, number, 'shared'),
      finalConfig: configName(blueprint.endpoint, number, 'final'),
      // After a release that was not finalized, the candidate's name serves; the next one brings the old name back.
      finalVariant:
        before !== undefined && [before.candidate.variant, before.baseline?.variant].includes(baseline.name)
          ? before.candidate.finalVariant
          : baseline.name,
    },
  };
}

function planFirst(blueprint: Blueprint, number: number): Plan {
  const config = configName(blueprint.endpoint, number, 'final');
  return {
    blueprint,
    endpointArn: '',
    candidate: {
      variant: FIRST_VARIANT,
      model: blueprint.model,
      instanceType: blueprint.capacity?.instanceType ?? '',
      instances: blueprint.capacity?.instances ?? 1,
      sharedConfig: config,
      finalConfig: config,
      finalVariant: FIRST_VARIANT,
    },
  };
}
