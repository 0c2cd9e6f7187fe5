import { beginPhase, judgeLook, type KpiEvidence, type KpiLook } from '../../../lib/domain/evidence/judge-look';
import type { Verdict } from '../../../lib/domain/evidence/verdict';
import { seededRandom } from '../../../lib/emulator/random';

/** One phase of a release: requests a minute, the candidate's share, and both variants' rates of failure. */
interface Phase {
  readonly requests: number;
  readonly share: number;
  readonly candidate: number;
  readonly baseline: number;
  readonly minutes: number;
}

const LIMIT = 0.005;
const TENTH: Phase = { requests: 6000, share: 0.1, candidate: 0.001, baseline: 0.0001, minutes: 30 };

/** The verdicts at the ends of the phases, up to the one that fails. */
function release(phases: readonly Phase[], seed: number): Verdict[] {
  const random = seededRandom(seed);
  let evidence: KpiEvidence | undefined;
  const verdicts: Verdict[] = [];
  for (const { requests, share, candidate, baseline, minutes } of phases) {
    const draw = (count: number, rate: number) => ({ requests: count, failures: random.binomial(count, rate) });
    let verdict: Verdict = 'inconclusive';
    for (let minute = 1; minute <= minutes && verdict !== 'fail'; minute++) {
      const period = { candidate: draw(requests * share, candidate), baseline: draw(requests * (1 - share), baseline) };
      const kept = evidence?.kind === 'counts' ? { evidence } : {};
      const kpi: KpiLook = { kind: 'counts', name: 'error_rate', limit: LIMIT, burst: 1, periods: [period], ...kept };
      const look = judgeLook([kpi], { against: share < 1 ? 'baseline' : 'limit', isBakeOver: minute === minutes });
      [evidence, verdict] = [look.findings[0]?.evidence, look.verdict];
    }
    verdicts.push(verdict);
    if (verdict === 'fail') break;
    evidence = evidence && beginPhase(evidence);
  }
  return verdicts;
}

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
const failedIn = (phases: readonly Phase[]) => seeds.filter((seed) => release(phases, seed).includes('fail'));

describe('a candidate that is ten times worse than the baseline and keeps a fifth of its limit', () => {
  it.each([
    ['beside the baseline', 0.5],
    ['alone', 1],
  ])('is not sent back by a failure or two in the first minute of the next phase, %s', (_, share) => {
    // Forty requests in the phase's first minute: a single failure among them is five times the limit.
    const next: Phase = { ...TENTH, requests: 80, share, minutes: 30 };
    expect(failedIn([TENTH, next]).length).toBeLessThan(5);
  });

  it('is sent back when it breaks the limit there', () => {
    const next: Phase = { ...TENTH, share: 0.5, candidate: 0.01, minutes: 10 };
    expect(failedIn([TENTH, next]).length).toBe(seeds.length);
  });
});
