import { Stack, Validations } from 'aws-cdk-lib';
import { type Conditions, ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Something that one role may do. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** Why the resources cannot be narrower; required where one of them contains a `*`. */
  readonly because?: string;
}

/** Gives permissions to a role, or to whoever gets a policy. A resource with a `*` carries its reason, which `cdk-nag` finds next to it. */
export function allow(role: Role | ManagedPolicy, permissions: readonly Permission[]): void {
  for (const { actions, resources, conditions, because } of permissions) {
    const wide = resources.filter((resource) => display(role, resource).includes('*'));
    if (wide.length > 0 && because === undefined) {
      throw new Error(
        `${actions.join(', ')} on ${wide.map((resource) => display(role, resource)).join(', ')} needs a reason`,
      );
    }
    const statement = new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions !== undefined && { conditions }),
    });
    if (role instanceof ManagedPolicy) role.addStatements(statement);
    else role.addToPrincipalPolicy(statement);
    for (const resource of wide) explainWildcard(role, display(role, resource), because ?? '');
  }
}

/** Records why a role has a wildcard among its resources. */
export function explainWildcard(role: Role | ManagedPolicy, resource: string, reason: string): void {
  explain(role, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
}

/**
 * Records why a finding of `cdk-nag` is none: what `Validations.acknowledge` writes, without the stack trace it adds,
 * which would put paths of this machine into the assembly.
 */
export function explain(construct: Construct, finding: string, reason: string): void {
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`Annotation::${finding}`]: reason });
}

/** An ARN as people write it, with references in angle brackets. */
function display(role: Role | ManagedPolicy, resource: string): string {
  return flatten(Stack.of(role).resolve(resource));
}

function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: readonly unknown[] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(flatten).join(String(separator)) : '';
  }
  return JSON.stringify(value);
}
