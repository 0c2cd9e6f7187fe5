import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../domain/release/events';
import { TOLD } from '../domain/messages';
import { guardedRule } from './guarded-rule';
import type { Incidents } from './incidents';
import { type FunctionsProps, notifyFunction } from './release-functions';
import { REFUSED } from '../workflows/asl';

/** Who hears how releases go. */
export interface MessagesProps extends FunctionsProps {
  readonly incidents: Incidents;
  /** Mail addresses. */
  readonly inform: readonly string[];
  /** The machines that begin releases. */
  readonly machines: readonly IStateMachine[];
}

/** The topic that informs, and the function that writes for people what the bus says for programs. */
export class Messages extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MessagesProps) {
    super(scope, id);
    const { incidents } = props;
    const { stackName } = Stack.of(this);
    this.topic = new Topic(this, 'Topic', {
      displayName: `${stackName} releases`,
      // Only our function publishes here, so AWS's own key will do.
      masterKey: Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
      enforceSSL: true,
    });
    for (const address of props.inform) this.topic.addSubscription(new EmailSubscription(address));
    const notify = notifyFunction(
      scope,
      { ...props, incidentTopic: incidents.topic.topicArn, teamTopic: this.topic.topicArn },
      [...incidents.publish, { actions: ['sns:Publish'], resources: [this.topic.topicArn] }],
    );
    guardedRule(this, 'Tells', {
      description: 'Tells people what happens to releases',
      bus: props.bus,
      pattern: { source: [EVENT_SOURCE], detailType: [...TOLD] },
      deadLetters: incidents.deadLetters,
      target: (delivery) => new LambdaFunction(notify, delivery),
    });
    // A refusal leaves no release behind that could tell of itself.
    guardedRule(this, 'TellsRefusals', {
      description: 'Tells people of starts that were refused',
      pattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: props.machines.map(({ stateMachineArn }) => stateMachineArn),
          status: ['FAILED'],
          error: [REFUSED],
        },
      },
      deadLetters: incidents.deadLetters,
      target: (delivery) => new LambdaFunction(notify, delivery),
    });
  }
}
