import { logEvidence, openLook, type Mixture } from '../../../lib/domain/evidence/mixture';
import { addSign, newSigns, periodsToReach, SIGN_PRIOR } from '../../../lib/domain/evidence/signs';
import { seededRandom } from '../../../lib/emulator/random';

function sign(evidence: Mixture, isBad: boolean): Mixture {
  return addSign(openLook(evidence, SIGN_PRIOR), isBad);
}

describe('addSign', () => {
  it('is a fair bet on a coin', () => {
    const toss = (evidence: Mixture, tosses: number): number =>
      tosses === 0
        ? Math.exp(logEvidence(evidence))
        : (toss(sign(evidence, true), tosses - 1) + toss(sign(evidence, false), tosses - 1)) / 2;
    expect(toss(newSigns(), 10)).toBeCloseTo(1, 9);
  });

  it('raises at most one false alarm in a hundred hours of coin tosses', () => {
    let alarms = 0;
    for (let run = 0; run < 1_000; run++) {
      const random = seededRandom(`signs ${run}`);
      let evidence = newSigns();
      for (let minute = 0; minute < 60; minute++) evidence = sign(evidence, random.next() < 0.5);
      if (evidence.peak >= Math.log(100)) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(10);
  });

  it.each([100, 300, 2_000])('reaches %d after as many bad periods as it says, or one sooner', (limit) => {
    let [evidence, periods] = [newSigns(), 0];
    while (evidence.peak < Math.log(limit)) {
      evidence = sign(evidence, true);
      periods++;
    }
    expect(periodsToReach(limit) - periods).toBeGreaterThanOrEqual(0);
    expect(periodsToReach(limit) - periods).toBeLessThanOrEqual(1);
  });
});
