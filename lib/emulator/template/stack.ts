import type { Account } from '../service';
import type { Random } from '../random';
import { isRecord, plainText } from '../records';
import { holds, resolve, type Scope } from './intrinsics';
import { physicalName } from './physical-name';
import { textOf } from './properties';
import type { Identity, Properties } from './resource-type';
import { resourceType } from './resource-types';
import type { Template, TemplateResource } from './template';

/** What the values of a template depend on. */
export interface StackProps {
  readonly template: Template;
  readonly stackName: string;
  readonly account: Account;
  readonly random: Random;
  /** Values of parameters that have no default, or another one. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A resource with its name and what others see of it. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Properties;
  readonly identity: Identity;
}

/** The values of a template, each worked out when it is first asked for. */
export class StackValues {
  readonly id: string;
  readonly #props: StackProps;
  readonly #resolved = new Map<string, ResolvedResource>();
  readonly #resolving = new Set<string>();
  readonly #scope: Scope;

  constructor(props: StackProps) {
    const { stackName, account } = props;
    const { partition = 'aws', region, accountId } = account;
    this.#props = props;
    this.id = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/emulated`;
    this.#scope = {
      ref: (name) => this.#ref(name),
      attribute: (logicalId, name) => this.#attribute(logicalId, name),
      conditions: props.template.conditions,
      mappings: props.template.mappings,
    };
  }

  /** Whether a resource or output is part of the stack, as its condition has it. */
  includes({ condition }: { readonly condition?: string | undefined }): boolean {
    return condition === undefined || holds(condition, this.#scope);
  }

  resolve(value: unknown): unknown {
    return resolve(value, this.#scope);
  }

  resource(logicalId: string): ResolvedResource {
    const known = this.#resolved.get(logicalId);
    if (known !== undefined) return known;
    const resource = this.#props.template.resources[logicalId];
    if (resource === undefined) throw new Error(`the template has no resource or parameter ${logicalId}`);
    if (this.#resolving.has(logicalId)) throw new Error(`circular dependency between resources at ${logicalId}`);
    this.#resolving.add(logicalId);
    const resolved = this.#resolveResource(logicalId, resource);
    this.#resolving.delete(logicalId);
    this.#resolved.set(logicalId, resolved);
    return resolved;
  }

  #resolveResource(logicalId: string, resource: TemplateResource): ResolvedResource {
    const type = resourceType(resource.type, logicalId);
    const resolved = this.resolve(resource.properties);
    const properties = isRecord(resolved) ? resolved : {};
    const given = type.nameProperty === undefined ? undefined : textOf(properties, type.nameProperty);
    const { stackName, random, account } = this.#props;
    const name = given ?? physicalName({ stackName, logicalId, maxLength: type.maxNameLength ?? 255, random });
    return { logicalId, type: resource.type, name, properties, identity: type.identify(name, account, properties) };
  }

  #ref(name: string): unknown {
    if (name.startsWith('AWS::')) return this.#pseudoParameter(name);
    const parameter = this.#props.template.parameters[name];
    if (parameter === undefined) return this.resource(name).identity.ref;
    const value = this.#props.parameters[name] ?? (isRecord(parameter) ? parameter['Default'] : undefined);
    if (value === undefined) throw new Error(`parameter ${name} of the template needs a value`);
    return isRecord(parameter) && /^(CommaDelimitedList|List<)/.test(String(parameter['Type']))
      ? plainText(value).split(',')
      : value;
  }

  #attribute(logicalId: string, name: string): unknown {
    const { identity, type } = this.resource(logicalId);
    const value = identity.attributes[name];
    if (value === undefined) throw new Error(`not emulated: attribute ${name} of ${type} (resource ${logicalId})`);
    return value;
  }

  #pseudoParameter(name: string): unknown {
    const { account, stackName } = this.#props;
    switch (name) {
      case 'AWS::AccountId':
        return account.accountId;
      case 'AWS::Region':
        return account.region;
      case 'AWS::Partition':
        return account.partition ?? 'aws';
      case 'AWS::URLSuffix':
        return account.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return this.id;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return undefined;
      default:
        throw new Error(`not emulated: pseudo parameter ${name}`);
    }
  }
}
