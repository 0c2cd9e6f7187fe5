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

/** Whether a grant covers a demand. */
export function covers(grant: Grant, demand: Demand): boolean {
  return matches(grant.action, demand.action) && matches(grant.resource, demand.resource);
}

function grantsIn(statement: Record<string, unknown>, role: string, resolve: (value: unknown) => string): Grant[] {
  if (statement['Effect'] !== 'Allow') return [];
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

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
