import type { Counts, PairedCounts } from '../../../lib/domain/evidence/counts';
import type { Random } from '../../../lib/emulator/random';

/** Minutes in which a release is watched. */
export const MINUTES = 60;

/** What happens to an endpoint while it is watched; functions of the minute, 0 to 59. */
export interface Situation {
  readonly name: string;
  /** Mean of the requests that both variants get in a minute. */
  readonly requests: (minute: number) => number;
  /** The candidate's share of the requests. */
  readonly share: (minute: number) => number;
  /** The baseline's chance that a request fails. */
  readonly failureRate: (minute: number) => number;
  /** How many times as often the candidate fails. */
  readonly risk: (minute: number) => number;
  /** Failures that arrive as one; 1 for independent requests. */
  readonly cluster: number;
}

export const STEADY: Omit<Situation, 'name'> = {
  requests: () => 1_200,
  share: () => 0.1,
  failureRate: () => 0.005,
  risk: () => 1,
  cluster: 1,
};

/** One release's traffic, minute by minute. */
export function drawTraffic(situation: Situation, random: Random): PairedCounts[] {
  return Array.from({ length: MINUTES }, (_, minute) => drawMinute(situation, minute, random));
}

/** What the baseline did in the hour before the launch, when it had all the traffic. */
export function drawHistory(situation: Situation, random: Random): Counts[] {
  const before = { ...situation, share: () => 0 };
  return drawTraffic(before, random).map(({ baseline }) => baseline);
}

function drawMinute(situation: Situation, minute: number, random: Random): PairedCounts {
  const requests = random.poisson(situation.requests(minute));
  const share = situation.share(minute);
  const toCandidate = share > 0 ? random.binomial(requests, share) : 0;
  const rate = situation.failureRate(minute);
  const draw = (count: number, chance: number): Counts => ({
    requests: count,
    failures: drawFailures({ requests: count, chance, cluster: situation.cluster }, random),
  });
  return {
    candidate: draw(toCandidate, Math.min(1, rate * situation.risk(minute))),
    baseline: draw(requests - toCandidate, rate),
  };
}

function drawFailures(
  { requests, chance, cluster }: { readonly requests: number; readonly chance: number; readonly cluster: number },
  random: Random,
): number {
  if (cluster === 1) return random.binomial(requests, chance);
  return Math.min(requests, cluster * random.poisson((requests * chance) / cluster));
}
