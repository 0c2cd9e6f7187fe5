import { isManaged } from '../managed';

/** A blueprint that is released whenever a version of a model package group is approved. */
export interface Registration {
  readonly group: string;
  /** The blueprint as written, without its model: that is made of the version. */
  readonly blueprint: Readonly<Record<string, unknown>>;
  /** Who registered it, as reported, when (epoch milliseconds) and why. */
  readonly actor: string;
  readonly at: number;
  readonly reason: string;
}

/** A version of a model package that was just approved. */
export interface ApprovedVersion {
  readonly group: string;
  readonly version: number;
  /** ARN of the version. */
  readonly modelPackage: string;
  /** RFC 3339; the same for every delivery of the same approval. */
  readonly at: string;
}

/** Stands for the model while a registered blueprint is validated. */
const ANY_MODEL = 'the-approved-version';

/** Names of the longest kind that SageMaker takes for a model. */
const MAX_MODEL_NAME = 63;

/**
 * The version that an event approves. Any edit of an approved version is told with the status `Approved`; only those that
 * changed the status, and the registration of a version that is approved from the start, are approvals.
 */
export function approvalIn(detail: Readonly<Record<string, unknown>>): ApprovedVersion | undefined {
  const {
    ModelApprovalStatus: status,
    UpdatedModelPackageFields: updated,
    ModelPackageGroupName: group,
    ModelPackageVersion: version,
    ModelPackageArn: modelPackage,
    LastModifiedTime: modified,
    CreationTime: created,
  } = detail;
  if (status !== 'Approved' || typeof group !== 'string' || typeof modelPackage !== 'string') return undefined;
  if (Array.isArray(updated) && !updated.includes('ModelApprovalStatus')) return undefined;
  const at = typeof modified === 'string' ? modified : created;
  return typeof version === 'number' && typeof at === 'string' ? { group, version, modelPackage, at } : undefined;
}

/** Name of the model that is made of a version; the same for every approval of it. */
export function modelNameFor({ group, version }: Pick<ApprovedVersion, 'group' | 'version'>): string {
  const ending = `-v${version}`;
  return group.slice(0, MAX_MODEL_NAME - ending.length).replace(/-+$/, '') + ending;
}

/** A registered blueprint with its model; the release is called after the model unless it has a name already. */
export function withModel(blueprint: Readonly<Record<string, unknown>>, model = ANY_MODEL): Record<string, unknown> {
  return { id: model, ...blueprint, model };
}

/** Why a role may not be passed to a model, if it may not. */
export function refuseRole(role: string | undefined, allowed: readonly string[]): string | undefined {
  if (role === undefined) return 'the model that serves has no execution role to take over';
  if (isManaged(role, allowed)) return undefined;
  const list = allowed.filter((pattern) => pattern !== '').join(', ');
  return `the stack may not pass role ${role} to a model; its configuration (modelRoles) allows ${list === '' ? 'none' : list}`;
}
