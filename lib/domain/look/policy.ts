import type { KpiVerdict } from './judge';

/** Which failing KPIs and health checks together are a breach. */
export type BreachPolicy =
  /** Any one of them. */
  | { readonly kind: 'any' }
  /** All that are watched. */
  | { readonly kind: 'all' }
  /** Those whose weights add up to this; a KPI or check that is not listed weighs 1. */
  | { readonly kind: 'weights'; readonly weights: Readonly<Record<string, number>>; readonly atLeast: number };

/** Weight of a KPI or a check. */
export function weightOf(policy: BreachPolicy, name: string): number {
  return policy.kind === 'weights' ? (policy.weights[name] ?? 1) : 1;
}

/**
 * The verdicts as the policy lets them act: too few failures to be a breach stop nothing. They stay undecided while the
 * bake goes on, pass at its end, and say so; incidents and verdicts without enough data are left as they are.
 */
export function underPolicy(
  policy: BreachPolicy = { kind: 'any' },
  verdicts: readonly KpiVerdict[],
  isBakeOver: boolean,
): readonly KpiVerdict[] {
  // A dry run weighs nothing, whatever it says.
  const acting = verdicts.filter(({ dryRun }) => dryRun !== true);
  const failed = acting.filter(({ verdict }) => verdict === 'fail');
  const weight = failed.reduce((sum, { kpi }) => sum + weightOf(policy, kpi), 0);
  const needed = neededBy(policy, acting.length);
  if (weight >= needed) return verdicts;
  const note = `tolerated: the failures weigh ${weight}, and the policy acts from ${needed} on`;
  return verdicts.map((verdict) =>
    verdict.verdict === 'fail' && verdict.dryRun !== true
      ? { ...verdict, verdict: isBakeOver ? 'pass' : 'inconclusive', reason: `${verdict.reason} (${note})` }
      : verdict,
  );
}

function neededBy(policy: BreachPolicy, watched: number): number {
  switch (policy.kind) {
    case 'any':
      return 1;
    case 'all':
      return watched;
    case 'weights':
      return policy.atLeast;
  }
}
