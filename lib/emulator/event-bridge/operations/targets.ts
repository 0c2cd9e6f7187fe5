import type {
  ListRuleNamesByTargetRequest,
  ListTargetsByRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
  Target as SdkTarget,
} from '@aws-sdk/client-eventbridge';
import { AwsError, notEmulated, type Operation, type Wire } from '../../service';
import type { BusStore } from '../bus-store';
import { targetKind } from '../delivery/target-kind';
import type { Target } from '../rules';

const MAX_TARGETS = 5;

/** Bounds of a retry policy. */
const MAX_RETRIES = 185;
const MIN_AGE_SECONDS = 60;
const MAX_AGE_SECONDS = 86_400;

/** The operations on targets. */
export function targetOperations(store: BusStore): Readonly<Record<string, Operation>> {
  return {
    PutTargets(input: Wire<PutTargetsRequest>) {
      const rule = store.rule(input.EventBusName, input.Rule ?? '');
      const targets = (input.Targets ?? []).map(checked);
      const added = targets.filter(({ Id }) => !rule.targets.has(Id)).length;
      if (rule.targets.size + added > MAX_TARGETS) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      for (const target of targets) rule.targets.set(target.Id, target);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: (input: Wire<ListTargetsByRuleRequest>) => ({
      Targets: [...store.rule(input.EventBusName, input.Rule ?? '').targets.values()],
    }),
    RemoveTargets(input: Wire<RemoveTargetsRequest>) {
      const rule = store.rule(input.EventBusName, input.Rule ?? '');
      const missing = (input.Ids ?? []).filter((id) => !rule.targets.delete(id));
      return {
        FailedEntryCount: missing.length,
        FailedEntries: missing.map((id) => ({
          TargetId: id,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Target ${id} does not exist on rule ${rule.name}.`,
        })),
      };
    },
    ListRuleNamesByTarget: (input: Wire<ListRuleNamesByTargetRequest>) => ({
      RuleNames: [...store.bus(input.EventBusName).rules.values()]
        .filter((rule) => [...rule.targets.values()].some(({ Arn }) => Arn === input.TargetArn))
        .map(({ name }) => name),
    }),
  };
}

function checked(target: Wire<SdkTarget>): Target {
  const { Id: id, Arn: arn, RetryPolicy: retry, DeadLetterConfig: deadLetter } = target;
  if (id === undefined || arn === undefined) throw invalid('Target Id and Arn are required.');
  const kind = targetKind(arn);
  if (kind === undefined) throw notEmulated(`EventBridge target ${arn}`);
  if ((kind === 'state machine' || kind === 'event bus') && target.RoleArn === undefined) {
    throw invalid(`RoleArn is required for target ${arn}.`);
  }
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  assertWithin('MaximumRetryAttempts', retry?.MaximumRetryAttempts, 0, MAX_RETRIES);
  assertWithin('MaximumEventAgeInSeconds', retry?.MaximumEventAgeInSeconds, MIN_AGE_SECONDS, MAX_AGE_SECONDS);
  if (deadLetter?.Arn !== undefined && targetKind(deadLetter.Arn) !== 'queue') {
    throw invalid('Parameter DeadLetterConfig is not valid. Reason: only SQS queues are supported.');
  }
  return { ...target, Id: id, Arn: arn };
}

function assertWithin(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (value >= min && value <= max)) return;
  const bound = value < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`;
  throw invalid(
    `1 validation error detected: Value '${value}' at 'targets.1.member.retryPolicy.${name}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
