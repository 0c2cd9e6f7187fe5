import * as fc from 'fast-check';
import { rampShares } from '../../../lib/domain/blueprint/ramp';
import { formatDuration } from '../../../lib/domain/blueprint/duration';
import { SHORT, blueprintOf, complaintsOf, problemsOf } from './support';

const BAKE = '10m';

function phasesOf(phases: readonly object[]) {
  return blueprintOf({ ...SHORT, phases }).phases;
}

function complaints(phases: unknown, strategy?: 'standard') {
  return complaintsOf({ ...SHORT, phases, ...(strategy === undefined ? {} : { strategy }) });
}

function rising(count: number) {
  return Array.from({ length: count }, (_, index) => ({ traffic: ((index + 1) * 100) / count, bake: BAKE }));
}

describe('phases', () => {
  it('reads shares, bakes, names and gates', () => {
    const phases = [
      { name: 'first', traffic: '0.5%', bake: '4m', gate: 'manual' },
      { traffic: 50, bake: 'PT1H30M', gate: { within: '4h' } },
      { traffic: '100 %', bake: '24h', gate: {} },
    ];
    expect(phasesOf(phases)).toEqual([
      { name: 'first', traffic: 0.5, bakeSeconds: 240, gate: { maxSeconds: 86_400 } },
      { name: '50%', traffic: 50, bakeSeconds: 5_400, gate: { maxSeconds: 14_400 } },
      { name: '100%', traffic: 100, bakeSeconds: 86_400, gate: { maxSeconds: 86_400 } },
    ]);
  });

  it('goes on to 100% behind a gate after a hold at the end', () => {
    expect(phasesOf([{ traffic: '5%', bake: '1h', hold: '7d' }])).toEqual([
      { name: '5%', traffic: 5, bakeSeconds: 3_600 },
      { name: 'full', traffic: 100, bakeSeconds: 900, gate: { maxSeconds: 604_800 } },
    ]);
  });

  it('finds another name for what follows a hold if "full" is taken', () => {
    const names = phasesOf([{ name: 'full', traffic: '5%', bake: '1h', hold: '7d' }]).map(({ name }) => name);
    expect(names).toEqual(['full', 'full-2']);
  });

  it.each([
    [[{ traffic: '150%', bake: BAKE }], 'phases[0].traffic: is more than all of the traffic'],
    [[{ traffic: '0%', bake: BAKE }], 'phases[0].traffic: is too little traffic'],
    [[{ traffic: '0.001%', bake: BAKE }], 'phases[0].traffic: is too little traffic'],
    [[{ traffic: 0.5, bake: BAKE }], 'phases[0].traffic: could be 0.5% or 50%: write the percent sign'],
    [[{ traffic: 'half', bake: BAKE }], 'phases[0].traffic: is not a percentage'],
    [[{ traffic: 100, bake: 600 }], 'phases[0].bake: is not a duration'],
    [[{ traffic: 100, bake: '25h' }], 'phases[0].bake: is too long'],
    [[{ traffic: 100, bake: '4m500ms' }], 'phases[0].bake: is not in whole seconds'],
    [[{ traffic: 100, bake: BAKE, gate: 'auto' }], 'phases[0].gate: is not a gate'],
    [
      [{ traffic: 100, bake: BAKE, gate: { within: '1m' } }],
      'phases[0].gate.within: is too short for a person to answer',
    ],
    [[{ traffic: 100, bake: BAKE, gate: { until: '1m' } }], 'phases[0].gate.until: is not a known key'],
    [[{ traffic: 100, bake: BAKE, hold: '7d' }], 'phases[0].hold: has nothing left to wait for at 100%'],
    [[{ traffic: 5, bake: BAKE, hold: '8d' }], 'phases[0].hold: is too long'],
    [
      [
        { traffic: 5, bake: BAKE, hold: '1d' },
        { traffic: 100, bake: BAKE },
      ],
      'phases[0].hold: is not on the last phase',
    ],
    [
      [
        { traffic: 5, bake: BAKE },
        { traffic: 5.00001, bake: BAKE },
        { traffic: 100, bake: BAKE },
      ],
      'phases[1].traffic: does not rise',
    ],
    [[{ traffic: 99.9, bake: BAKE }], 'phases[0].traffic: is the end, and is not all of the traffic'],
    [{ traffic: 100 }, 'phases: is not a list'],
  ])('refuses %j', (phases, complaint) => {
    expect(complaints(phases)).toEqual([complaint]);
  });

  it('takes 20 phases and no more, where a hold counts as one', () => {
    expect(phasesOf(rising(20))).toHaveLength(20);
    expect(complaints(rising(21))).toEqual(['phases: has too many phases']);
    const holding = rising(21)
      .slice(0, 20)
      .map((phase, index) => (index === 19 ? { ...phase, hold: '1d' } : phase));
    expect(problemsOf({ ...SHORT, phases: holding })).toMatchObject([
      { path: 'phases', allowed: expect.stringContaining('19') },
    ]);
    expect(phasesOf(holding.slice(1))).toHaveLength(20);
  });

  it('compares with the last share that could be read', () => {
    const phases = [
      { traffic: 50, bake: BAKE },
      { traffic: '?', bake: BAKE },
      { traffic: 20, bake: BAKE },
      { traffic: 100, bake: BAKE },
    ];
    expect(complaints(phases)).toEqual(['phases[1].traffic: is not a percentage', 'phases[2].traffic: does not rise']);
  });

  it('refuses what an execution could not write down', () => {
    const [problem] = problemsOf({ ...SHORT, phases: rising(20).map((phase) => ({ ...phase, bake: '24h' })) });
    expect(problem).toMatchObject({ path: 'phases', message: expect.stringContaining('history events') });
  });

  it.each([
    [rising(2), 'phases: does not fit the standard strategy, which switches all traffic at once'],
    [[{ traffic: 50, bake: BAKE }], 'phases[0].traffic: is the end, and is not all of the traffic'],
    [[{ traffic: 50, bake: BAKE, hold: '1d' }], 'phases[0].traffic: is the end, and is not all of the traffic'],
  ])('lets a standard release have nothing but one phase of 100%%: not %j', (phases, complaint) => {
    expect(complaints(phases, 'standard')).toEqual([complaint]);
  });

  it('stays rising and ends at 100% whatever valid list it is given', () => {
    const shares = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: 19 });
    const bakes = fc.integer({ min: 240, max: 3_600 });
    fc.assert(
      fc.property(shares, bakes, fc.boolean(), (hundredths, bake, holds) => {
        const written = hundredths
          .toSorted((a, b) => a - b)
          .map((share) => ({ traffic: `${share / 100}%`, bake: formatDuration(bake) }));
        const end = holds && written.length > 0 ? [] : [{ traffic: '100%', bake: BAKE }];
        const last = written.at(-1);
        const list = holds && last !== undefined ? [...written.slice(0, -1), { ...last, hold: '1d' }] : written;
        const traffic = phasesOf([...list, ...end]).map((phase) => phase.traffic);
        expect(traffic).toEqual([...hundredths.toSorted((a, b) => a - b).map((share) => share / 100), 100]);
      }),
    );
  });
});

describe('ramp', () => {
  it('becomes phases, the first and the last of which have bakes of their own', () => {
    const ramp = { warmUp: '20m', start: '5%', step: '40%', every: '10m', finalBake: '30m' };
    expect(blueprintOf({ ...SHORT, ramp }).phases).toEqual([
      { name: '5%', traffic: 5, bakeSeconds: 1_200 },
      { name: '45%', traffic: 45, bakeSeconds: 600 },
      { name: '85%', traffic: 85, bakeSeconds: 600 },
      { name: '100%', traffic: 100, bakeSeconds: 1_800 },
    ]);
  });

  it('warms up as long as any step and keeps the baseline warm for 15 minutes unless told otherwise', () => {
    const bakes = blueprintOf({ ...SHORT, ramp: { start: 50, step: 25, every: '1h' } }).phases;
    expect(bakes.map(({ bakeSeconds }) => bakeSeconds)).toEqual([3_600, 3_600, 900]);
  });

  it.each([
    [{ start: '5%', step: '1%', every: BAKE }, 'ramp.step: would take 96 phases'],
    [{ start: '100%', step: '1%', every: BAKE }, 'ramp.start: leaves nothing to ramp'],
    [{ start: '5%', step: '0%', every: BAKE }, 'ramp.step: is too little traffic'],
    [{ start: '5%', step: '10%', every: '3m' }, /^ramp.every: is too short/],
    [{ start: '5%', step: '10%' }, 'ramp.every: is missing'],
    [{ start: '5%', step: '10%', every: BAKE, warmup: '5m' }, 'ramp.warmup: is not a known key, did you mean warmUp?'],
    [[], 'ramp: is not a map of keys'],
  ])('refuses %j', (ramp, complaint) => {
    expect(complaintsOf({ ...SHORT, ramp })).toEqual([expect.stringMatching(complaint)]);
  });

  it('is for canaries only, and instead of phases', () => {
    const ramp = { start: '5%', step: '10%', every: BAKE };
    expect(complaintsOf({ ...SHORT, ramp, strategy: 'standard' })).toEqual([
      'ramp: does not fit the standard strategy, which switches all traffic at once',
    ]);
    expect(complaintsOf({ ...SHORT, ramp, phases: rising(2) })).toEqual(['ramp: is given beside phases']);
  });

  const percent = fc.integer({ min: 1, max: 9_999 }).map((hundredths) => hundredths / 100);
  const ramps = fc.tuple(percent, percent).map(([start, step]) => ({
    shares: rampShares({ start, step }),
    start,
    document: { ...SHORT, ramp: { start: `${start}%`, step: `${step}%`, every: BAKE } },
  }));

  it('rises strictly from its start to 100%', () => {
    fc.assert(
      fc.property(ramps, ({ shares, start }) => {
        expect([shares[0], shares.at(-1)]).toEqual([start, 100]);
        expect(shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  it('is taken as it is if it needs 20 phases or fewer', () => {
    const short = ramps.filter(({ shares }) => shares.length <= 20);
    fc.assert(
      fc.property(short, ({ shares, document }) => {
        expect(blueprintOf(document).phases.map(({ traffic }) => traffic)).toEqual(shares);
      }),
    );
  });

  it('is refused with a step that works if it needs more', () => {
    const long = ramps.filter(({ shares }) => shares.length > 20);
    fc.assert(
      fc.property(long, ({ start, document }) => {
        const [problem] = problemsOf(document);
        const step = Number(/at least ([\d.]+)%/.exec(problem?.allowed ?? '')?.[1]);
        expect(problem?.path).toBe('ramp.step');
        expect(rampShares({ start, step }).length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
