import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Context } from './context';
import type { Endpoint, ModelPackage } from './state';

/** `InService` in the API is `IN_SERVICE` in events. */
function eventStatus(status: EndpointStatus): string {
  return status.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

export function emitEndpointStateChange(context: Context, endpoint: Endpoint): void {
  context.emit({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint State Change',
    resources: [endpoint.arn],
    detail: {
      EndpointName: endpoint.name,
      EndpointArn: endpoint.arn,
      EndpointConfigName: endpoint.config.name,
      ProductionVariants: endpoint.variants.map((variant) => ({
        VariantName: variant.name,
        CurrentWeight: variant.currentWeight,
        DesiredWeight: variant.desiredWeight,
        CurrentInstanceCount: variant.currentInstances,
        DesiredInstanceCount: variant.desiredInstances,
      })),
      EndpointStatus: eventStatus(endpoint.status),
      ...(endpoint.failureReason === undefined ? {} : { FailureReason: endpoint.failureReason }),
      CreationTime: endpoint.createdAt,
      LastModifiedTime: endpoint.modifiedAt,
      Tags: Object.fromEntries(context.store.tags.get(endpoint.arn) ?? []),
    },
  });
}

/** `updated` names the fields that an edit changed; a first registration has none. */
export function emitModelPackageStateChange(
  context: Context,
  modelPackage: ModelPackage,
  updated?: readonly string[],
): void {
  context.emit({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Model Package State Change',
    resources: [modelPackage.arn],
    detail: {
      ModelPackageGroupName: modelPackage.group,
      ModelPackageVersion: modelPackage.version,
      ModelPackageArn: modelPackage.arn,
      CreationTime: new Date(modelPackage.createdAt).toISOString(),
      ModelPackageStatus: modelPackage.status,
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      CertifyForMarketplace: false,
      ModelApprovalStatus: modelPackage.approval,
      LastModifiedTime: new Date(modelPackage.modifiedAt).toISOString(),
      ...(updated === undefined ? {} : { UpdatedModelPackageFields: updated }),
    },
  });
}
