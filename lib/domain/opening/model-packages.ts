import type { Blueprint } from '../blueprint/blueprint';
import type { EndpointState } from '../traffic/endpoint';
import { refuseRole } from '../blueprint/registry';

/** What a new model takes over from the one that serves. */
export interface ModelSetting {
  /** ARN. */
  readonly executionRole?: string;
  readonly vpc?: { readonly securityGroups: readonly string[]; readonly subnets: readonly string[] };
  readonly isIsolated: boolean;
}

/** A model that exists. */
export interface ExistingModel extends ModelSetting {
  /** One for each container: ARN of the model package that it is made of, `undefined` for one that is made of an image. */
  readonly madeOf: readonly (string | undefined)[];
}

/** How far a version in the Model Registry has come. */
export interface PackageState {
  /** `Approved`, `Rejected` or `PendingManualApproval`. */
  readonly approval: string;
  /** `Completed` where SageMaker has it ready. */
  readonly status: string;
}

/** What is found of the version that a blueprint names, and of what a model needs that is made of it. */
export interface PackageFindings {
  /** Absent: there is no such version. */
  readonly state?: PackageState;
  /** The model that has the name which the version's model gets. */
  readonly made?: ExistingModel;
  /** The model of the baseline. */
  readonly serving?: ExistingModel;
  /** Patterns of the execution roles that may be passed. @default - not known, and not checked */
  readonly roles?: readonly string[];
}

/** Group and number in a version's ARN. SageMaker takes group names in any case and writes them in lower case. */
export function versionIn(arn: string): { readonly group: string; readonly version: number } | undefined {
  const [, group, version] = VERSION_ARN.exec(arn) ?? [];
  return group === undefined ? undefined : { group: group.toLowerCase(), version: Number(version) };
}

const VERSION_ARN =
  /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:model-package\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})\/([1-9]\d{0,8})$/;

/** Whether a model is made of this version and nothing else. */
export function isMadeOf({ madeOf }: ExistingModel, modelPackage: string): boolean {
  return madeOf.length === 1 && madeOf[0]?.toLowerCase() === modelPackage.toLowerCase();
}

/** Why no release of a version can begin, as sentences. */
export function refusePackage(
  { endpoint, model }: Pick<Blueprint, 'endpoint' | 'model'>,
  modelPackage: string,
  found: { readonly endpoint: EndpointState | undefined; readonly modelPackage?: PackageFindings | undefined },
): string[] {
  if (found.endpoint === undefined) {
    return [
      `endpoint ${endpoint} does not exist, so there is no model from which one made of ${modelPackage} could take its role and network; make the model yourself and name it with model`,
    ];
  }
  if (placeOf(modelPackage) !== placeOf(found.endpoint.arn)) {
    return [
      `model package ${modelPackage} is not in the account and Region of endpoint ${endpoint}; register it there, or make a model of it yourself and name that with model`,
    ];
  }
  const reasons = refuseVersion({ model }, modelPackage, found.modelPackage);
  const { state, made, serving, roles } = found.modelPackage ?? {};
  if (state === undefined || made !== undefined) return reasons;
  if (serving === undefined) {
    return [
      ...reasons,
      `the model that endpoint ${endpoint} serves does not exist any more, so one made of ${modelPackage} cannot take its role and network; make the model yourself and name it with model`,
    ];
  }
  const refused = roles === undefined ? undefined : refuseRole(serving.executionRole, roles);
  return refused === undefined ? reasons : [...reasons, refused];
}

/** Why a version cannot become this model, whatever the endpoint serves. */
export function refuseVersion(
  { model }: Pick<Blueprint, 'model'>,
  modelPackage: string,
  { state, made }: Pick<PackageFindings, 'state' | 'made'> = {},
): string[] {
  if (state === undefined) return [`model package ${modelPackage} does not exist; register the version first`];
  const reasons = refuseState(modelPackage, state);
  const isTaken = made !== undefined && !isMadeOf(made, modelPackage);
  return isTaken ? [...reasons, otherModel(model, modelPackage)] : reasons;
}

/** Says that a model's name is taken. */
export function otherModel(model: string, modelPackage: string): string {
  return `model ${model} exists and is not made of ${modelPackage} alone; delete it, or make a model of the version under another name and name that with model`;
}

function refuseState(modelPackage: string, { approval, status }: PackageState): string[] {
  const reasons: string[] = [];
  if (approval !== 'Approved') {
    reasons.push(`model package ${modelPackage} is ${approval}, not Approved; approve it in the Model Registry first`);
  }
  if (status !== 'Completed') {
    reasons.push(
      `model package ${modelPackage} is ${status}, not Completed; wait until it is, or register the version again`,
    );
  }
  return reasons;
}

/** Account and Region of an ARN. */
function placeOf(arn: string): string {
  return arn.split(':').slice(3, 5).join(':');
}
