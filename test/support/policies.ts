import { list, plain, type Synthesized } from './synthesized';

/** What one role may do. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly condition?: unknown;
}

/** The grants of every role, by the role's construct id. */
export function grantsByRole({ all }: Synthesized): Readonly<Record<string, readonly Grant[]>> {
  const grants: Record<string, Grant[]> = {};
  for (const { Properties } of Object.values(all('AWS::IAM::Policy'))) {
    for (const role of Properties.Roles) {
      const name = plain(role).replace(/^<Rollouts(\w+?)[0-9A-F]{8}>$/, '$1');
      (grants[name] ??= []).push(...Properties.PolicyDocument.Statement.flatMap(toGrants));
    }
  }
  return grants;
}

function toGrants(statement: {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}): Grant[] {
  if (statement.Effect !== 'Allow') return [];
  return list(statement.Action).flatMap((action) =>
    list(statement.Resource).map((resource) => ({
      action,
      resource: plain(resource),
      ...(statement.Condition !== undefined && { condition: statement.Condition }),
    })),
  );
}
