import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { notEmulated, type Wire } from '../../service';
import { alarmArn, alarmNameOf } from '../alarms/alarm-arn';
import { initialState, type CompositeAlarm, type CompositeAlarmConfiguration, type Suppressor } from '../alarms/alarm';
import { alarmsIn, parseRule } from '../alarms/rule';
import { refuseMembers, type Cloud } from '../cloud';
import { demand, length, refuseProblems, required, within } from '../constraints';
import { validationError } from '../errors';
import { actionsOf, actionProblems, ACTION_MEMBERS } from './alarm-actions-input';
import { tagAlarm } from './tags';

type Input = Wire<PutCompositeAlarmInput>;

const SUPPRESSOR = ['ActionsSuppressor', 'ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'];
const KNOWN = [...ACTION_MEMBERS, ...SUPPRESSOR, 'AlarmName', 'AlarmDescription', 'AlarmRule', 'Tags'];
const MOST_CHILDREN = 100;

export function putCompositeAlarm(cloud: Cloud, input: Input): object {
  refuseMembers('PutCompositeAlarm', input, KNOWN);
  refuseProblems(
    required('alarmName', input.AlarmName),
    required('alarmRule', input.AlarmRule),
    length('alarmName', input.AlarmName, 1, 255),
    length('alarmRule', input.AlarmRule, 1, 10_240),
    length('alarmDescription', input.AlarmDescription, 0, 1024),
    ...actionProblems(input),
    within('actionsSuppressorWaitPeriod', input.ActionsSuppressorWaitPeriod, 0),
    within('actionsSuppressorExtensionPeriod', input.ActionsSuppressorExtensionPeriod, 0),
    length('tags', input.Tags, 0, 50),
  );
  const name = demand('alarmName', input.AlarmName);
  const existing = cloud.book.get(name);
  if (existing?.kind === 'metric') {
    throw validationError(`An alarm of another type with the name ${name} already exists.`);
  }
  const configuration = configurationOf(cloud, input);
  refuseCycle(cloud, name, configuration.children);
  if (existing === undefined) create(cloud, input, configuration);
  else update(cloud, existing, configuration);
  return {};
}

function create(
  cloud: Cloud,
  { AlarmName: name = '', Tags: tags = [] }: Input,
  configuration: CompositeAlarmConfiguration,
): void {
  const arn = alarmArn(cloud.account, name);
  const state = initialState(cloud.clock.now());
  const alarm: CompositeAlarm = { kind: 'composite', name, arn, configuration, state, held: false };
  tagAlarm(cloud, arn, tags);
  cloud.book.create(alarm);
  cloud.composites.evaluateSoon(alarm, 'created');
}

function update(cloud: Cloud, alarm: CompositeAlarm, configuration: CompositeAlarmConfiguration): void {
  const previous = alarm.configuration;
  alarm.configuration = configuration;
  if (previous.suppressor?.alarmName !== configuration.suppressor?.alarmName)
    cloud.composites.suppressions.discard(alarm);
  cloud.book.updated(alarm, previous);
  cloud.composites.evaluateSoon(alarm, 'updated');
}

function configurationOf(cloud: Cloud, input: Input): CompositeAlarmConfiguration {
  const ruleText = demand('alarmRule', input.AlarmRule);
  const rule = parseRule(ruleText);
  const children = [...new Set(alarmsIn(rule).map((reference) => nameIn(cloud, reference)))];
  if (children.length > MOST_CHILDREN) {
    throw validationError(
      `The alarm rule must not refer to more than ${MOST_CHILDREN} alarms (got ${children.length}).`,
    );
  }
  const unknown = children.filter((child) => cloud.book.get(child) === undefined);
  if (unknown.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist.`,
    );
  }
  return {
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: actionsOf(input, cloud),
    configuredAt: cloud.clock.now(),
    ruleText,
    rule,
    children,
    suppressor: suppressorOf(cloud, input),
  };
}

function suppressorOf(cloud: Cloud, input: Input): Suppressor | undefined {
  const { ActionsSuppressor: reference, ActionsSuppressorWaitPeriod: wait } = input;
  const extension = input.ActionsSuppressorExtensionPeriod;
  if (reference === undefined || reference === '') {
    if (wait === undefined && extension === undefined) return undefined;
    throw validationError(
      'ActionsSuppressor is required with ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod.',
    );
  }
  if (wait === undefined || extension === undefined) {
    throw validationError(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor.',
    );
  }
  const alarmName = nameIn(cloud, reference);
  if (cloud.book.get(alarmName) === undefined)
    throw validationError(`The actions suppressor ${reference} does not exist.`);
  return { reference, alarmName, waitSeconds: wait, extensionSeconds: extension };
}

function nameIn(cloud: Cloud, reference: string): string {
  const name = alarmNameOf(cloud.account, reference);
  if (name === undefined)
    throw validationError(`The alarm ${reference} is not in the account and Region of the composite alarm.`);
  return name;
}

/** AWS accepts a cycle and stops evaluating it. */
function refuseCycle(cloud: Cloud, name: string, children: readonly string[]): void {
  const seen = new Set<string>();
  const waiting = [...children];
  for (let child = waiting.pop(); child !== undefined; child = waiting.pop()) {
    if (child === name) throw notEmulated('composite alarms that depend on each other in a circle');
    if (seen.has(child)) continue;
    seen.add(child);
    const alarm = cloud.book.get(child);
    if (alarm?.kind === 'composite') waiting.push(...alarm.configuration.children);
  }
}
