import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type CheckNetwork, INTERFACES, joinNetwork } from './check-network';
import { handlerCode } from './handler-bundles';
import { allow, explainWildcard, type Permission } from './permission';

/** What one of our functions is made of. */
export interface RolloutsFunctionProps {
  /** Name of the handler's file, without extension. */
  readonly file: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly logRetention: RetentionDays;
  /** @default - Lambda's own network */
  readonly network?: CheckNetwork;
}

/** The defaults of all our functions: one role and one log group each, and no more rights than its calls need. */
export class RolloutsFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: RolloutsFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      description: props.description,
      code: handlerCode(props.file),
      handler: `${props.file}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // The SDK starts slowly on the sliver of a processor that less memory brings.
      memorySize: 512,
      timeout: props.timeout,
      environment: { ...props.environment },
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
    });
    logGroup.grantWrite(role);
    explainWildcard(
      role,
      '*',
      'X-Ray takes segments on * only, and so do the actions that are given with a reason of their own',
    );
    allow(role, [...props.permissions, ...(props.network === undefined ? [] : [INTERFACES])]);
    if (props.network !== undefined) joinNetwork(this, props.network);
  }
}
