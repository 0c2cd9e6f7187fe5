import { certify, logCertainty, newCertificate } from '../../../lib/domain/evidence/certificate';
import { seededRandom } from '../../../lib/emulator/random';
import { pair } from './support';

const RULES = { risk: 2, burst: 1 };

/** Share of releases certified within an hour of 1,200 requests a minute, a tenth of them the candidate's. */
function certified(risk: number, runs: number): number {
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(`certificate ${risk} ${run}`);
    let certificate = newCertificate();
    for (let minute = 0; minute < 60; minute++) {
      const period = {
        candidate: { requests: 120, failures: random.binomial(120, 0.005 * risk) },
        baseline: { requests: 1_080, failures: random.binomial(1_080, 0.005) },
      };
      certificate = certify(certificate, period, RULES);
      if (logCertainty(certificate) < Math.log(20)) continue;
      count++;
      break;
    }
  }
  return count / runs;
}

describe('certify', () => {
  it('certifies nearly every good candidate within the hour', () => {
    expect(certified(1, 200)).toBeGreaterThan(0.9);
  });

  it('certifies at most one in twenty that are twice as bad', () => {
    expect(certified(2, 400)).toBeLessThan(0.05);
  });

  it('needs failures: none on either side certify nothing', () => {
    expect(logCertainty(certify(newCertificate(), pair('0/1000', '0/9000'), RULES))).toBe(0);
  });

  it('gains from failures of the baseline only, and stays finite at 10^9 requests', () => {
    expect(logCertainty(certify(newCertificate(), pair('0/1000', '20/1000'), RULES))).toBeGreaterThan(Math.log(20));
    expect(
      Number.isFinite(logCertainty(certify(newCertificate(), pair('0/1000000000', '1000000/1000000000'), RULES))),
    ).toBe(true);
  });

  it.each([1, 1.25, Number.NaN])('refuses to certify a risk of %d, which a good candidate may have', (risk) => {
    expect(() => certify(newCertificate(), pair('1/10', '1/10'), { risk, burst: 1 })).toThrow('cannot certify');
  });
});
