import { describeWeights, type EndpointState, isSameWeight } from './endpoint';
import type { Release } from '../release/release';
import { beginWayBack } from '../rollback/take-over';

/**
 * What somebody else has changed since the release last looked, in words; `undefined` if nothing. While the endpoint is
 * at work its weights cannot tell; whoever writes then is told that it is busy, and looks again.
 */
export function findDrift({ plan, weights, goal }: Release, endpoint: EndpointState | undefined): string | undefined {
  if (plan?.baseline === undefined) return undefined;
  if (endpoint === undefined) return 'the endpoint does not exist any more: somebody has deleted it';
  const { sharedConfig, finalConfig } = plan.candidate;
  const config = endpoint.pendingConfig ?? endpoint.config;
  if (config === finalConfig) return undefined;
  if (config !== sharedConfig) return `somebody else moved the endpoint from config ${sharedConfig} to ${config}`;
  // A record of an older version does not say which weights were read back.
  if (endpoint.status !== 'InService' || weights === undefined) return undefined;
  const known = [weights, ...(goal === undefined ? [] : [goal.weights])].filter((one) => Object.keys(one).length > 0);
  if (known.some((one) => hasWeights(endpoint, one))) return undefined;
  const wanted = Object.entries(weights).map(([name, weight]) => `${name} ${weight}`);
  return `somebody else changed the weights: they are ${describeWeights(endpoint)} and were ${wanted.join(', ')}`;
}

/** The release on its way back because somebody else works on its endpoint. */
export function stopForDrift(release: Release, reason: string, now: number): ReturnType<typeof beginWayBack> {
  return beginWayBack(release, release.breach ?? { trigger: 'drift', reason, at: now }, now);
}

function hasWeights(endpoint: EndpointState, weights: Readonly<Record<string, number>>): boolean {
  return Object.entries(weights).every(([name, weight]) => {
    const live = endpoint.variants.find((variant) => variant.name === name);
    return live !== undefined && isSameWeight(live.currentWeight, weight);
  });
}
