import { Stack } from 'aws-cdk-lib';
import { type EventBus, Match } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENT_SOURCE, HEALTH_CHECK_FAILED } from '../domain/release/events';
import { alarmPrefix } from '../domain/names';
import { type Delivery, guardedRule } from './guarded-rule';
import type { Incidents } from './incidents';

/** What starts rollbacks. */
export interface RollbackTriggersProps {
  readonly bus: EventBus;
  readonly rollback: IStateMachine;
  /** All machines whose executions own releases, the rollback machine among them. */
  readonly machines: readonly IStateMachine[];
  readonly incidents: Incidents;
}

/** The rules that start the rollback machine, which itself decides whether there is anything to roll back. */
export class RollbackTriggers extends Construct {
  constructor(scope: Construct, id: string, { bus, rollback, machines, incidents }: RollbackTriggersProps) {
    super(scope, id);
    const { deadLetters } = incidents;
    const target = (delivery: Delivery) => new SfnStateMachine(rollback, delivery);

    guardedRule(this, 'AlarmFires', {
      description: "Starts the rollback when one of a release's own alarms fires",
      pattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: {
          alarmName: Match.prefix(alarmPrefix(Stack.of(this).stackName)),
          state: { value: ['ALARM'] },
        },
      },
      deadLetters,
      target,
    });

    guardedRule(this, 'ExecutionDies', {
      description: 'Starts the rollback when an execution ends without having closed its release',
      pattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: machines.map(({ stateMachineArn }) => stateMachineArn),
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      deadLetters,
      target,
    });

    guardedRule(this, 'HealthCheckFails', {
      description: 'Starts the rollback when another system reports a sick model',
      bus,
      pattern: { source: Match.anythingBut(EVENT_SOURCE), detailType: [HEALTH_CHECK_FAILED] },
      deadLetters,
      target,
    });
  }
}
