import { clockOf } from '../lib/aws/connection';
import { type Registrations, registrations } from '../lib/aws/registrations';
import { parseBlueprint } from '../lib/domain/blueprint/parse-blueprint';
import { formatProblems } from '../lib/domain/blueprint/problem';
import { ENVIRONMENT } from '../lib/domain/environment';
import { NotPossible } from '../lib/domain/errors';
import { isManaged } from '../lib/domain/managed';
import type { Clock } from '../lib/domain/ports';
import { withModel } from '../lib/domain/blueprint/registry';
import { entry, type Compose, type Handler } from './runtime/entry';
import { requireSetting } from './runtime/settings';

export interface RegisterInput {
  /** Name of the model package group. */
  readonly group: string;
  /** The blueprint as written, without a model; `null` ends the registration. */
  readonly blueprint: Readonly<Record<string, unknown>> | null;
  readonly actor?: string;
  readonly reason?: string;
}

export interface RegisterOutput {
  readonly group: string;
  /** The endpoint that approved versions come to from now on; `null`: none. */
  readonly endpoint: string | null;
}

interface Ports {
  readonly registrations: Pick<Registrations, 'put' | 'remove'>;
  readonly clock: Clock;
  /** Patterns of the endpoints that the stack may manage. */
  readonly managed: readonly string[];
}

/** Keeps a blueprint for the approved versions of a model package group, or forgets it. */
export function createHandler(ports: Ports): Handler<RegisterInput, RegisterOutput> {
  return async ({ group, blueprint, actor = 'somebody', reason = 'no reason given' }) => {
    if (!/^[A-Za-z0-9](?:-*[A-Za-z0-9])*$/.test(group)) throw new NotPossible(`'${group}' is no model package group`);
    if (blueprint === null) {
      await ports.registrations.remove(group);
      return { group, endpoint: null };
    }
    const parsed = parseBlueprint(withModel(blueprint));
    if (!parsed.ok) throw new NotPossible(`the blueprint is not valid:\n${formatProblems(parsed.problems)}`);
    const { endpoint } = parsed.blueprint;
    if (!isManaged(endpoint, ports.managed)) {
      throw new NotPossible(
        `this stack may not manage endpoint ${endpoint}; its configuration allows ${ports.managed.join(', ')}`,
      );
    }
    await ports.registrations.put({ group, blueprint, actor, reason, at: ports.clock() });
    return { group, endpoint };
  };
}

export const compose: Compose<RegisterInput, RegisterOutput> = (environment, connection) =>
  createHandler({
    registrations: registrations(requireSetting(environment, ENVIRONMENT.table), connection),
    clock: clockOf(connection),
    managed: requireSetting(environment, ENVIRONMENT.endpoints).split(','),
  });

export const handler = entry(compose);
