import { Duration } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { guardedRule } from './guarded-rule';
import type { Incidents } from './incidents';
import { type ApprovalProps, registryFunctions } from './release-functions';
import type { RolloutsFunction } from './rollouts-function';
import { RUNBOOK } from './runbook';

/** What starts releases of approved versions. */
export interface RegistryProps extends ApprovalProps {
  readonly incidents: Incidents;
}

/** Starts the registered release when a version in SageMaker's Model Registry is approved. */
export class Registry extends Construct {
  /** Keeps a blueprint for a model package group. */
  readonly register: RolloutsFunction;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { incidents } = props;
    const { register, startApproved } = registryFunctions(scope, props);
    this.register = register;
    startApproved.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(15) });
    guardedRule(this, 'VersionApproved', {
      description: 'Starts the registered release when a version of a model package is approved',
      pattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Model Package State Change'],
        detail: { ModelApprovalStatus: ['Approved'] },
      },
      deadLetters: incidents.deadLetters,
      target: (delivery) => new LambdaFunction(startApproved, delivery),
    });
    incidents.page('ApprovedNotStarted', {
      name: 'approved-not-started',
      description: `A model version was approved, and the release registered for it could not be started. ${RUNBOOK.approved}`,
      metric: startApproved.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    });
  }
}
