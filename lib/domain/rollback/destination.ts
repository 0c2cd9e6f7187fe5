import type { EndedRelease, EndpointRecord } from '../release/release';
import { formatWanted, type Wanted } from './wanted';

/** What an endpoint is to go back to. */
export interface Destination {
  readonly model: string;
  /** Absent where only its config tells. */
  readonly instanceType?: string;
  /** How many instances it had. */
  readonly instances: number;
  /** The config in which it served; it may be gone. */
  readonly config: string;
}

/** Where a person's wish leads, or why nowhere, as a sentence. `named` is the release that the wish names, if there is one. */
export function destinationOf(
  { endpoint, last }: EndpointRecord,
  to: Wanted | undefined,
  named: EndedRelease | undefined,
): Destination | string {
  if (to !== undefined && to.kind !== 'previous') {
    if (named === undefined)
      return `there is no release ${formatWanted(endpoint, to)} of ${endpoint} to go back to; \`rollouts history ${endpoint}\` lists them`;
    return (
      broughtBy(named) ?? `${endpoint}/${named.number} ended ${words(named)}, so there is nothing of it to go back to`
    );
  }
  if (last === undefined) return `no release of ${endpoint} has ended, so there is nothing to go back from`;
  const name = `${endpoint}/${last.number}`;
  const before = replacedBy(last);
  const elsewhere = `--to RELEASE goes back to any that completed`;
  if (before === undefined)
    return `the last release, ${name}, ended ${words(last)}, so there is nothing to go back from; ${elsewhere}`;
  // Two people who ask for the same at once must not undo each other.
  if (to === undefined && hasReturned(last))
    return `the last rollback, ${name}, has gone back already, from ${before.model}; --to previous returns there, ${elsewhere}`;
  return before;
}

/** A person's return after the end: it names the variant of the release that it leaves. */
export function isReturn({ number, plan }: EndedRelease): boolean {
  const left = leftBy(plan?.candidate.variant);
  return left !== undefined && left !== number;
}

/** Number of the release whose candidate has this name. */
export function leftBy(variant: string | undefined): number | undefined {
  const match = /^candidate-(\d+)$/.exec(variant ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** What an ended release has brought that stayed, if anything. */
function broughtBy(ended: EndedRelease): Destination | undefined {
  if (ended.outcome === 'completed') return candidateOf(ended);
  return hasReturned(ended) ? baselineOf(ended) : undefined;
}

/** What served before an ended release, where it has changed what serves. */
function replacedBy(ended: EndedRelease): Destination | undefined {
  if (ended.outcome === 'completed') return baselineOf(ended);
  return hasReturned(ended) ? candidateOf(ended) : undefined;
}

/** Whether a person's return has brought the endpoint where it was to go. */
export function hasReturned(ended: EndedRelease): boolean {
  return ended.outcome === 'rolled_back' && isReturn(ended);
}

function candidateOf({ plan }: EndedRelease): Destination | undefined {
  if (plan === undefined) return undefined;
  const { model, instanceType, instances, finalConfig } = plan.candidate;
  return { model, instanceType, instances, config: finalConfig };
}

function baselineOf({ plan }: EndedRelease): Destination | undefined {
  if (plan?.baseline === undefined) return undefined;
  const { model, instances, config, copyOf } = plan.baseline;
  return { model, instances, config, ...(copyOf !== undefined && { instanceType: copyOf.instanceType }) };
}

function words({ outcome }: EndedRelease): string {
  return outcome.replaceAll('_', ' ');
}
