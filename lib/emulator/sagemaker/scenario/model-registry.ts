import type { ModelApprovalStatus } from '@aws-sdk/client-sagemaker';
import type { Context } from '../context';
import { emitModelPackageStateChange } from '../events';
import { arnOf } from '../names';
import type { ModelPackage } from '../state';

/** Adds a version to a group, the next unless told which, with the event of a first registration; answers its ARN. */
export function registerModelPackage(
  context: Context,
  group: string,
  approval: ModelApprovalStatus = 'PendingManualApproval',
  version = nextVersion(context, group),
): string {
  const now = context.clock.now();
  const modelPackage: ModelPackage = {
    arn: arnOf(context.account, 'model-package', `${group}/${version}`),
    group,
    version,
    createdAt: now,
    modifiedAt: now,
    status: 'Completed',
    approval,
  };
  context.store.packages.set(modelPackage.arn, modelPackage);
  emitModelPackageStateChange(context, modelPackage);
  return modelPackage.arn;
}

function nextVersion(context: Context, group: string): number {
  const versions = [...context.store.packages.values()].filter((candidate) => candidate.group === group);
  return Math.max(0, ...versions.map(({ version }) => version)) + 1;
}

/** Somebody approves or rejects a version. */
export function decideOnModelPackage(
  context: Context,
  arn: string,
  decision: { readonly approval: ModelApprovalStatus; readonly description?: string },
): void {
  const modelPackage = context.store.packages.get(arn);
  if (modelPackage === undefined) throw new Error(`no model package ${arn}`);
  modelPackage.approval = decision.approval;
  modelPackage.modifiedAt = context.clock.now();
  const updated = ['ModelApprovalStatus'];
  if (decision.description !== undefined) {
    modelPackage.approvalDescription = decision.description;
    updated.push('ApprovalDescription');
  }
  emitModelPackageStateChange(context, modelPackage, updated);
}
