import type { StackOutput } from '../cloudformation/cloudformation';
import type { Emulator } from '../emulator';
import type { LoadFunction } from '../lambda/function';
import { isRecord, plainText } from '../records';
import { textOf } from './properties';
import { creationOrder } from './references';
import type { Properties } from './resource-type';
import { resourceType } from './resource-types';
import { StackValues } from './stack';
import { readTemplate, type Template } from './template';

/** How to deploy a template. */
export interface DeployTemplateProps {
  /** @default 'rehearsal' */
  readonly stackName?: string;
  /** The code of a function: what to do at a cold start. Called once for each function. */
  readonly functions: (logicalId: string, properties: Properties) => LoadFunction;
  /** Values of template parameters. @default - their defaults */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A function or state machine, and the role whose policies say what it may call. */
export interface DeployedCaller {
  /** The name under which its calls are recorded. */
  readonly name: string;
  readonly logicalId: string;
  /** `undefined` for a role from outside the template. */
  readonly roleLogicalId: string | undefined;
}

/** A deployed template. */
export interface DeployedStack {
  readonly stackName: string;
  readonly stackId: string;
  /** Values by output key. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What `Ref` gives, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  readonly functions: readonly DeployedCaller[];
  readonly stateMachines: readonly DeployedCaller[];
  /** Works out the intrinsic functions in a part of the template, such as the resources of a policy. */
  resolve(value: unknown): unknown;
}

/** Creates the resources of a synthesized CloudFormation template in the emulator. */
export async function deployTemplate(
  emulator: Emulator,
  json: unknown,
  { stackName = 'rehearsal', functions, parameters = {} }: DeployTemplateProps,
): Promise<DeployedStack> {
  const template = readTemplate(json);
  const { account, random } = emulator;
  const values = new StackValues({ template, stackName, account, random: random.fork('template'), parameters });
  const order = creationOrder(template.resources).filter((logicalId) => {
    const resource = template.resources[logicalId];
    return resource !== undefined && values.includes(resource);
  });
  const resources = order.map((logicalId) => values.resource(logicalId));
  const siblings = (type: string): readonly Properties[] =>
    resources.filter((resource) => resource.type === type).map(({ properties }) => properties);

  for (const { logicalId, type, name, properties, identity } of resources) {
    const creation = { emulator, logicalId, name, identity, properties, load: functions, siblings };
    await resourceType(type, logicalId).create?.(creation);
  }

  const outputs = outputsOf(template, values);
  emulator.cloudFormation.register({
    name: stackName,
    id: values.id,
    ...(template.description === undefined ? {} : { description: template.description }),
    outputs,
    resources: resources.map(({ logicalId, type, identity }) => ({ logicalId, type, physicalId: identity.ref })),
  });

  const callers = (type: string, roleProperty: string): readonly DeployedCaller[] =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ name, logicalId }) => ({
        name,
        logicalId,
        roleLogicalId: referencedResource(template.resources[logicalId]?.properties[roleProperty]),
      }));

  return {
    stackName,
    stackId: values.id,
    outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
    physicalIds: Object.fromEntries(resources.map(({ logicalId, identity }) => [logicalId, identity.ref])),
    functions: callers('AWS::Lambda::Function', 'Role'),
    stateMachines: callers('AWS::StepFunctions::StateMachine', 'RoleArn'),
    resolve: (value) => values.resolve(value),
  };
}

function outputsOf(template: Template, values: StackValues): readonly StackOutput[] {
  return Object.entries(template.outputs).flatMap(([key, output]) => {
    const {
      Value: value,
      Description: description,
      Export: exported,
      Condition: condition,
    } = isRecord(output) ? output : {};
    if (!values.includes({ condition: typeof condition === 'string' ? condition : undefined })) return [];
    const exportName = isRecord(exported) ? textOf({ Name: values.resolve(exported['Name']) }, 'Name') : undefined;
    return [
      {
        key,
        value: plainText(values.resolve(value)),
        ...(typeof description === 'string' ? { description } : {}),
        ...(exportName === undefined ? {} : { exportName }),
      },
    ];
  });
}

/** The resource whose `Arn` a property takes. */
function referencedResource(value: unknown): string | undefined {
  const attribute = isRecord(value) ? value['Fn::GetAtt'] : undefined;
  const [logicalId] = Array.isArray(attribute) ? attribute : plainText(attribute ?? '').split('.');
  return typeof logicalId === 'string' && logicalId !== '' ? logicalId : undefined;
}
