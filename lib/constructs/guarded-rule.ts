import { Duration } from 'aws-cdk-lib';
import {
  CfnRule,
  type EventPattern,
  type EventBus,
  type IRuleTarget,
  Rule,
  type Schedule,
} from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How a rule of ours delivers; a target takes it as it is. */
export interface Delivery {
  readonly deadLetterQueue: IQueue;
  readonly maxEventAge: Duration;
  readonly retryAttempts: number;
}

/**
 * Late is worse than never: what an event of ten minutes ago says of an endpoint is no longer so, and the reconciler
 * has seen it by then. Within these minutes EventBridge tries as often as its backoff allows.
 */
const FRESH = Duration.minutes(5);
const ATTEMPTS = 185;

/** What starts a rule, and where it leads. */
export interface GuardedRuleProps {
  readonly description: string;
  /** @default - the default bus, where AWS's own events arrive */
  readonly bus?: EventBus;
  readonly pattern: EventPattern;
  readonly deadLetters: IQueue;
  readonly target: (delivery: Delivery) => IRuleTarget;
}

/** A rule that acts on fresh events only: none that are replayed from an archive, none that come late. */
export function guardedRule(scope: Construct, id: string, props: GuardedRuleProps): Rule {
  const rule = new Rule(scope, id, {
    description: props.description,
    eventPattern: props.pattern,
    ...(props.bus !== undefined && { eventBus: props.bus }),
    targets: [props.target(delivery(props.deadLetters))],
  });
  const resource = rule.node.defaultChild;
  // The construct library has no name for this member of an event, which only replayed ones have.
  if (resource instanceof CfnRule) resource.addPropertyOverride('EventPattern.replay-name', [{ exists: false }]);
  return rule;
}

/** A rule that runs by the clock. One turn that is lost is made good by the next. */
export function scheduledRule(
  scope: Construct,
  id: string,
  props: Pick<GuardedRuleProps, 'description' | 'deadLetters' | 'target'> & { readonly schedule: Schedule },
): Rule {
  return new Rule(scope, id, {
    description: props.description,
    schedule: props.schedule,
    targets: [props.target({ deadLetterQueue: props.deadLetters, maxEventAge: Duration.minutes(1), retryAttempts: 2 })],
  });
}

function delivery(deadLetterQueue: IQueue): Delivery {
  return { deadLetterQueue, maxEventAge: FRESH, retryAttempts: ATTEMPTS };
}
