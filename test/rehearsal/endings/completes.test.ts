import { expectAlwaysTrue } from '../always-true';
import { configsOf, eventsOf, functionErrors, playExample, playStory, stepsOf } from '../support';

const START = ['started', 'candidate_ready'];
const COMPLETED = ['traffic_shifted', 'completed'];
const shifts = (phases: number) => Array.from({ length: phases }, () => ['traffic_shifted', 'phase_passed']).flat();

/** SageMaker has no capacity for the fleet that finalizing takes, however often it is asked. */
const NO_THIRD_FLEET = [1, 2, 3].map((minute) => ({ phase: '100%', after: `${minute}m`, update: 'capacity' }));

describe('a release that completes', () => {
  it.each([
    ['canary-completes', [...START, ...shifts(1), 'paused', 'promoted', ...shifts(2), ...COMPLETED]],
    ['growing-pauses', [...START, ...shifts(4), ...COMPLETED]],
    ['busy-morning', [...START, ...shifts(4), ...COMPLETED]],
    ['ramp', [...START, ...shifts(11), ...COMPLETED]],
    ['standard-completes', [...START, ...shifts(1), ...COMPLETED]],
    ['first-deployment', [...START, ...shifts(1), ...COMPLETED]],
    ['promoted-next-morning', [...START, ...shifts(1), 'paused', 'promoted', ...shifts(1), ...COMPLETED]],
    [
      'paused-and-resumed',
      [...START, ...shifts(1), 'traffic_shifted', 'paused', 'resumed', 'phase_passed', ...shifts(2), ...COMPLETED],
    ],
    [
      'incident-on-both',
      [...START, ...shifts(2), 'traffic_shifted', 'paused', 'resumed', 'phase_passed', ...shifts(1), ...COMPLETED],
    ],
  ])('%s: tells so in order, without an error in any function', async (name, events) => {
    const story = await playExample(name);
    expect(story.report).toMatchObject({
      outcome: 'completed',
      reason: `${story.blueprint.model} met every gate`,
      servingModel: story.blueprint.model,
      traffic: { baseline: 0, candidate: 100 },
      rollback: null,
    });
    expect(eventsOf(story)).toEqual(events);
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('gives each phase the share and the time that the blueprint asks for', async () => {
    const { report, blueprint } = await playExample('growing-pauses');
    expect(report.phases.map(({ name, traffic }) => [name, traffic])).toEqual(
      blueprint.phases.map(({ name, traffic }) => [name, traffic]),
    );
    for (const [index, { startedAt, endedAt, verdict }] of report.phases.entries()) {
      const baked = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
      const asked = blueprint.phases[index]?.bakeSeconds ?? 0;
      expect(verdict).toBe('pass');
      // Setting the weights takes half a minute, and the last look waits for late data.
      expect(baked).toBeGreaterThan(asked);
      expect(baked).toBeLessThan(asked + 150);
    }
  });

  it('gets over throttling, lost answers and maintenance, and says nothing twice', async () => {
    const story = await playExample('bad-day-for-aws');
    expect(story.report).toMatchObject({ outcome: 'completed', rollback: null });
    expect(eventsOf(story)).toEqual([...START, ...shifts(4), ...COMPLETED]);
    expect(Object.keys(functionErrors(story)).length).toBeGreaterThan(0);
    await expectAlwaysTrue(story);
  });

  it('tells a second release who holds the endpoint, and is not disturbed', async () => {
    const story = await playExample('two-at-once');
    expect(story.report).toMatchObject({ outcome: 'completed' });
    const second = story.stage.emulator.stepFunctions.executions().find(({ arn }) => arn.endsWith(':rehearsal-2'));
    expect(second).toMatchObject({ status: 'FAILED', error: 'Refused' });
    expect(second?.cause).toMatch(/^endpoint churn is held by release 1 \(churn-v7-pauses\), which began at 2026-/);
    expect(eventsOf(story)).toEqual([...START, ...shifts(4), ...COMPLETED]);
    await expectAlwaysTrue(story);
  });

  it('goes back for a second release that replaces it, which waits and then completes', async () => {
    const story = await playExample('superseded');
    expect(story.record?.last).toMatchObject({ number: 2, outcome: 'completed' });
    const [first, second] = story.stage.emulator.stepFunctions
      .executions()
      .filter(({ name }) => name.startsWith('rehearsal-'))
      .toReversed();
    const by = /superseded by ranking-v13, started at 2026-\S+ as \S+:rehearsal-2/;
    expect(first).toMatchObject({ error: 'RolledBack', cause: expect.stringMatching(by) });
    expect(second).toMatchObject({ status: 'SUCCEEDED' });
    const told = story.report.events.filter(({ detailType }) => detailType.startsWith('deployment.roll'));
    expect(told.map(({ detailType, detail }) => [detailType, detail])).toEqual(
      ['deployment.rollback_started', 'deployment.rolled_back'].map((type) => [
        type,
        expect.objectContaining({ release: 1, trigger: 'superseded', reason: expect.stringMatching(by) }),
      ]),
    );
    const { emulator, deployed } = story.stage;
    const subjects = (topic: string) =>
      emulator.sns.messages(deployed.outputs[topic] ?? '').map(({ subject }) => subject);
    expect(subjects('IncidentTopicArn')).toEqual([]);
    expect(subjects('TeamTopicArn')).toContain('[Rollouts] Release ranking/1 was superseded');
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('goes all the way at once when it is promoted in full', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { operator: [{ phase: '5%', after: '4m', do: 'promote in full', by: 'ada', reason: 'hot fix' }] },
    });
    expect(story.report.outcome).toBe('completed');
    expect(
      story.report.phases.map(({ name, reason }) => [name, reason.startsWith('promoted by ada: hot fix')]),
    ).toEqual([
      ['5%', true],
      ['100%', false],
    ]);
    await expectAlwaysTrue(story);
  });

  it('opens the gate that somebody approves', async () => {
    const waits = async (operator: readonly object[]) => {
      const story = await playStory({
        blueprint: {
          endpoint: 'search',
          model: 'search-v2',
          phases: [{ name: 'all', traffic: '100%', bake: '5m', gate: { within: '30m' } }],
        },
        scenario: { operator },
      });
      await expectAlwaysTrue(story);
      return story.report;
    };
    const approval = { at: '20m', do: 'approve', gate: 'all', by: 'ada', reason: 'graphs look fine' };
    expect(await waits([approval])).toMatchObject({ outcome: 'completed' });
    expect(await waits([])).toMatchObject({ outcome: 'rolled_back' });
  });

  it('keeps serving from the candidate when no third fleet can be had, and says that it is not finalized', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { faults: NO_THIRD_FLEET },
    });
    expect(story.report).toMatchObject({ outcome: 'completed', servingModel: 'churn-v7' });
    expect(story.report.reason).toMatch(/^churn-v7 met every gate; not finalized: SageMaker rolled the update back/);
    await expectAlwaysTrue(story);
  });

  it('cleans up, in the next release, after one that was not finalized', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: {
        faults: NO_THIRD_FLEET,
        operator: [{ at: '4h', do: 'release again' }],
      },
    });
    expect(story.record?.last).toMatchObject({ number: 2, outcome: 'completed', remarks: [] });
    const snapshot = story.stage.emulator.sageMaker.snapshot('churn');
    expect(snapshot?.variants.map(({ name, models }) => [name, models])).toEqual([['AllTraffic', ['churn-v7']]]);
    await expectAlwaysTrue(story);
  });

  it('keeps the way back to the release before, and no older ones', async () => {
    const story = await playStory({
      blueprint: { endpoint: 'search', model: 'search-v2', phases: [{ traffic: '100%', bake: '5m' }] },
      scenario: { operator: ['1h', '2h'].map((at) => ({ at, do: 'release again' })) },
    });
    expect(story.record?.last).toMatchObject({ number: 3, outcome: 'completed' });
    expect(await configsOf(story)).toEqual(['search-config', 'search-r2-final', 'search-r3-final']);
    await expectAlwaysTrue(story);
  });

  it('looks at a hold as long as it lasts', async () => {
    const { progress } = await playExample('paused-and-resumed');
    const holds = stepsOf(progress, 'Judge').filter(({ output }) => output['next'] === 'hold');
    expect(holds.length).toBeGreaterThan(10);
  });
});
