import * as fc from 'fast-check';
import { describePower, hasPower, type KpiPower, powerOf } from '../../../lib/domain/opening/power';
import type { Reading } from '../../../lib/domain/sentinels/readings';
import { blueprintOf, SHORT } from '../blueprint/support';

const MINUTE = 60_000;

/** An hour of the baseline, steady. */
function past(requests: number, failures: number): Reading {
  const counts = Array.from({ length: 60 }, (_, minute) => ({ start: minute * MINUTE, requests, failures }));
  return { kpi: 'error_rate', arm: 'baseline', counts: requests === 0 ? [] : counts, values: [] };
}

function power(requests: number, failures: number, change: Readonly<Record<string, unknown>> = {}): KpiPower {
  const { kpis, phases } = blueprintOf({
    ...SHORT,
    kpi: { error_rate: '< 1%' },
    phases: [
      { traffic: '10%', bake: '30m' },
      { traffic: '50%', bake: '30m' },
      { traffic: '100%', bake: '15m' },
    ],
    ...change,
  });
  const calibration = { error_rate: { burst: 1 } };
  const [found] = powerOf(kpis, phases, { past: [past(requests, failures)], to: 60 * MINUTE, calibration });
  if (found === undefined) throw new Error('no power was worked out');
  return found;
}

describe('powerOf', () => {
  it('knows the traffic and the failures of the past', () => {
    expect(power(1200, 6)).toMatchObject({ requestsPerMinute: 1200, failureRate: 0.00501, regression: 4 });
  });

  it('agrees with the measured figures: 4x at 1,200 a minute and 10 % shows after about six minutes', () => {
    const { minutes, phase } = power(1200, 6);
    expect(minutes).toBeGreaterThanOrEqual(5);
    expect(minutes).toBeLessThanOrEqual(8);
    expect(phase).toBe('10%');
  });

  it('sees little in little traffic, and says from where on it would', () => {
    const weak = power(2, 0);
    expect(weak.minutes).toBeUndefined();
    expect(weak.smallest).toBeGreaterThan(4);
    expect(describePower(weak)).toMatch(
      /^KPI error_rate could not show a rate 4 times .* longer bakes or larger shares would$/,
    );
  });

  it('sees nothing in no traffic', () => {
    const none = power(0, 0);
    expect(none).toMatchObject({ requestsPerMinute: 0 });
    expect(none).not.toHaveProperty('minutes');
    expect(none).not.toHaveProperty('smallest');
  });

  it('asks for no more than a breach of the limit where four times as much would keep it', () => {
    const { regression, minutes } = power(12_000, 1);
    expect(regression).toBeGreaterThan(100);
    expect(minutes).toBe(1);
  });

  it('counts what one phase has shown towards the next', () => {
    expect(power(120, 1).phase).toBe('50%');
  });

  it('never needs longer for more traffic', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 2000 }), fc.integer({ min: 2, max: 20 }), (requests, times) => {
        const few = power(requests, Math.ceil(requests / 200)).minutes ?? Number.POSITIVE_INFINITY;
        const many = power(requests * times, Math.ceil(requests / 200) * times).minutes ?? Number.POSITIVE_INFINITY;
        expect(many).toBeLessThanOrEqual(few);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves out dry runs, and what is no count of requests', () => {
    const { kpis, phases } = blueprintOf({
      ...SHORT,
      kpi: { error_rate: '< 1%', mean_latency: '< 1s', success_rate: { limit: '> 90%', dry_run: true } },
    });
    expect(powerOf(kpis, phases, { past: [], to: 0, calibration: {} }).map(({ kpi }) => kpi)).toEqual(['error_rate']);
  });
});

describe('hasPower', () => {
  it('is content with one KPI that sees, and with none that could be asked', () => {
    expect(hasPower([])).toBe(true);
    expect(hasPower([power(2, 0), power(1200, 6)])).toBe(true);
    expect(hasPower([power(2, 0)])).toBe(false);
  });
});
