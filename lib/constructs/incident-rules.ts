import { EventField, type EventBus, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EVENT_SOURCE, type EventType, PAGED_HOLDS } from '../domain/release/events';
import { guardedRule } from './guarded-rule';
import type { Incidents } from './incidents';
import { allow } from './permission';
import { RUNBOOK } from './runbook';

/** What only a person can mend, as the bus tells of it. */
export interface IncidentRulesProps {
  readonly bus: EventBus;
  readonly incidents: Incidents;
}

interface Page {
  readonly when: EventType;
  /** Members of the event's detail that must be so. @default - any */
  readonly detail?: Readonly<Record<string, readonly string[]>>;
  readonly meaning: string;
  readonly runbook: string;
}

const PAGES: Readonly<Record<string, Page>> = {
  RollbackFails: {
    when: 'deployment.rollback_failed',
    meaning: 'A rollback has failed. The endpoint stays locked until somebody has looked at it',
    runbook: RUNBOOK.rollbackFailed,
  },
  ReleaseHolds: {
    when: 'deployment.paused',
    detail: { why: [...PAGED_HOLDS] },
    meaning:
      'A release holds and waits for a person: after a breach that its blueprint leaves to people, or because baseline and candidate both break a limit, which is no fault of the release',
    runbook: RUNBOOK.heldBreach,
  },
};

/** The rules that page a person. */
export class IncidentRules extends Construct {
  constructor(scope: Construct, id: string, { bus, incidents }: IncidentRulesProps) {
    super(scope, id);
    // A role, because a topic's policy cannot tell rules apart by a condition. The topic goes by its ARN, or the
    // construct library would give the role more of the key than it needs.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    allow(role, incidents.publish);
    const topic = Topic.fromTopicArn(this, 'Topic', incidents.topic.topicArn);
    for (const [ruleId, { when, detail, meaning, runbook }] of Object.entries(PAGES)) {
      guardedRule(this, ruleId, {
        description: `Pages: ${meaning}`,
        bus,
        pattern: { source: [EVENT_SOURCE], detailType: [when], ...(detail !== undefined && { detail }) },
        deadLetters: incidents.deadLetters,
        target: (delivery) =>
          new SnsTopic(topic, {
            ...delivery,
            role,
            // An object rather than a sentence: EventBridge puts values into a text as they are, quotes and all.
            message: RuleTargetInput.fromObject({
              meaning,
              endpoint: EventField.fromPath('$.detail.endpoint'),
              release: EventField.fromPath('$.detail.release'),
              reason: EventField.fromPath('$.detail.reason'),
              runbook,
            }),
          }),
      });
    }
  }
}
