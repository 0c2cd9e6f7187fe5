import { OUTBOX } from '../../../lib/domain/release/audit';
import { expectAlwaysTrue, readChain } from '../always-true';
import { playStory, type Story } from '../support';

jest.setTimeout(60_000);

const BLUEPRINT = {
  endpoint: 'fraud',
  model: 'fraud-v2',
  kpi: { error_rate: '< 1%' },
  phases: [
    { name: 'tenth', traffic: '10%', bake: '6m' },
    { name: 'half', traffic: '50%', bake: '6m', gate: { within: '8h' } },
    { name: 'full', traffic: '100%', bake: '6m' },
  ],
};

/** A decision-maker of two minds: pauses and resumes every ten minutes, for six hours. */
const hesitation = Array.from({ length: 36 }, (_, index) => [
  { at: `${30 + index * 10}m`, do: 'pause' },
  { at: `${35 + index * 10}m`, do: 'resume' },
]).flat();

/** The bus refuses everything from the first event of a look on. */
const deafFor = (hours: number) => ({
  faults: [{ call: 'EventBridge.PutEvents', caller: 'Judge', nth: 1, kind: 'access denied', for: `${hours}h` }],
});

/** Characters of the largest record that was written. */
const largestRecord = ({ stage }: Story) =>
  Math.max(
    ...stage.emulator.calls
      .filter(({ operation }) => operation === 'PutItem')
      .map(({ input }) => JSON.stringify((input as { Item: { document?: unknown } }).Item.document ?? '').length),
  );

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe('a bus that is deaf for six hours of a long hold', () => {
  it('keeps nobody from going on, and hears the newest events when it listens again', async () => {
    const operator = [...hesitation, { at: '7h', do: 'promote', by: 'anna' }];
    const story = await playStory({ blueprint: BLUEPRINT, scenario: { operator, ...deafFor(6) } });
    expect(story.report.outcome).toBe('completed');
    await expectAlwaysTrue(story);
    const chain = await readChain(story);
    const events = chain.flatMap(({ event, sequence }) => (event === undefined ? [] : [`fraud/${sequence}`]));
    expect(events.length).toBeGreaterThan(100);
    const sent = story.report.events.map(({ detail }) => (detail as { id: string }).id);
    expect(sent).toEqual(expect.arrayContaining(events.slice(-OUTBOX)));
    expect(story.record?.audit.outbox).toEqual([]);
    expect(largestRecord(story)).toBeLessThan(50_000);
  });

  it('keeps no breach from bringing the traffic back', async () => {
    const incidents = [{ phase: 'half', after: '1m', errorRate: '60%' }];
    const operator = [...hesitation, { at: '5h', do: 'promote', by: 'anna' }];
    const story = await playStory({ blueprint: BLUEPRINT, scenario: { operator, incidents, ...deafFor(24) } });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', traffic: { baseline: 100 } });
    await expectAlwaysTrue(story);
    // Nobody heard of it in time: what waits in the record is told at the next release.
    expect(story.record?.audit.outbox.map(({ event }) => event)).toContain('deployment.rolled_back');
  });
});
