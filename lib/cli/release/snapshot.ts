import { sageMakerDeployer } from '../../aws/sagemaker-deployer';
import { type VariantNumbers, variantNumbers } from '../../aws/variant-numbers';
import type { AuditEntry } from '../../domain/release/audit';
import { type EndpointState, shareOf } from '../../domain/traffic/endpoint';
import { judgeKpis, type KpiVerdict } from '../../domain/look/judge';
import type { Release } from '../../domain/release/release';
import { type Standing, standingOf } from '../../domain/release/standing';
import type { Account } from '../account/account';
import { isPassing } from '../account/explain-error';

/** A live release as it is at one moment; what could not be read is absent. */
export interface Snapshot {
  readonly endpoint: string;
  readonly at: number;
  readonly release: Release;
  readonly standing: Standing;
  /** Percent of the traffic that the candidate has. */
  readonly traffic?: number;
  readonly variants: readonly (VariantNumbers & { readonly role: 'baseline' | 'candidate'; readonly name: string })[];
  /** What each KPI says by the evidence so far. */
  readonly verdicts: readonly KpiVerdict[];
  readonly entries: readonly AuditEntry[];
}

/** Numbers are shown for this long before now, or for the bake under way if that is longer. */
const SPAN = 10 * 60_000;

/** Looks at a live release. */
export async function takeSnapshot(
  account: Account,
  { endpoint, release, entries }: Pick<Snapshot, 'endpoint' | 'release' | 'entries'>,
): Promise<Snapshot> {
  const at = account.now();
  const deployer = sageMakerDeployer(account.connection);
  const state = await ifAllowed(deployer.describe(endpoint));
  return {
    endpoint,
    at,
    release,
    standing: standingOf(release, at),
    ...(state !== undefined && release.plan !== undefined && { traffic: candidateShare(release, state) }),
    variants: await numbersOf(account, endpoint, { release, at }),
    verdicts: verdictsOf(release),
    entries,
  };
}

function candidateShare({ plan }: Release, state: EndpointState): number {
  if (plan === undefined) return 0;
  const isFinal = state.config === plan.candidate.finalConfig;
  const share = shareOf(state, isFinal ? plan.candidate.finalVariant : plan.candidate.variant);
  return Math.round(share * 10_000) / 100;
}

async function numbersOf(
  { connection }: Account,
  endpoint: string,
  { release, at }: { readonly release: Release; readonly at: number },
): Promise<Snapshot['variants']> {
  const { plan } = release;
  if (plan === undefined) return [];
  const from = Math.min(release.bakeFrom ?? at, at - SPAN);
  const read = async (role: 'baseline' | 'candidate', name: string) => {
    const numbers = await ifAllowed(variantNumbers(connection, { endpoint, variant: name, from, to: at }));
    return numbers === undefined ? [] : [{ role, name, ...numbers }];
  };
  return [
    ...(plan.baseline === undefined ? [] : await read('baseline', plan.baseline.variant)),
    ...(await read('candidate', plan.candidate.variant)),
  ];
}

/** What the evidence on record says, without looking at anything new. */
function verdictsOf(release: Release): readonly KpiVerdict[] {
  const isWatched = release.plan !== undefined && Object.keys(release.evidence).length > 0;
  return isWatched ? judgeKpis(release, [], false).verdicts : [];
}

/** What a viewer may not read is left out: the record tells most of it. A lost connection is another matter. */
async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isPassing(error)) throw error;
    if (error instanceof Error && error.name.startsWith('AccessDenied')) return undefined;
    throw error;
  }
}
