import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  PutRuleRequest,
  RuleState,
  TestEventPatternRequest,
} from '@aws-sdk/client-eventbridge';
import { AwsError, type Operation, type Wire } from '../../service';
import type { BusStore } from '../bus-store';
import { compilePattern } from '../pattern/compile-pattern';
import { DEFAULT_BUS, type Bus, type Rule } from '../rules';

const MAX_RULES = 300;
const MAX_NAME = 64;

/** Starts, moves or ends the firing of a rule's schedule, as its state demands. */
export type Reschedule = (rule: Rule) => void;

/** The operations on rules. */
export function ruleOperations(store: BusStore, reschedule: Reschedule): Readonly<Record<string, Operation>> {
  const setState = (busName: string | undefined, name: string, state: RuleState): Record<string, never> => {
    const rule = store.rule(busName, name);
    rule.state = state;
    reschedule(rule);
    return {};
  };

  return {
    PutRule(input: Wire<PutRuleRequest>) {
      const bus = store.bus(input.EventBusName);
      const rule = ruleOf(input, bus, store);
      if (!bus.rules.has(rule.name) && bus.rules.size >= MAX_RULES) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      bus.rules.get(rule.name)?.timer?.cancel();
      bus.rules.set(rule.name, rule);
      reschedule(rule);
      return { RuleArn: rule.arn };
    },
    DescribeRule: (input: Wire<DescribeRuleRequest>) => describe(store.rule(input.EventBusName, input.Name ?? '')),
    ListRules: (input: Wire<ListRulesRequest>) => ({
      Rules: [...store.bus(input.EventBusName).rules.values()]
        .filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''))
        .map(describe),
    }),
    EnableRule: (input: Wire<EnableRuleRequest>) => setState(input.EventBusName, input.Name ?? '', 'ENABLED'),
    DisableRule: (input: Wire<DisableRuleRequest>) => setState(input.EventBusName, input.Name ?? '', 'DISABLED'),
    DeleteRule(input: Wire<DeleteRuleRequest>) {
      const bus = store.bus(input.EventBusName);
      const rule = bus.rules.get(input.Name ?? '');
      if (rule === undefined) return {};
      if (rule.targets.size > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      rule.timer?.cancel();
      bus.rules.delete(rule.name);
      return {};
    },
    TestEventPattern(input: Wire<TestEventPatternRequest>) {
      const event: unknown = JSON.parse(input.Event ?? '');
      return { Result: compilePattern(input.EventPattern ?? '')(event) };
    },
  };
}

function ruleOf(input: Wire<PutRuleRequest>, bus: Bus, store: BusStore): Rule {
  const { Name: name = '', EventPattern: pattern, ScheduleExpression: schedule } = input;
  if (!/^[.\-_A-Za-z0-9]+$/.test(name) || name.length > MAX_NAME) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+ and have length less than or equal to ${MAX_NAME}`,
    );
  }
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (schedule !== undefined && bus.name !== DEFAULT_BUS) {
    throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
  }
  return {
    name,
    busName: bus.name,
    arn: store.ruleArn(bus, name),
    state: input.State ?? 'ENABLED',
    targets: bus.rules.get(name)?.targets ?? new Map(),
    ...(pattern === undefined ? {} : { pattern: { text: pattern, matches: compilePattern(pattern) } }),
    ...(schedule === undefined ? {} : { schedule: { text: schedule } }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
  };
}

function describe(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.state,
    EventBusName: rule.busName,
    ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern.text }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule.text }),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  };
}
