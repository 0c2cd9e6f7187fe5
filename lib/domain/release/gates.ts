import type { Release } from './release';

/** Name of the phase whose gate a release waits at; `undefined` while it waits at none. */
export function gateOf({ hold, plan, phase }: Release): string | undefined {
  return hold?.why === 'gate' ? plan?.blueprint.phases[phase + 1]?.name : undefined;
}
