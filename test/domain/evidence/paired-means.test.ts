import {
  addPairedMeans,
  logMeanEvidence,
  NO_PAIRED_MEANS,
  type PairedMeans,
} from '../../../lib/domain/evidence/paired-means';
import { seededRandom } from '../../../lib/emulator/random';

const TOLERANCE = 1.1;

/** Minutes until the evidence reaches 100, of 60; `undefined` if it does not. */
function minutesToFind(seed: string, slowdown: number): number | undefined {
  const random = seededRandom(seed);
  let state: PairedMeans = NO_PAIRED_MEANS;
  for (let minute = 1; minute <= 60; minute++) {
    // Load moves both variants together; the rest is noise of each minute's mean.
    const load = 1 + 0.5 * Math.sin(minute / 8);
    const noise = (): number => Math.exp(0.1 * random.normal());
    state = addPairedMeans(state, { candidate: slowdown * load * noise(), baseline: load * noise() }, TOLERANCE);
    if (state.peak >= Math.log(100)) return minute;
  }
  return undefined;
}

const releases = (runs: number, slowdown: number): (number | undefined)[] =>
  Array.from({ length: runs }, (_, run) => minutesToFind(`means ${slowdown} ${run}`, slowdown));

describe('addPairedMeans', () => {
  it('blames at most one in a hundred candidates that are as slow as the tolerance allows', () => {
    const found = releases(1_000, TOLERANCE).filter((minute) => minute !== undefined);
    expect(found.length).toBeLessThanOrEqual(10);
  });

  it('finds a candidate half as slow again, through load that moves by half, as soon as it may speak', () => {
    expect(releases(100, 1.5)).toEqual(Array.from({ length: 100 }, () => 15));
  });

  it('says nothing before period 15, however great the difference', () => {
    let state = NO_PAIRED_MEANS;
    for (let period = 0; period < 14; period++)
      state = addPairedMeans(state, { candidate: 50, baseline: 1 }, TOLERANCE);
    expect(logMeanEvidence(state, TOLERANCE)).toBe(0);
    expect(addPairedMeans(state, { candidate: 50, baseline: 1 }, TOLERANCE).peak).toBeGreaterThan(Math.log(100));
  });

  it('skips periods without two means above zero', () => {
    expect(addPairedMeans(NO_PAIRED_MEANS, { candidate: 0, baseline: 1 }, TOLERANCE)).toBe(NO_PAIRED_MEANS);
    expect(addPairedMeans(NO_PAIRED_MEANS, { candidate: 1, baseline: Number.NaN }, TOLERANCE)).toBe(NO_PAIRED_MEANS);
  });

  it('stays finite for means that never vary', () => {
    let state = NO_PAIRED_MEANS;
    for (let period = 0; period < 1_000; period++)
      state = addPairedMeans(state, { candidate: 1, baseline: 9 }, TOLERANCE);
    expect(Number.isFinite(logMeanEvidence(state, TOLERANCE))).toBe(true);
    expect(logMeanEvidence(state, TOLERANCE)).toBeLessThan(0);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
