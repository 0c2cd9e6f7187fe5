import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { LIVE_INDEX } from '../domain/release/table';

/** The single table: who owns which endpoint, what happened, and the proof of it. It survives its stack. */
export class ReleaseTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.addGlobalSecondaryIndex({
      indexName: LIVE_INDEX,
      partitionKey: { name: 'live', type: AttributeType.STRING },
      sortKey: { name: 'dueBy', type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['owner'],
    });
  }

  /** ARN of the index over the live releases. */
  get liveIndexArn(): string {
    return `${this.tableArn}/index/${LIVE_INDEX}`;
  }
}
