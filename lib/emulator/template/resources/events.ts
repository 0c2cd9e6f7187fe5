import { isRecord } from '../../records';
import { listOf, pick, textOf } from '../properties';
import { arnOf, type Properties, type ResourceType } from '../resource-type';

/** `AWS::Events::EventBus` */
export const eventBus: ResourceType = {
  nameProperty: 'Name',
  identify: (name, account) => ({
    ref: name,
    attributes: { Arn: arnOf(account, 'events', `event-bus/${name}`), Name: name },
  }),
  async create({ emulator, name, properties }) {
    const input = { Name: name, ...pick(properties, ['Description']) };
    await emulator.direct('EventBridge', 'CreateEventBus', input);
  },
};

const RULE_MEMBERS = ['ScheduleExpression', 'State', 'Description', 'RoleArn', 'EventBusName'];

/** `AWS::Events::Rule` with its targets. */
export const rule: ResourceType = {
  nameProperty: 'Name',
  maxNameLength: 64,
  identify(name, account, properties) {
    const bus = busName(properties);
    const path = bus === 'default' ? name : `${bus}/${name}`;
    return {
      ref: bus === 'default' ? name : `${bus}|${name}`,
      attributes: { Arn: arnOf(account, 'events', `rule/${path}`) },
    };
  },
  async create({ emulator, name, properties }) {
    const pattern = properties['EventPattern'];
    await emulator.direct('EventBridge', 'PutRule', {
      Name: name,
      ...pick(properties, RULE_MEMBERS),
      ...(isRecord(pattern) ? { EventPattern: JSON.stringify(pattern) } : {}),
    });
    const targets = listOf(properties, 'Targets');
    if (targets.length === 0) return;
    await emulator.direct('EventBridge', 'PutTargets', {
      Rule: name,
      ...pick(properties, ['EventBusName']),
      Targets: targets,
    });
  },
};

function busName(properties: Properties): string {
  const bus = textOf(properties, 'EventBusName') ?? 'default';
  return bus.split('event-bus/').at(-1) ?? bus;
}
