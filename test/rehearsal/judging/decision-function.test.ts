import { eventsOf, stepsOf } from '../support';
import { holdsOf, play, sharesOf } from './support';

jest.setTimeout(60_000);

const ASKING = { kpi: { error_rate: '< 2%' }, decision: 'our-judge' };
const TRUSTED = { ...ASKING, decision: { function: 'our-judge', may_promote: true } };

describe('a decision function', () => {
  it('is told the numbers of every look of a bake', async () => {
    const story = await play(ASKING);
    const asked = story.stage.emulator.calls.filter(
      ({ service, operation }) => service === 'Lambda' && operation === 'Invoke',
    );
    const questions = asked.flatMap(({ input }) => {
      const { FunctionName, Payload } = input as { FunctionName: string; Payload: Uint8Array };
      return FunctionName === 'our-judge'
        ? [JSON.parse(Buffer.from(Payload).toString()) as Record<string, unknown>]
        : [];
    });
    expect(questions.length).toBeGreaterThan(15);
    expect(questions.at(-1)).toMatchObject({
      version: 1,
      endpoint: 'fraud',
      release: 1,
      phase: 'full',
      traffic: 100,
      bakeOver: true,
      verdicts: [{ kpi: 'error_rate', verdict: 'pass', numbers: { kind: 'counts', evidenceLimit: 100 } }],
    });
    expect(story.report.outcome).toBe('completed');
  });

  it('can send a release back in which the KPIs see nothing wrong', async () => {
    const story = await play(ASKING, {
      decisions: [{ phase: 'half', after: '2m', answer: 'roll back', reason: 'the fraud team objects' }],
    });
    expect(story.report).toMatchObject({
      outcome: 'rolled_back',
      reason: 'decision function our-judge: the fraud team objects',
      rollback: { trigger: 'decision' },
    });
  });

  it('can pause a release until it says that it may go on', async () => {
    const story = await play(ASKING, { decisions: [{ phase: 'half', after: '1m', for: '20m', answer: 'pause' }] });
    expect(holdsOf(story)).toEqual(['decision']);
    expect(story.report).toMatchObject({ outcome: 'completed' });
    expect(story.report.durationSeconds).toBeGreaterThan(40 * 60);
  });

  it('does not resume by falling silent', async () => {
    const story = await play(ASKING, {
      decisions: [
        { phase: 'half', after: '1m', for: '5m', answer: 'pause' },
        { phase: 'half', after: '6m', for: '30m', answer: 'none' },
      ],
    });
    const [{ time: pausedAt } = { time: '' }] = story.report.events.filter(
      ({ detailType }) => detailType === 'deployment.paused',
    );
    const passed = story.report.phases.find(({ name }) => name === 'half');
    expect(Date.parse(passed?.endedAt ?? '') - Date.parse(pausedAt)).toBeGreaterThan(30 * 60_000);
  });

  it('promotes nothing unless the blueprint lets it', async () => {
    const story = await play(ASKING, { decisions: [{ answer: 'promote', reason: 'looks good' }] });
    const answers = stepsOf(story.progress, 'Judge').map(
      ({ output }) => (output['look'] as { decision?: unknown }).decision,
    );
    expect(answers).toContainEqual({ decision: 'promote', reason: 'looks good' });
    expect(story.report.durationSeconds).toBeGreaterThan(18 * 60);
  });

  it('ends a bake early where it may', async () => {
    const story = await play(TRUSTED, { decisions: [{ answer: 'promote', reason: 'looks good' }] });
    expect(story.report.outcome).toBe('completed');
    expect(sharesOf(story)).toEqual([10, 50, 100]);
    expect(story.report.phases[0]?.reason).toMatch(/^promoted by decision function our-judge: looks good/);
    const [tenth] = story.report.phases;
    expect(Date.parse(tenth?.endedAt ?? '') - Date.parse(tenth?.startedAt ?? '')).toBeLessThan(3 * 60_000);
  });

  it('makes good nothing that a KPI has found', async () => {
    const story = await play(TRUSTED, {
      candidate: { errorRate: '40%' },
      decisions: [{ phase: 'tenth', after: '1m', answer: 'promote' }],
      seed: 3,
    });
    expect(story.report.outcome).toBe('rolled_back');
  });

  it('passes no gate', async () => {
    const phases = [
      { name: 'tenth', traffic: '10%', bake: '6m' },
      { name: 'full', traffic: '100%', bake: '6m', gate: { within: '10m' } },
    ];
    const story = await play({ ...TRUSTED, phases }, { decisions: [{ answer: 'promote' }] });
    expect(holdsOf(story)).toEqual(['gate']);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'silence' } });
  });

  it('leaves a bake inconclusive when it does not answer', async () => {
    const story = await play(
      { ...ASKING, inconclusive: 'promote' },
      { decisions: [{ answer: 'none', reason: 'out of memory' }] },
    );
    expect(story.report.outcome).toBe('completed');
    expect(story.report.phases[0]).toMatchObject({ verdict: 'inconclusive' });
    expect(eventsOf(story)).not.toContain('rollback_started');
  });

  it('may be called by an alias', async () => {
    const story = await play(
      { ...ASKING, decision: 'our-judge:live' },
      { decisions: [{ at: '8m', answer: 'roll back' }] },
    );
    expect(story.report.rollback?.trigger).toBe('decision');
  });
});
