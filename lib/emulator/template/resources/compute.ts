import { isRecord } from '../../records';
import { numberOf, recordOf, refuse, textOf } from '../properties';
import { arnOf, type Properties, type ResourceType } from '../resource-type';

/** `AWS::Lambda::Function` */
export const lambdaFunction: ResourceType = {
  nameProperty: 'FunctionName',
  maxNameLength: 64,
  identify: (name, account) => ({ ref: name, attributes: { Arn: arnOf(account, 'lambda', `function:${name}`) } }),
  async create({ emulator, logicalId, name, properties, load, siblings }) {
    const variables = recordOf(recordOf(properties, 'Environment'), 'Variables');
    const config = siblings('AWS::Lambda::EventInvokeConfig').find(
      (candidate) => textOf(candidate, 'FunctionName') === name,
    );
    emulator.lambda.deploy({
      name,
      load: load(logicalId, properties),
      environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      timeoutSeconds: numberOf(properties, 'Timeout'),
      memoryMegabytes: numberOf(properties, 'MemorySize'),
      reservedConcurrency: numberOf(properties, 'ReservedConcurrentExecutions'),
      deadLetterArn: textOf(recordOf(properties, 'DeadLetterConfig'), 'TargetArn'),
      asyncRetries: numberOf(config ?? {}, 'MaximumRetryAttempts'),
      maxEventAgeSeconds: numberOf(config ?? {}, 'MaximumEventAgeInSeconds'),
    });
  },
};

/** `AWS::Lambda::EventInvokeConfig`: its function reads it when it is created. */
export const eventInvokeConfig: ResourceType = {
  identify: (name) => ({ ref: name, attributes: {} }),
  async create({ properties }) {
    refuse(recordOf(properties, 'DestinationConfig'), 'AWS::Lambda::EventInvokeConfig', ['OnSuccess', 'OnFailure']);
  },
};

/** `AWS::StepFunctions::StateMachine` */
export const stateMachine: ResourceType = {
  nameProperty: 'StateMachineName',
  maxNameLength: 80,
  identify(name, account) {
    const arn = arnOf(account, 'states', `stateMachine:${name}`);
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
  async create({ emulator, name, properties }) {
    refuse(properties, 'AWS::StepFunctions::StateMachine', ['DefinitionS3Location']);
    if ((textOf(properties, 'StateMachineType') ?? 'STANDARD') !== 'STANDARD') {
      throw new Error('not emulated: express state machines');
    }
    const roleArn = textOf(properties, 'RoleArn');
    const definition = definitionOf(properties);
    emulator.stepFunctions.deploy({ name, definition, ...(roleArn === undefined ? {} : { roleArn }) });
  },
};

function definitionOf(properties: Properties): string {
  const definition = properties['Definition'];
  const text = isRecord(definition) ? JSON.stringify(definition) : (textOf(properties, 'DefinitionString') ?? '');
  return Object.entries(recordOf(properties, 'DefinitionSubstitutions')).reduce(
    (filled, [name, value]) => filled.replaceAll(`\${${name}}`, String(value)),
    text,
  );
}
