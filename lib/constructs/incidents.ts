import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { explain, type Permission } from './permission';

/** Who hears of what only a person can mend. */
export interface IncidentsProps {
  /** Mail addresses. */
  readonly notify: readonly string[];
}

/** An alarm that pages. */
export interface PagingAlarm {
  /** Last part of its name, after the stack's. */
  readonly name: string;
  /** What it means and where the runbook goes on. */
  readonly description: string;
  /** Fires as soon as `times` minutes of the last `of` have at least one. */
  readonly metric: IMetric;
  readonly times?: number;
  readonly of?: number;
  /** Whether no data is an incident too. It only is once there was some, so that a new stack does not page. */
  readonly missingData?: 'fine' | 'pages';
}

/** The topic that pages people, the queue of events that could not be delivered, and the key that both are under. */
export class Incidents extends Construct {
  readonly topic: Topic;
  readonly deadLetters: Queue;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { notify }: IncidentsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.key = new Key(this, 'Key', {
      description: `${stack.stackName}: incidents and undelivered events`,
      enableKeyRotation: true,
      // What is under it goes with the stack too.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // CloudWatch and EventBridge write to encrypted topics and queues only with a key of the customer's that lets them.
    // No condition on the source: AWS documents none for these calls, and a page that is refused is never seen.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com'), new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', {
      displayName: `${stack.stackName} incidents`,
      masterKey: this.key,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:*` },
        },
      }),
    );
    for (const address of notify) this.topic.addSubscription(new EmailSubscription(address));
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: this.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    explain(
      this.deadLetters,
      'AwsSolutions-SQS3',
      'this is a dead-letter queue itself, of EventBridge rules, which the check does not look at',
    );
  }

  /** What it takes to publish to the topic. */
  get publish(): readonly Permission[] {
    return [
      { actions: ['sns:Publish'], resources: [this.topic.topicArn] },
      { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] },
    ];
  }

  /** Adds an alarm that pages. Its name must not look like one of a release's, which would start a rollback. */
  page(id: string, { name, description, metric, times = 1, of = times, missingData = 'fine' }: PagingAlarm): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: description,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: of,
      datapointsToAlarm: times,
      treatMissingData: missingData === 'fine' ? TreatMissingData.NOT_BREACHING : TreatMissingData.MISSING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    if (missingData === 'pages') alarm.addInsufficientDataAction(action);
    return alarm;
  }
}
