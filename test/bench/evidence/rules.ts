import { failureRate, type PairedCounts } from '../../../lib/domain/evidence/counts';

/** Sees one minute after the other; `true` rolls back. */
type Watch = (minute: PairedCounts) => boolean;

/** A way to decide about a rollback. */
export interface Rule {
  readonly name: string;
  readonly start: () => Watch;
}

/** The limit that the rules with a fixed limit watch. */
const LIMIT = 0.01;

function isOver(minute: PairedCounts): boolean {
  return (failureRate(minute.candidate) ?? 0) > LIMIT;
}

/** A CloudWatch alarm on the candidate: `needed` of the last `of` minutes are over the limit. */
export function alarm(needed: number, of: number): Rule {
  return {
    name: `alarm ${needed} of ${of}`,
    start: () => {
      const recent: boolean[] = [];
      return (minute) => {
        recent.push(isOver(minute));
        return recent.slice(-of).filter(Boolean).length >= needed;
      };
    },
  };
}

/** A measurement each minute of the rate over five minutes; more than three failed ones fail the analysis. */
export const ARGO_LIKE: Rule = {
  name: 'Argo-like',
  start: () => {
    const recent: PairedCounts[] = [];
    let failed = 0;
    return (minute) => {
      recent.push(minute);
      const window = recent.slice(-5);
      const requests = window.reduce((sum, { candidate }) => sum + candidate.requests, 0);
      const failures = window.reduce((sum, { candidate }) => sum + candidate.failures, 0);
      if (failures > LIMIT * requests) failed++;
      return failed > 3;
    };
  },
};

/** A check each minute, no data counts as failed; five failed checks roll back at the next tick. */
export const FLAGGER_LIKE: Rule = {
  name: 'Flagger-like',
  start: () => {
    let failed = 0;
    return (minute) => {
      const isDue = failed >= 5;
      if (minute.candidate.requests === 0 || isOver(minute)) failed++;
      return isDue;
    };
  },
};

/** One-sided 1 % quantile of the normal distribution. */
const Z_99 = 2.3263478740408408;

/** A pooled two-sample test of all counts so far, one-sided at 1 %, done again at every look. */
export const Z_TEST: Rule = {
  name: 'z-test each look',
  start: () => {
    const total = { candidate: { requests: 0, failures: 0 }, baseline: { requests: 0, failures: 0 } };
    return ({ candidate, baseline }) => {
      total.candidate.requests += candidate.requests;
      total.candidate.failures += candidate.failures;
      total.baseline.requests += baseline.requests;
      total.baseline.failures += baseline.failures;
      return zScore(total) > Z_99;
    };
  },
};

function zScore({ candidate, baseline }: PairedCounts): number {
  const requests = candidate.requests + baseline.requests;
  const pooled = (candidate.failures + baseline.failures) / requests;
  const variance = pooled * (1 - pooled) * (1 / candidate.requests + 1 / baseline.requests);
  if (!(variance > 0)) return 0;
  return (candidate.failures / candidate.requests - baseline.failures / baseline.requests) / Math.sqrt(variance);
}
