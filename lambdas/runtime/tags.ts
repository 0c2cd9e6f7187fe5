import type { Release } from '../../lib/domain/release/release';

/** Tags of whatever a release makes, so that people and `doctor` can tell whose it is. */
export function tagsOf({ number, plan }: Release): Readonly<Record<string, string>> {
  return { 'rollouts:endpoint': plan?.blueprint.endpoint ?? '', 'rollouts:release': String(number) };
}
