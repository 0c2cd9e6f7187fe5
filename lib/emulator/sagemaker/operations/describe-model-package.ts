import type { DescribeModelPackageInput, DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import type { Context } from '../context';
import { validationException } from '../errors';

/** Versioned packages only; the name is the version's ARN. */
export function describeModelPackage(context: Context) {
  return (input: Wire<DescribeModelPackageInput>): Wire<DescribeModelPackageOutput> => {
    check(input, { ModelPackageName: { required: true, min: 1, max: 176 } });
    const found = context.store.packages.get(input.ModelPackageName.toLowerCase());
    if (found === undefined) throw validationException(`ModelPackage ${input.ModelPackageName} does not exist.`);
    return {
      ModelPackageName: found.group,
      ModelPackageGroupName: found.group,
      ModelPackageVersion: found.version,
      ModelPackageArn: found.arn,
      CreationTime: found.createdAt / 1000,
      LastModifiedTime: found.modifiedAt / 1000,
      ModelPackageStatus: found.status,
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      ModelApprovalStatus: found.approval,
      ApprovalDescription: found.approvalDescription,
    };
  };
}
