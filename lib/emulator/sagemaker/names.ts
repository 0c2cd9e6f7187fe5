import type { Account } from '../service';

/** What SageMaker's ARNs name. */
export type ArnKind = 'endpoint' | 'endpoint-config' | 'model' | 'model-package' | 'model-package-group';

/** The ARN of a SageMaker resource; SageMaker writes names in ARNs in lower case. */
export function arnOf(account: Account, kind: ArnKind, name: string): string {
  const { partition = 'aws', region, accountId } = account;
  return `arn:${partition}:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`;
}
