import type { Context } from '../context';
import { limitExceeded } from '../errors';
import type { LiveVariant } from '../state';

/** Throws if the account may not run `wanted` beside all that runs already. */
export function requireQuota(context: Context, wanted: ReadonlyMap<string, number>): void {
  for (const [instanceType, delta] of wanted) {
    const limit = context.store.quotas.get(instanceType);
    if (limit === undefined || delta <= 0) continue;
    const used = instancesInUse(context, instanceType);
    if (used + delta > limit) throw limitExceeded({ instanceType, limit, used, delta });
  }
}

/** Instances by type of a fleet. */
export function instancesByType(variants: readonly LiveVariant[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { instanceType, desiredInstances } of variants) {
    if (instanceType !== undefined) counts.set(instanceType, (counts.get(instanceType) ?? 0) + desiredInstances);
  }
  return counts;
}

function instancesInUse(context: Context, instanceType: string): number {
  let used = 0;
  for (const { variants, deployment } of context.store.endpoints.values()) {
    for (const variant of [...variants, ...(deployment?.variants ?? [])]) {
      if (variant.instanceType === instanceType) used += Math.max(variant.currentInstances, variant.desiredInstances);
    }
  }
  return used;
}
