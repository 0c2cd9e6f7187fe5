import * as fc from 'fast-check';
import { historyEvents, holdLookSeconds, lookSeconds, looksIn } from '../../../lib/domain/blueprint/looks';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

describe('lookSeconds', () => {
  it.each([
    [4 * MINUTE, MINUTE, 4],
    [10 * MINUTE, MINUTE, 10],
    [HOUR, MINUTE, 60],
    [HOUR + 1, 2 * MINUTE, 31],
    [2 * HOUR, 2 * MINUTE, 60],
    [5 * HOUR, 5 * MINUTE, 60],
    [DAY, 5 * MINUTE, 288],
  ])('looks at a bake of %d s every %d s: %d times', (bake, seconds, looks) => {
    expect(lookSeconds(bake)).toBe(seconds);
    expect(looksIn(bake)).toBe(looks);
  });

  it('is a whole number of minutes, one to five, and never leaves a part of the bake unseen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DAY }), (bake) => {
        const seconds = lookSeconds(bake);
        expect(seconds % MINUTE).toBe(0);
        expect(seconds).toBeGreaterThanOrEqual(MINUTE);
        expect(seconds).toBeLessThanOrEqual(5 * MINUTE);
        expect(looksIn(bake) * seconds).toBeGreaterThanOrEqual(bake);
      }),
    );
  });
});

describe('holdLookSeconds', () => {
  it.each([
    [5 * MINUTE, MINUTE],
    [4 * HOUR, MINUTE],
    [DAY, 5 * MINUTE],
    [7 * DAY, 11 * MINUTE],
  ])('looks during a hold of %d s every %d s', (hold, seconds) => {
    expect(holdLookSeconds(hold)).toBe(seconds);
  });

  it('never takes more than 1,000 looks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 * DAY }), (hold) => {
        expect(Math.ceil(hold / holdLookSeconds(hold))).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});

describe('historyEvents', () => {
  it('counts looks, phases and gates', () => {
    const phases = [{ bakeSeconds: 10 * MINUTE }, { bakeSeconds: 15 * MINUTE, gate: { maxSeconds: DAY } }];
    expect(historyEvents({ phases })).toBe(150 + (40 + 11 * 9) + (40 + 16 * 9 + 288 * 13));
  });

  it('allows four gates of a day in one release', () => {
    const phases = Array.from({ length: 4 }, () => ({ bakeSeconds: HOUR, gate: { maxSeconds: DAY } }));
    expect(historyEvents({ phases })).toBeLessThan(20_000);
  });
});

describe('historyEvents of a release that is watched more closely', () => {
  const phases = [{ bakeSeconds: 10 * MINUTE }, { bakeSeconds: 10 * MINUTE }];
  const usual = historyEvents({ phases });

  it('counts the health checks at every look and gate, where they are asked', () => {
    expect(historyEvents({ phases, checks: [{ at: 'gates' }] })).toBe(usual + 2 * 12);
    const always = [{ at: 'gates' as const }, { at: 'always' as const }];
    const looks = 2 * 11 + 288;
    expect(historyEvents({ phases, checks: always })).toBe(usual + 2 * 12 + looks * 5);
    const gated = [{ bakeSeconds: 10 * MINUTE, gate: { maxSeconds: DAY } }];
    const difference = historyEvents({ phases: gated, checks: always }) - historyEvents({ phases: gated });
    expect(difference).toBe(12 + (11 + 2 * 288) * 5);
  });

  it('leaves room for the longest wait behind another release', () => {
    const looks = (10 * MINUTE) / 15 + (5 * HOUR - 10 * MINUTE) / MINUTE;
    expect(historyEvents({ phases, supersede: 'replace' })).toBe(usual + looks * 9);
  });

  it('leaves room for a fire drill', () => {
    expect(historyEvents({ phases, drill: true })).toBe(usual + 1500);
  });
});
