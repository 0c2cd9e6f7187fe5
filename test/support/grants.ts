import { isRecord } from '../../lib/emulator/records';
import type { DeployedStack } from '../../lib/emulator/template/deploy-template';
import type { Demand } from './authorization';

/** One action on one resource that a role may do. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  /** May contain `*`. */
  readonly resource: string;
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;

/** Every grant of a template's roles, with references as the deployed stack has them. */
export function grantsOf(template: unknown, stack: DeployedStack): Grant[] {
  const resources = resourcesOf(template);
  const resolve = (value: unknown): string => String(stack.resolve(value));
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::IAM::Policy') return [];
    const roles = list(Properties['Roles']).map((role) => (isRecord(role) ? String(role['Ref']) : String(role)));
    const document = isRecord(Properties['PolicyDocument']) ? Properties['PolicyDocument'] : {};
    return roles.flatMap((role) =>
      list(document['Statement']).flatMap((statement) =>
        isRecord(statement) ? grantsIn(statement, role, resolve) : [],
      ),
    );
  });
}

/** The roles that a template's rules take for their targets, by the name under which their calls are recorded. */
export function ruleRolesOf(template: unknown, stack: DeployedStack): ReadonlyMap<string, readonly string[]> {
  return new Map(
    ofType(template, 'AWS::Events::Rule').map(([logicalId, { Targets: targets }]) => {
      // The id of a rule on a bus of its own is the bus's name, a bar, and its own.
      const name = String(stack.physicalIds[logicalId]).split('|').at(-1);
      const roles = list(targets).flatMap((target) => {
        const attribute = isRecord(target) && isRecord(target['RoleArn']) ? target['RoleArn']['Fn::GetAtt'] : [];
        return list(attribute).slice(0, 1).map(String);
      });
      return [`rule/${name}`, roles];
    }),
  );
}

/** What the policies of functions and topics let EventBridge do; the rule does not matter to a topic. */
export function admissionsOf(template: unknown, stack: DeployedStack): Grant[] {
  const resolve = (value: unknown): string => String(stack.resolve(value));
  const functions = ofType(template, 'AWS::Lambda::Permission').flatMap(([, properties]) =>
    properties['Principal'] === 'events.amazonaws.com'
      ? [
          {
            role: `rule/${resolve(properties['SourceArn']).split('/').at(-1)}`,
            action: String(properties['Action']),
            resource: resolve(properties['FunctionName']),
          },
        ]
      : [],
  );
  const topics = ofType(template, 'AWS::SNS::TopicPolicy').flatMap(([, { PolicyDocument: document }]) =>
    list(isRecord(document) ? document['Statement'] : []).flatMap((statement) => {
      const principal = isRecord(statement) && isRecord(statement['Principal']) ? statement['Principal'] : {};
      return isRecord(statement) && list(principal['Service']).includes('events.amazonaws.com')
        ? grantsIn(statement, 'rule/*', resolve)
        : [];
    }),
  );
  return [...functions, ...topics];
}

/** Whether a grant covers a demand. */
export function covers(grant: Grant, demand: Demand): boolean {
  return matches(grant.action, demand.action) && matches(grant.resource, demand.resource);
}

function grantsIn(statement: Record<string, unknown>, role: string, resolve: (value: unknown) => string): Grant[] {
  if (statement['Effect'] !== 'Allow') return [];
  // What only a service may do in the role's name, the role itself may not.
  if (JSON.stringify(statement['Condition'] ?? {}).includes('aws:ViaAWSService')) return [];
  return list(statement['Action']).flatMap((action) =>
    list(statement['Resource']).map((resource) => ({ role, action: String(action), resource: resolve(resource) })),
  );
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

function resourcesOf(template: unknown): Resources {
  return isRecord(template) && isRecord(template['Resources']) ? (template['Resources'] as Resources) : {};
}

function ofType(template: unknown, type: string): readonly (readonly [string, Record<string, unknown>])[] {
  return Object.entries(resourcesOf(template)).flatMap(([logicalId, { Type, Properties }]) =>
    Type === type ? [[logicalId, Properties] as const] : [],
  );
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
