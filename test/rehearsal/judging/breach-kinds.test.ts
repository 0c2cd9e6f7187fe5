import { eventsOf, functionErrors } from '../support';
import { holdsOf, play, sharesOf } from './support';

const staged = { kpi: { error_rate: { limit: '< 1%', breach: 'staged' } } };
const held = { kpi: { error_rate: { limit: '< 1%', breach: 'hold' } } };

jest.setTimeout(60_000);

describe('a staged KPI', () => {
  it('takes half the traffic back, sees that it is over, and resumes', async () => {
    const story = await play(staged, { incidents: [{ phase: 'half', after: '1m', for: '2m', errorRate: '4%' }] });
    expect(sharesOf(story)).toEqual([10, 50, 25, 50, 100]);
    expect(holdsOf(story)).toEqual(['staged']);
    expect(eventsOf(story)).toContain('resumed');
    expect(story.report).toMatchObject({ outcome: 'completed', rollback: null });
    expect(story.report.phases.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['tenth', 'pass'],
      ['half', 'pass'],
      ['full', 'pass'],
    ]);
    expect(functionErrors(story)).toEqual({});
  });

  it('goes all the way back when half the traffic is borne no better', async () => {
    const story = await play(staged, { incidents: [{ phase: 'half', after: '1m', errorRate: '4%' }] });
    expect(sharesOf(story)).toEqual([10, 50, 25, 0]);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'kpi' } });
    expect(story.report.reason).toMatch(/^error_rate \(limit < 1%\): .*candidate requests failed/);
  });

  it('goes back when a limit is still broken by too little to prove it', async () => {
    // 40 requests a minute at a quarter of the traffic: a few errors among them are beyond the limit and no evidence.
    const story = await play(staged, {
      traffic: {
        requestsPerMinute: [
          { at: '0s', value: 6000 },
          { at: '15m', value: 160 },
        ],
      },
      incidents: [{ phase: 'half', after: '30s', errorRate: '6%' }],
      seed: 4,
    });
    expect(sharesOf(story).at(-1)).toBe(0);
    expect(story.report.outcome).toBe('rolled_back');
  });

  it('has one retreat a phase', async () => {
    const story = await play(staged, {
      incidents: [
        { phase: 'half', after: '1m', for: '2m', errorRate: '4%' },
        { at: '25m', errorRate: '4%' },
      ],
    });
    expect(sharesOf(story)).toEqual([10, 50, 25, 50, 0]);
    expect(story.report.outcome).toBe('rolled_back');
  });

  it('can compare again when a standard release has retreated to half, and not any more when it has recovered', async () => {
    const keys = { strategy: 'standard', phases: [{ name: 'full', traffic: '100%', bake: '10m' }] };
    const kpi = { ...staged.kpi, p90_latency: '< 900ms' };
    const story = await play(
      { ...keys, kpi },
      { incidents: [{ phase: 'full', after: '1m', for: '2m', errorRate: '8%' }] },
    );
    expect(sharesOf(story)).toEqual([100, 50, 100]);
    expect(story.report.outcome).toBe('completed');
    const inputs = story.stage.emulator.calls.flatMap(({ operation, input }) =>
      operation === 'PutMetricAlarm' ? [input as { AlarmName: string; Metrics: unknown[] }] : [],
    );
    // The latency's breaker: two metrics of the candidate alone, four with its baseline.
    expect(inputs.map(({ Metrics }) => Metrics.length - 1)).toEqual([2, 4, 2, 2]);
    expect(inputs.at(-1)?.AlarmName).toMatch(/final-p90_latency$/);
  });

  it('has no breaker that would be quicker than its stages', async () => {
    const story = await play(staged, { incidents: [{ phase: 'half', after: '1m', for: '2m', errorRate: '60%' }] });
    expect(holdsOf(story)).toEqual(['staged']);
    expect(story.report.outcome).toBe('completed');
  });
});

describe('a KPI that holds', () => {
  it('pages and waits, and goes on when somebody says so', async () => {
    const story = await play(held, {
      incidents: [{ phase: 'half', after: '1m', for: '2m', errorRate: '4%' }],
      operator: [{ at: '40m', do: 'promote', by: 'anna', reason: 'known and harmless' }],
    });
    expect(holdsOf(story)).toEqual(['breach']);
    expect(sharesOf(story)).toEqual([10, 50, 100]);
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases[1]).toMatchObject({ reason: 'promoted by anna: known and harmless' });
  });

  it('goes back when somebody aborts, and says who, and what the breach was', async () => {
    const story = await play(held, {
      incidents: [{ phase: 'half', after: '1m', for: '2m', errorRate: '4%' }],
      operator: [{ at: '40m', do: 'abort', by: 'anna', reason: 'not worth it' }],
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'person' } });
    expect(story.report.reason).toMatch(
      /^anna (?:asked for|aborted) it: not worth it \(it held because of a breach: error_rate \(limit < 1%\): /,
    );
  });

  it('does not keep a worse breach waiting', async () => {
    const story = await play(
      { kpi: { ...held.kpi, p50_latency: '< 200ms' } },
      {
        incidents: [
          { phase: 'half', after: '1m', for: '2m', errorRate: '4%' },
          { phase: 'half', after: '20m', latency: { p50: '500ms', p99: '900ms' } },
        ],
      },
    );
    expect(holdsOf(story)).toEqual(['breach']);
    expect(story.report).toMatchObject({ outcome: 'rolled_back' });
    expect(story.report.reason).toContain('p50_latency');
  });
});

describe('an incident on both variants', () => {
  it('holds, pages, blames nobody, and is over when it is over', async () => {
    const story = await play(
      { kpi: { error_rate: '< 1%' } },
      { incidents: [{ phase: 'half', after: '1m', for: '20m', variant: 'both', errorRate: '30%' }] },
    );
    expect(holdsOf(story)).toEqual(['incident']);
    expect(story.report).toMatchObject({ outcome: 'completed', rollback: null });
  });

  it('does not shield a candidate that is worse still', async () => {
    const story = await play(
      { kpi: { error_rate: '< 1%' } },
      {
        incidents: [
          { phase: 'half', after: '1m', for: '30m', variant: 'both', errorRate: '10%' },
          { phase: 'half', after: '5m', for: '30m', variant: 'candidate', errorRate: '25%' },
        ],
      },
    );
    expect(holdsOf(story)).toEqual(['incident']);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'kpi' } });
  });
});
