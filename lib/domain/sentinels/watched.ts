import type { Watched } from './breakers';
import { isCompared } from '../look/judge';
import { FINAL_LABEL } from '../names';
import { planOf, type Release } from '../release/release';

/** Where the breakers of a release are to look, as it stands. */
export function watchedBy(release: Release): Watched {
  const { baseline, candidate, blueprint } = planOf(release);
  const bursts = burstsOf(release);
  if (release.stage === 'settling') return { variant: candidate.finalVariant, label: FINAL_LABEL, ...bursts };
  const fast = { ...(blueprint.metrics === 'fast' && { fast: true }), ...bursts };
  if (baseline === undefined || !willCompare(release)) return { variant: candidate.variant, ...fast };
  return { variant: candidate.variant, baseline: baseline.variant, ...fast };
}

/**
 * Whether breakers that stand are for another situation. A comparison with a baseline that has no traffic is blind:
 * CloudWatch fills no series that has no data at all.
 */
export function needsArming(release: Release): boolean {
  if (release.stage !== 'baking' || release.armed === undefined) return false;
  return release.armed !== (watchedBy(release).baseline === undefined ? 'alone' : 'compared');
}

/** Before its first phase a release is armed for that one. */
function willCompare(release: Release): boolean {
  if (release.stage === 'baking') return isCompared(release);
  return (planOf(release).blueprint.phases[release.phase + 1]?.traffic ?? 100) < 100;
}

/** How the baseline's failures cluster, as far as it was measured. */
function burstsOf({ calibration }: Release): Pick<Watched, 'bursts'> {
  if (calibration === undefined) return {};
  return { bursts: Object.fromEntries(Object.entries(calibration).map(([kpi, { burst }]) => [kpi, burst])) };
}
