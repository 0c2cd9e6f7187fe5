import { expectAlwaysTrue } from '../always-true';
import { eventsOf, playExample, playStory, stepsOf } from '../support';

const START = ['started', 'candidate_ready'];
const BACK = ['rollback_started', 'rolled_back'];
const shifts = (phases: number) => Array.from({ length: phases }, () => ['traffic_shifted', 'phase_passed']).flat();

describe('a release that rolls back', () => {
  it.each([
    [
      'breach-at-50',
      'kpi',
      /^error_rate \(limit < 0\.5%\): [\d,]+ of [\d,]+ candidate requests failed \(\d\.\d\d %\), /,
    ],
    [
      'smoke-test-fails',
      'smoke_test',
      /^smoke test short sentence: the answer does not contain "Guten Morgen"; it is /,
    ],
    ['alarm-while-updating', 'alarm', /^alarm checkout-is-down fired/],
    ['alarm-while-deploying', 'alarm', /^alarm checkout-is-down fired: 3 of 5 checkouts failed$/],
    ['breaker-while-settling', 'alarm', /^error_rate \(limit < 1%\): 3\d\.\d\d % of the requests failed in the minute/],
    [
      'sagemaker-rolls-back',
      'sagemaker',
      /^SageMaker rolled the update back by itself: config is fraud-detector-config, not fraud-detector-r1-shared/,
    ],
    ['rolled-back-by-hand', 'person', /^grace asked for it: the new scores look odd to the analysts$/],
    ['stopped-in-the-console', 'execution', /^the release's execution ended ABORTED: I thought that was mine$/],
    ['aborted', 'person', /^ada aborted it: wrong model version$/],
    ['sick-model', 'health_check', /^a health check failed: feature drift of 0\.31 in column amount$/],
    ['overloaded-candidate', 'alarm', /^error_rate \(limit < 1%\): \d\.\d\d % of the requests failed in the minute/],
    ['baseline-shrunk', 'person', /^ada aborted it: the numbers look odd$/],
    ['no-traffic', 'silence', /^nobody answered for 24 h \(error_rate \(limit < 1%\): no candidate requests/],
  ])('%s: ends with all traffic on the old model, and says why', async (name, trigger, reason) => {
    const story = await playExample(name);
    const { report, blueprint } = story;
    expect(report).toMatchObject({
      outcome: 'rolled_back',
      servingModel: `${blueprint.endpoint}-before`,
      traffic: { baseline: 100, candidate: 0 },
      rollback: { trigger },
    });
    expect(report.reason).toMatch(reason);
    const told = report.events.find(({ detailType }) => detailType === 'deployment.rolled_back');
    expect(told?.detail).toMatchObject({ trigger, reason: report.reason, model: `${blueprint.endpoint}-before` });
    expect(eventsOf(story).slice(-2)).toEqual(BACK);
    await expectAlwaysTrue(story);
  });

  it('finds a breach at 50 % within three minutes and is back within one', async () => {
    const story = await playExample('breach-at-50');
    expect(eventsOf(story)).toEqual([...START, ...shifts(1), 'paused', 'promoted', 'traffic_shifted', ...BACK]);
    const { rollback, candidate, phases } = story.report;
    expect(phases.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(rollback?.detectSeconds).toBeLessThanOrEqual(180);
    expect(rollback?.decideSeconds).toBeLessThan(2);
    expect(rollback?.shiftSeconds).toBeLessThan(60);
    expect(candidate.errors).toBeGreaterThan(200);
  });

  it('is two states and four calls from the event of an alarm to the call that restores the traffic', async () => {
    const { stage } = await playExample('overloaded-candidate');
    const names = ['TakeOver', 'RestoreTraffic'].map((id) => stage.functionName(id));
    const calls = stage.emulator.calls.filter(({ caller }) => caller !== undefined && names.includes(caller));
    const restored = calls.findIndex(({ operation }) => operation === 'UpdateEndpointWeightsAndCapacities');
    expect(calls.slice(0, restored + 1).map(({ operation }) => operation)).toEqual([
      'GetItem',
      'PutItem',
      'PutItem',
      'UpdateEndpointWeightsAndCapacities',
    ]);
    // What it looks at after that must not send the same again.
    expect(calls.slice(restored + 1).map(({ operation }) => operation)).not.toContain(
      'UpdateEndpointWeightsAndCapacities',
    );
  });

  it('gets its users back at once, and its instances after them', async () => {
    const story = await playExample('baseline-shrunk');
    const told = story.report.events.find(({ detailType }) => detailType === 'deployment.rolled_back');
    expect(told?.detail).toMatchObject({ capacity: 'the baseline has 1 of the 4 instances it had' });
    expect(story.report.rollback?.totalSeconds).toBeLessThan(60);
    expect(story.record?.last?.remarks).toEqual([]);
    expect(story.stage.emulator.sageMaker.snapshot('churn')?.variants).toMatchObject([{ currentInstances: 4 }]);
  });

  it('lets no user reach a candidate that fails its smoke test', async () => {
    const story = await playExample('smoke-test-fails');
    expect(story.report.candidate).toEqual({ requests: 0, errors: 0 });
    expect(story.report.calls['SageMaker.UpdateEndpointWeightsAndCapacities']).toBeUndefined();
    expect(eventsOf(story)).toEqual([...START, ...BACK]);
  });

  it('waits for a busy endpoint and then sends the weights back, without an error on the way', async () => {
    const story = await playExample('alarm-while-updating');
    const refused = story.stage.emulator.calls.filter(
      ({ operation, error }) => operation === 'UpdateEndpointWeightsAndCapacities' && error === 'ValidationException',
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(story.report.rollback?.totalSeconds).toBeLessThan(240);
    expect(story.report.candidate.requests).toBeGreaterThan(0);
  });

  it('returns from the final fleet to the config before', async () => {
    const story = await playExample('breaker-while-settling');
    expect(eventsOf(story)).toEqual([...START, ...shifts(4), 'traffic_shifted', ...BACK]);
    expect(story.stage.emulator.sageMaker.snapshot('churn')?.configName).toBe('churn-config');
  });

  it('returns by a release of its own from one that has completed', async () => {
    const story = await playExample('rolled-back-by-hand');
    expect(story.record?.last).toMatchObject({ number: 2, outcome: 'rolled_back' });
    expect(eventsOf(story)).toEqual([...START, ...shifts(4), 'traffic_shifted', 'completed', ...BACK]);
  });

  it('is taken over by the rollback machine, which stops the release, when its breaker fires', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { incidents: [{ phase: '20%', after: '2m', errorRate: '40%' }] },
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'alarm' } });
    expect(story.report.reason).toMatch(
      /^error_rate \(limit < 1%\): \d\d\.\d\d % of the requests failed in the minute/,
    );
    expect(story.report.rollback?.totalSeconds).toBeLessThan(180);
    const [release] = story.stage.emulator.stepFunctions.executions().filter(({ arn }) => arn.endsWith(':rehearsal-1'));
    expect(release).toMatchObject({ status: 'ABORTED', error: 'RolledBack' });
    await expectAlwaysTrue(story);
  });

  it.each([
    ['latency', { latency: { p50: '300ms', p99: '2s' } }, /^p99_latency \(limit < 300ms\): /],
    ['a metric of the users', { metrics: { pay_success: '90%' } }, /^pay_success \(limit > 98%\): /],
  ])('names %s as the reason when that is what suffers', async (_, harm, reason) => {
    const story = await playStory({
      blueprint: 'canary.yaml',
      scenario: {
        operator: [{ phase: 'canary', after: '12m', do: 'promote' }],
        incidents: [{ phase: 'ramp-up', after: '2m', ...harm }],
      },
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', servingModel: 'fraud-detector-before' });
    expect(story.report.reason).toMatch(reason);
    await expectAlwaysTrue(story);
  });

  it('holds a breach for a person where the blueprint says so, and obeys the abort', async () => {
    const story = await playStory({
      blueprint: 'hold-at-5.yaml',
      scenario: {
        incidents: [{ phase: 'five', after: '5m', errorRate: '4%' }],
        operator: [{ phase: 'five', after: '50m', do: 'abort', by: 'grace', reason: 'seen enough' }],
      },
    });
    expect(eventsOf(story)).toEqual([...START, 'traffic_shifted', 'paused', ...BACK]);
    const held = stepsOf(story.progress, 'Judge').filter(({ output }) => output['next'] === 'hold');
    expect(held.length).toBeGreaterThan(3);
    expect(story.report.reason).toMatch(
      /^grace aborted it: seen enough \(it held because of a breach: error_rate \(limit < 0\.5%\): /,
    );
    await expectAlwaysTrue(story);
  });

  it('goes back from a config that somebody has deleted, as soon as from any other', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: {
        faults: [{ phase: '5%', after: '2m', deleteConfig: true }],
        operator: [{ phase: '5%', after: '3m', do: 'abort', by: 'ada' }],
      },
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', servingModel: 'churn-before' });
    expect(story.report.rollback?.totalSeconds).toBeLessThan(120);
    await expectAlwaysTrue(story);
  });

  it('goes on with a way back whose execution was stopped, though nobody is told', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: {
        operator: [
          { phase: '5%', after: '3m', do: 'abort', by: 'ada' },
          { phase: '5%', after: '183500ms', do: 'stop newest', by: 'bob' },
        ],
        faults: [
          { delivery: 'Step Functions Execution Status Change', nth: 1, kind: 'dropped' },
          { delivery: 'Step Functions Execution Status Change', nth: 2, kind: 'dropped' },
        ],
      },
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', servingModel: 'churn-before' });
    expect(story.report.rollback?.totalSeconds).toBeLessThan(180);
    await expectAlwaysTrue(story);
  });

  it('goes back when nobody opens a gate in the time that the blueprint gives', async () => {
    const story = await playStory({
      blueprint: {
        endpoint: 'search',
        model: 'search-v2',
        phases: [
          { name: 'few', traffic: '5%', bake: '5m' },
          { name: 'all', traffic: '100%', bake: '5m', gate: { within: '2h' } },
        ],
      },
    });
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'silence' } });
    expect(story.report.reason).toBe('nobody answered for 2 h (phase all (100 % of the traffic) waits for approval)');
    await expectAlwaysTrue(story);
  });
});

describe('a release that cannot go back', () => {
  it('ends as failed when somebody deletes the endpoint', async () => {
    const story = await playExample('endpoint-deleted');
    // Found at the end of the bake, when the numbers stay away, and not when a day's hold is over.
    expect(story.report).toMatchObject({ outcome: 'failed', servingModel: null, rollback: { trigger: 'drift' } });
    expect(story.report.durationSeconds).toBeLessThan(3600);
    expect(story.report.reason).toMatch(/^the endpoint does not exist any more: somebody has deleted it/);
    expect(eventsOf(story).at(-1)).toBe('failed');
    await expectAlwaysTrue(story);
  });

  it.each([
    ['the candidate is being deployed', '2m'],
    ['the weights are being set', '16m20s'],
    ['all users are on the candidate', '1h12m'],
    ['it is being finalized', '1h26m'],
    ['the final fleet settles', '1h31m'],
  ])('ends as failed when the endpoint is deleted while %s', async (_, at) => {
    const story = await playStory({ blueprint: 'pauses.yaml', scenario: { faults: [{ at, deleteEndpoint: true }] } });
    expect(story.report).toMatchObject({ outcome: 'failed', servingModel: null });
    expect(story.report.reason).toMatch(/somebody (has )?deleted (it|the endpoint)/);
    await expectAlwaysTrue(story);
  });

  it('says what it has set where another model serves under the name of the baseline, and leaves the rest alone', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { faults: [{ phase: '20%', after: '2m', changeConfig: 'same names' }] },
    });
    expect(story.report).toMatchObject({ outcome: 'failed', servingModel: 'somebody-elses' });
    expect(story.report.reason).toMatch(
      /^somebody else moved the endpoint to config \S+ with somebody-elses on AllTraffic, /,
    );
    expect(story.report.reason).toMatch(
      /; only the weights of AllTraffic and candidate-1 were set, before it was looked at$/,
    );
    expect(story.report.durationSeconds).toBeLessThan(7200);
    await expectAlwaysTrue(story);
  });

  it('keeps its lock and raises the alarm when SageMaker leaves the endpoint Failed', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { faults: [{ update: 'failed' }] },
    });
    expect(story.report.outcome).toBe('rollback_failed');
    expect(story.report.reason).toMatch(/SageMaker allows nothing but deleting it/);
    expect(story.record?.release?.stage).toBe('rollback_failed');
    await expectAlwaysTrue(story);
  });

  it('ends as failed when SageMaker leaves the endpoint Failed at the very last step', async () => {
    const story = await playStory({
      blueprint: 'pauses.yaml',
      scenario: { faults: [{ phase: '100%', after: '1m', update: 'failed' }] },
    });
    expect(story.report.outcome).toBe('failed');
    expect(story.report.reason).toMatch(/^churn-v7 met every gate, and then the endpoint turned Failed \(/);
    await expectAlwaysTrue(story);
  });

  it('removes a first deployment that never served', async () => {
    const story = await playStory({
      blueprint: 'first-deployment.yaml',
      scenario: { endpoint: { exists: false }, candidate: { latency: { p50: '5s', p99: '9s' } } },
    });
    expect(story.report).toMatchObject({ outcome: 'failed', servingModel: null });
    expect(story.report.reason).toContain('smoke test smoke');
    expect(story.stage.emulator.sageMaker.snapshot('forecast')).toBeUndefined();
    await expectAlwaysTrue(story);
  });
});
