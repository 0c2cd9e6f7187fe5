import type { ResourceType } from './resource-type';
import { alarm, compositeAlarm } from './resources/alarms';
import { eventInvokeConfig, lambdaFunction, stateMachine } from './resources/compute';
import { eventBus, rule } from './resources/events';
import { queue, subscription, topic } from './resources/messaging';
import { PASSIVE_TYPES } from './resources/passive';
import { globalTable, table } from './resources/storage';

const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...PASSIVE_TYPES,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SQS::Queue': queue,
  'AWS::StepFunctions::StateMachine': stateMachine,
};

/** How a type is deployed; throws for a type that the emulator does not know. */
export function resourceType(type: string, logicalId: string): ResourceType {
  const known = RESOURCE_TYPES[type];
  if (known === undefined) throw new Error(`not emulated: ${type} (resource ${logicalId})`);
  return known;
}
