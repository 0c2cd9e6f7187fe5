import { expectAlwaysTrue } from '../always-true';
import { play, sharesOf } from '../judging/support';
import { functionErrors, stepsOf } from '../support';

jest.setTimeout(60_000);

const checks = [
  { name: 'database', tcp: { host: 'db.example.com', port: 5432 } },
  { name: 'catalog', http: { url: 'https://catalog.example.com/health' }, at: 'gates' },
  { name: 'features', lambda: { function: 'check-features', payload: { deep: true } } },
  { name: 'score', invoke: { body: { amount: 1 }, bodyContains: 'score' } },
];

describe('health checks', () => {
  it('are asked before each rise of the traffic, and those that always run at every look', async () => {
    const story = await play({ checks });
    expect(story.report.outcome).toBe('completed');
    expect(functionErrors(story)).toEqual({});
    const asked = stepsOf(story.progress, 'RunHealthChecks').map(
      ({ output }) => (output['results'] as unknown[]).length,
    );
    // Before each of three phases and before passing all four; three of them in between.
    expect(asked.filter((count) => count === 4)).toHaveLength(4);
    expect(asked.filter((count) => count === 3).length).toBeGreaterThanOrEqual(3 * 6);
    await expectAlwaysTrue(story);
  });

  it.each([
    ['database', 'a TCP check'],
    ['features', 'a function of the user'],
  ])('send the release back in the middle of a bake: %s, %s', async (name) => {
    const story = await play({ checks }, { checks: [{ name, reason: 'it is down', phase: 'half', after: '2m' }] });
    expect(sharesOf(story)).toEqual([10, 50, 0]);
    expect(story.report).toMatchObject({
      outcome: 'rolled_back',
      reason: `check ${name} failed at try 2: it is down`,
      rollback: { trigger: 'health_check' },
    });
    await expectAlwaysTrue(story);
  });

  it.each(['gate', 'pause'])('send the release back while it waits for a person: %s', async (why) => {
    const phases = [
      { name: 'tenth', traffic: '10%', bake: '6m' },
      { name: 'half', traffic: '50%', bake: '6m', ...(why === 'gate' && { gate: 'manual' }) },
      { name: 'full', traffic: '100%', bake: '6m' },
    ];
    const operator = why === 'pause' ? [{ at: '8m', do: 'pause' }] : [];
    const down = { name: 'database', reason: 'it is down', at: '2h' };
    const story = await play({ checks, phases }, { operator, checks: [down] });
    expect(sharesOf(story)).toEqual([10, 0]);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'health_check' } });
    const begun = story.report.events.find(({ detailType }) => detailType === 'deployment.rollback_started');
    const minutes = (Date.parse(begun?.time ?? '') - Date.parse(story.report.startedAt)) / 60_000;
    expect(minutes).toBeGreaterThan(120);
    expect(minutes).toBeLessThan(126);
    await expectAlwaysTrue(story);
  });

  it('ask at the looks of a hold only those that always run, and do not keep a person waiting', async () => {
    const phases = [
      { name: 'tenth', traffic: '10%', bake: '6m' },
      { name: 'full', traffic: '100%', bake: '6m', gate: 'manual' },
    ];
    const story = await play({ checks, phases }, { operator: [{ at: '2h', do: 'promote' }] });
    expect(story.report.outcome).toBe('completed');
    const asked = stepsOf(story.progress, 'RunHealthChecks').map(
      ({ output }) => (output['results'] as unknown[]).length,
    );
    // Every five minutes, for an hour and a half at least.
    expect(asked.filter((count) => count === 3).length).toBeGreaterThan(6 + 18 + 6);
    expect(asked.filter((count) => count === 4)).toHaveLength(3);
    await expectAlwaysTrue(story);
  });

  it('let no traffic move when one fails before the first phase', async () => {
    const story = await play({ checks }, { checks: [{ name: 'catalog', at: '1m', reason: 'status 503' }] });
    expect(sharesOf(story)).toEqual([]);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', candidate: { requests: 0 } });
    expect(story.report.reason).toContain('check catalog failed at try 2: status 503');
  });

  it('wait for the gate where they are asked at gates only', async () => {
    const story = await play({ checks }, { checks: [{ name: 'catalog', phase: 'tenth', after: '1m', for: '3m' }] });
    expect(story.report.outcome).toBe('completed');
    const late = await play({ checks }, { checks: [{ name: 'catalog', phase: 'tenth', after: '1m' }] });
    expect(sharesOf(late)).toEqual([10, 0]);
    expect(late.report.phases.map(({ name, verdict }) => [name, verdict])).toEqual([['tenth', 'fail']]);
  });

  it('ask the candidate itself, past its weight', async () => {
    const story = await play(
      { checks: [{ name: 'score', invoke: { body: {}, bodyContains: 'score' } }] },
      { candidate: { answer: 'out of order' } },
    );
    expect(sharesOf(story)).toEqual([]);
    expect(story.report.reason).toContain('check score failed at try 2: the answer does not contain "score"');
  });

  it('hold, and do not roll back, where a person is to decide', async () => {
    const story = await play(
      { checks, rollback: 'manual' },
      {
        checks: [{ name: 'database', phase: 'tenth', after: '2m' }],
        operator: [{ phase: 'tenth', after: '20m', do: 'abort' }],
      },
    );
    expect(story.report.events.map(({ detailType }) => detailType)).toContain('deployment.paused');
    expect(story.report.rollback?.trigger).toBe('person');
  });

  it('are the same at every run', async () => {
    const run = async () =>
      (await play({ checks }, { checks: [{ name: 'database', phase: 'half', after: '2m' }] })).report;
    expect(JSON.stringify(await run())).toBe(JSON.stringify(await run()));
  });
});

describe('the policy over KPIs and checks', () => {
  it('all: goes on while only one of them fails, and says so', async () => {
    const story = await play({ checks, policy: 'all' }, { checks: [{ name: 'database', at: '0s' }] });
    expect(story.report.outcome).toBe('completed');
    const { reason } = story.report.phases[0] ?? {};
    expect(reason).toContain('check database failed at try 2: connection refused (tolerated: the failures weigh 1');
  });

  it('weights: acts as soon as the failures weigh enough', async () => {
    const policy = { weights: { error_rate: 3, database: 2, features: 1, score: 0, catalog: 0 }, atLeast: 3 };
    const one = { name: 'database', at: '0s' };
    const light = await play({ checks, policy }, { checks: [one] });
    expect(light.report.outcome).toBe('completed');
    const heavy = await play({ checks, policy }, { checks: [one, { name: 'features', phase: 'half', after: '2m' }] });
    expect(sharesOf(heavy)).toEqual([10, 50, 0]);
  });
});
