import { arnOf, type ResourceType } from '../resource-type';

/** `AWS::CloudWatch::Alarm`: its properties are the members of PutMetricAlarm. */
export const alarm: ResourceType = {
  nameProperty: 'AlarmName',
  identify: (name, account) => ({ ref: name, attributes: { Arn: arnOf(account, 'cloudwatch', `alarm:${name}`) } }),
  async create({ emulator, name, properties }) {
    await emulator.direct('CloudWatch', 'PutMetricAlarm', { ...properties, AlarmName: name });
  },
};

/** `AWS::CloudWatch::CompositeAlarm`: its properties are the members of PutCompositeAlarm. */
export const compositeAlarm: ResourceType = {
  nameProperty: 'AlarmName',
  identify: (name, account) => alarm.identify(name, account, {}),
  async create({ emulator, name, properties }) {
    await emulator.direct('CloudWatch', 'PutCompositeAlarm', { ...properties, AlarmName: name });
  },
};
