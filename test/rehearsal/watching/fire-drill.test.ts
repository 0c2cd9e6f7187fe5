import { expectAlwaysTrue, readChain } from '../always-true';
import { play, sharesOf } from '../judging/support';
import { functionErrors, stepsOf } from '../support';

jest.setTimeout(60_000);

const keys = { drill: true, kpi: { error_rate: '< 1%', p99_latency: '< 300ms' }, alarms: ['checkout'] };
const EVENT = 'CloudWatch Alarm State Change';

describe('a fire drill', () => {
  it('sets off each alarm of the release, is heard by Take over, and rolls nothing back', async () => {
    const story = await play(keys);
    expect(story.report.outcome).toBe('completed');
    const heard = stepsOf(story.progress, 'TakeOver').filter(({ output }) => output['next'] === 'drilled');
    expect(heard.map(({ output }) => String(output['reason'])).toSorted()).toEqual(
      ['alarms', 'error_rate', 'p99_latency'].map((watch) => `fire drill: heard ${watch}`),
    );
    const [first] = heard;
    const [, shifted] = story.report.events.map(({ time, detailType }) => [time, detailType] as const);
    expect(first?.at).toBeLessThan(Date.parse(story.report.phases[0]?.startedAt ?? ''));
    expect(shifted?.[1]).toBe('deployment.candidate_ready');
    expect((await readChain(story)).map(({ action }) => action)).toContain('fire drill passed');
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('never touches the alarms of the user', async () => {
    const { stage } = await play(keys);
    const set = stage.emulator.calls.filter(({ operation }) => operation === 'SetAlarmState');
    expect(set.length).toBeGreaterThan(0);
    const names = set.map(({ input }) => (input as { AlarmName: string }).AlarmName);
    expect(names.filter((name) => !name.startsWith('rollouts/'))).toEqual([]);
  });

  it('sets an alarm off again whose event was lost', async () => {
    const story = await play(keys, { faults: [{ delivery: EVENT, kind: 'dropped', nth: 1 }] });
    expect(story.report.outcome).toBe('completed');
    await expectAlwaysTrue(story);
  });

  it('takes repeated events for one', async () => {
    const story = await play(keys, { faults: [{ delivery: EVENT, kind: 'duplicated', nth: 1, for: '10m' }] });
    expect(story.report.outcome).toBe('completed');
    await expectAlwaysTrue(story);
  });

  it('counts events that come minutes late as not heard, and takes none of them for a fire', async () => {
    const story = await play(keys, { faults: [{ delivery: EVENT, kind: 'delayed', nth: 1, for: '10m' }] });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'drill' } });
    await expectAlwaysTrue(story);
  });

  it('lets no traffic move when nobody comes', async () => {
    const story = await play(keys, { faults: [{ delivery: EVENT, kind: 'dropped', nth: 1, for: '1h' }] });
    expect(sharesOf(story)).toEqual([]);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', candidate: { requests: 0 } });
    expect(story.report.reason).toMatch(/^the fire drill failed: alarms rollouts\/\S+, .* fired and nobody came/);
    await expectAlwaysTrue(story);
  });

  it('leaves the alarms ready for a fire', async () => {
    const story = await play(keys, { incidents: [{ phase: 'half', after: '1m', errorRate: '60%' }] });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
    const own = await play(keys, { alarms: [{ name: 'checkout', phase: 'half', after: '2m', state: 'ALARM' }] });
    expect(own.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
  });
});
