import { eventsOf } from '../support';
import { holdsOf, play, sharesOf } from './support';

jest.setTimeout(60_000);

/** Fifteen requests a minute: six minutes of a tenth of them are nine. */
const QUIET = { traffic: { requestsPerMinute: 15 } };
const ERRORS = { error_rate: '< 2%' };

describe('a bake that saw too little to tell', () => {
  it('holds until somebody decides, unless told otherwise', async () => {
    const story = await play(
      { kpi: ERRORS },
      {
        ...QUIET,
        operator: [
          { at: '30m', do: 'promote in full', by: 'anna' },
          { at: '60m', do: 'promote' },
        ],
      },
    );
    expect(holdsOf(story)[0]).toBe('inconclusive');
    expect(story.report.phases[0]).toMatchObject({ verdict: 'inconclusive' });
  });

  it('goes on with a waiver on record', async () => {
    const story = await play({ kpi: ERRORS, inconclusive: 'promote' }, QUIET);
    expect(holdsOf(story)).toEqual([]);
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^waived by the blueprint; error_rate .*too few candidate requests, 50 are needed/),
    });
    const passed = story.report.events.find(({ detailType }) => detailType === 'deployment.phase_passed');
    expect(passed?.detail).toMatchObject({ waiver: 'waived by the blueprint' });
  });

  it('is extended until there is enough', async () => {
    const story = await play(
      { kpi: ERRORS, inconclusive: { extend: '2h', otherwise: 'hold' } },
      { traffic: { requestsPerMinute: 60 } },
    );
    expect(holdsOf(story)).toEqual([]);
    expect(story.report.outcome).toBe('completed');
    const [tenth] = story.report.phases;
    const minutes = (Date.parse(tenth?.endedAt ?? '') - Date.parse(tenth?.startedAt ?? '')) / 60_000;
    expect(minutes).toBeGreaterThan(7.5);
    expect(tenth?.verdict).toBe('pass');
  });

  it('is extended up to a bound', async () => {
    const story = await play(
      { kpi: ERRORS, inconclusive: { extend: '10m', otherwise: 'promote' } },
      { traffic: { requestsPerMinute: 3 } },
    );
    const [tenth] = story.report.phases;
    const minutes = (Date.parse(tenth?.endedAt ?? '') - Date.parse(tenth?.startedAt ?? '')) / 60_000;
    expect(minutes).toBeGreaterThan(16);
    expect(minutes).toBeLessThan(19);
    expect(tenth?.verdict).toBe('inconclusive');
  });

  it('wants as many requests as the blueprint says', async () => {
    const story = await play({
      kpi: { error_rate: { limit: '< 2%', min_requests: 1_000_000 } },
      inconclusive: 'promote',
    });
    expect(story.report.phases[0]?.reason).toContain('1000000 are needed');
  });
});

describe('data that come twelve minutes late', () => {
  const late = {
    faults: [
      { at: '0s', metricDelay: '12m' },
      { at: '20m', metricDelay: '0s' },
    ],
  };
  const inconclusive = { extend: '30m', otherwise: 'hold' };

  it('are counted all the same', async () => {
    const story = await play({ kpi: ERRORS, inconclusive }, late);
    expect(holdsOf(story)).toEqual([]);
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  });

  it('still tell of a candidate that does harm', async () => {
    const story = await play({ kpi: ERRORS, inconclusive }, { ...late, candidate: { errorRate: '4%' } });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'kpi' } });
    expect(sharesOf(story)).toEqual([10, 0]);
  });
});

describe('a candidate that falls silent', () => {
  const phases = [
    { name: 'tenth', traffic: '10%', bake: '20m' },
    { name: 'full', traffic: '100%', bake: '6m' },
  ];
  const drying = {
    requestsPerMinute: [
      { at: '0s', value: 6000 },
      { at: '15m', value: 0 },
    ],
  };

  it('does not pass on what it was long ago', async () => {
    const story = await play({ kpi: ERRORS, phases }, { traffic: drying, operator: [{ at: '60m', do: 'abort' }] });
    expect(holdsOf(story)).toEqual(['inconclusive']);
    expect(sharesOf(story)).toEqual([10, 0]);
    const paused = story.report.events.find(({ detailType }) => detailType === 'deployment.paused');
    expect(JSON.stringify(paused?.detail)).toMatch(
      /no data for the last \d+ min \(since .*\), after data in (\d+) of \1 min/,
    );
  });

  it('goes on when its data come back within the extension', async () => {
    const requestsPerMinute = [...drying.requestsPerMinute, { at: '40m', value: 6000 }];
    const story = await play(
      { kpi: ERRORS, phases, inconclusive: { extend: '20m', otherwise: 'hold' } },
      { traffic: { requestsPerMinute } },
    );
    expect(holdsOf(story)).toEqual([]);
    expect(story.report.outcome).toBe('completed');
  });

  it('is not one that is asked every few minutes', async () => {
    const story = await play(
      { kpi: { error_rate: { limit: '< 20%', min_requests: 5 } }, phases: [{ ...phases[0], bake: '1h' }, phases[1]] },
      { traffic: { requestsPerMinute: 3 } },
    );
    expect(holdsOf(story)).toEqual([]);
    expect(story.report.outcome).toBe('completed');
  });
});

describe('a phase that may finish when it is certified', () => {
  const phases = [
    { name: 'tenth', traffic: '10%', bake: '1h', finish: 'certified' },
    { name: 'full', traffic: '100%', bake: '6m' },
  ];

  it('ends as soon as every KPI has its certificate', async () => {
    const story = await play(
      { kpi: ERRORS, phases },
      { baseline: { errorRate: '1%' }, candidate: { errorRate: '1%' } },
    );
    const [tenth] = story.report.phases;
    const minutes = (Date.parse(tenth?.endedAt ?? '') - Date.parse(tenth?.startedAt ?? '')) / 60_000;
    expect(minutes).toBeLessThan(45);
    expect(tenth).toMatchObject({ verdict: 'pass', reason: expect.stringContaining('certified: less than 2 times') });
    expect(story.report.outcome).toBe('completed');
  });

  it('is watched to its end without one', async () => {
    const story = await play(
      { kpi: { error_rate: '< 5%' }, phases },
      { baseline: { errorRate: '1%' }, candidate: { errorRate: '2%' } },
    );
    const [tenth] = story.report.phases;
    const minutes = (Date.parse(tenth?.endedAt ?? '') - Date.parse(tenth?.startedAt ?? '')) / 60_000;
    expect(minutes).toBeGreaterThan(60);
  });
});

describe('a dry run', () => {
  it('is judged and reported, and never acted on', async () => {
    const story = await play(
      { kpi: { error_rate: { limit: '< 1%', dry_run: true }, p99_latency: '< 500ms' } },
      { candidate: { errorRate: '50%' } },
    );
    expect(story.report).toMatchObject({ outcome: 'completed', rollback: null });
    expect(story.report.phases[0]).toMatchObject({
      verdict: 'pass',
      reason: expect.stringMatching(/dry run, fail: error_rate \(limit < 1%\): /),
    });
    expect(eventsOf(story)).not.toContain('paused');
    expect(sharesOf(story)).toEqual([10, 50, 100]);
  });
});
