import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alarmPrefix } from '../domain/names';
import { OUTPUTS } from '../domain/outputs';
import { Rollouts, type RolloutsProps } from './rollouts';

/** What the stack may do, whom it tells, and the usual properties of a stack. */
export interface RolloutsStackProps extends RolloutsProps, StackProps {}

/** A stack with nothing but `Rollouts`, and outputs for everything that a user must name. */
export class RolloutsStack extends Stack {
  readonly rollouts: Rollouts;

  constructor(
    scope: Construct,
    id: string,
    { endpoints, functions, checkNetwork, notify, inform, modelRoles, logRetention, ...props }: RolloutsStackProps,
  ) {
    super(scope, id, {
      description: 'Progressive delivery for SageMaker endpoints: canary, standard and rollback state machines',
      ...props,
    });
    this.rollouts = new Rollouts(this, 'Rollouts', {
      endpoints,
      ...(functions !== undefined && { functions }),
      ...(checkNetwork !== undefined && { checkNetwork }),
      ...(notify !== undefined && { notify }),
      ...(inform !== undefined && { inform }),
      ...(modelRoles !== undefined && { modelRoles }),
      ...(logRetention !== undefined && { logRetention }),
    });
    this.tell(this.rollouts);
  }

  private tell({
    canary,
    standard,
    rollback,
    bus,
    table,
    incidents,
    messages,
    policies,
    registry,
    endpoints,
    controls,
  }: Rollouts): void {
    const outputs: readonly (readonly [name: string, value: string, description: string])[] = [
      [OUTPUTS.canaryMachine, canary.stateMachineArn, 'Start it with a blueprint of strategy canary'],
      [OUTPUTS.standardMachine, standard.stateMachineArn, 'Start it with a blueprint of strategy standard'],
      [
        OUTPUTS.rollbackMachine,
        rollback.stateMachineArn,
        'Start it with { "endpoint": ..., "actor": ..., "reason": ... }',
      ],
      [OUTPUTS.bus, bus.eventBusName, 'Carries the events of releases, and takes model.health_check.failed'],
      [OUTPUTS.busArn, bus.eventBusArn, 'For rules and policies'],
      [OUTPUTS.table, table.tableName, 'Releases, their history and the audit chain'],
      [OUTPUTS.incidentTopic, incidents.topic.topicArn, 'Subscribe to hear of what only a person can mend'],
      [OUTPUTS.teamTopic, messages.topic.topicArn, 'Subscribe to hear how releases go'],
      [OUTPUTS.deadLetters, incidents.deadLetters.queueUrl, 'Events that reached no target'],
      [OUTPUTS.viewerPolicy, policies.viewer.managedPolicyArn, 'For who may look'],
      [OUTPUTS.ciPolicy, policies.ci.managedPolicyArn, 'For who may launch and abort, and never promote'],
      [OUTPUTS.operatorPolicy, policies.operator.managedPolicyArn, 'For who may say every word'],
      [OUTPUTS.alarmPrefix, alarmPrefix(this.stackName), "What the names of releases' alarms begin with"],
      [OUTPUTS.endpoints, endpoints.join(','), 'Endpoints that this stack may manage'],
      [OUTPUTS.promote, controls.promote.functionName, 'Invoke it to promote a release'],
      [OUTPUTS.approve, controls.approve.functionName, 'Invoke it to open the gate that a release waits at'],
      [OUTPUTS.pause, controls.pause.functionName, 'Invoke it to pause a release'],
      [OUTPUTS.resume, controls.resume.functionName, 'Invoke it to end a pause'],
      [OUTPUTS.abort, controls.abort.functionName, 'Invoke it to abort a release'],
      [OUTPUTS.register, registry.register.functionName, 'Invoke it to register a blueprint for a model package group'],
    ];
    for (const [name, value, description] of outputs) new CfnOutput(this, name, { value, description });
  }
}
