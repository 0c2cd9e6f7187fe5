import { synthesize } from '../../lib/rehearsal/synthesize';
import { OUTPUTS } from '../../lib/domain/outputs';
import { NEVER } from '../../lib/domain/release/claims';
import type { LoadFunction } from '../../lib/emulator/lambda/function';
import { HANDLERS } from '../../lib/rehearsal/handlers';
import { flowOf } from './flows';
import { violationsOf } from './invariants';
import { type Fault, runOnce } from './run-once';

jest.setTimeout(60_000);

const template = synthesize();
const canary = flowOf('canary completes');
const byTheJudge = flowOf('canary goes back by the judge');
const onAndBack = flowOf('a person goes back after the end, and on to an older release');

/** A rollback that may not set weights for longer than it tries. */
const FORBIDDEN: readonly Fault[] = [
  { operator: { phase: 'few', after: '30s', do: 'rollback' } },
  {
    faults: {
      caller: 'RestoreTraffic',
      call: 'SageMaker.UpdateEndpointWeightsAndCapacities',
      nth: 1,
      kind: 'access denied',
      for: '5h',
    },
  },
];

describe('a rollback that has begun', () => {
  it('goes on where the smoke test that it is for would pass a second time', async () => {
    const caller = 'RunSmokeTests';
    const { chain, record } = await runOnce({
      template,
      flow: canary,
      faults: [
        { faults: { caller, call: 'SageMakerRuntime.InvokeEndpoint', nth: 1, kind: 'server error' } },
        { faults: { caller, call: 'DynamoDB.PutItem', nth: 1, kind: 'killed after' } },
      ],
    });
    const actions = chain.map(({ action }) => action);
    expect(actions).toContain('roll back');
    expect(actions).not.toContain('arm sentinels');
    expect(record?.last).toMatchObject({ outcome: 'rolled_back', breach: { trigger: 'smoke_test' } });
  });
});

describe('a rollback that has failed', () => {
  it('keeps the lock, says so, and hears neither a promotion nor another release', async () => {
    const { record, seen, stage } = await runOnce({ template, flow: canary, faults: FORBIDDEN });
    expect(record?.release?.stage).toBe('rollback_failed');
    expect(seen.events.map(({ event }) => event['detail-type'])).toContain('deployment.rollback_failed');
    const promoted = stage.emulator.lambda.invoke(stage.functionName('Promote'), { endpoint: 'shop', actor: 'ann' });
    await stage.emulator.clock.run(() => false, stage.emulator.clock.now() + 60_000);
    await expect(promoted).resolves.toMatchObject({ functionError: { errorType: 'NotPossible' } });
    const again = stage.emulator.stepFunctions.start(stage.machine('canary'), { input: canary.document });
    await stage.emulator.clock.run(() => stage.emulator.stepFunctions.describe(again).status !== 'RUNNING');
    expect(stage.emulator.stepFunctions.describe(again)).toMatchObject({ status: 'FAILED', error: 'Refused' });
  });

  it('says so once the bus listens again, however long it has refused', async () => {
    jest.spyOn(console, 'warn').mockReturnValue();
    const deaf: Fault = {
      faults: { caller: 'CloseRelease', call: 'EventBridge.PutEvents', nth: 1, kind: 'throttled', for: '1h' },
    };
    const { record, seen } = await runOnce({ template, flow: canary, faults: [...FORBIDDEN, deaf] });
    expect(record?.release).toMatchObject({ stage: 'rollback_failed', dueBy: NEVER });
    expect(seen.events.map(({ event }) => event['detail-type'])).toContain('deployment.rollback_failed');
  });

  // The flow's own way back fails, so no execution of the rollback machine does.
  const unheard: readonly Fault[] = [
    ...FORBIDDEN.slice(1),
    // To whoever is on call, and to the team.
    { faults: { delivery: 'deployment.rollback_failed', nth: 1, kind: 'dropped' } },
    { faults: { delivery: 'deployment.rollback_failed', nth: 2, kind: 'dropped' } },
  ];

  it('sets off an alarm also where its event is lost', async () => {
    const ran = await runOnce({ template, flow: byTheJudge, faults: unheard });
    const pages = () => ran.stage.emulator.sns.messages(ran.stage.deployed.outputs[OUTPUTS.incidentTopic] ?? '');
    expect(ran.record?.release?.stage).toBe('rollback_failed');
    expect(pages()).toEqual([]);
    await expect(violationsOf(ran, true)).resolves.toEqual([]);
    expect(pages()).toMatchObject([{ subject: expect.stringContaining('Rollouts-rollback-still-failed') }]);
  });

  it('is found not to ring where what the reconciler counts is not published', async () => {
    const { Reconcile: load } = HANDLERS;
    const mute: LoadFunction = (environment, requestHandler, clock) => {
      if (load === undefined) throw new Error('there is no reconciler');
      return load(environment, requestHandler, clock, () => {});
    };
    const ran = await runOnce({ template, flow: byTheJudge, faults: unheard, handlers: { Reconcile: mute } });
    await expect(violationsOf(ran, true)).resolves.toEqual([
      { rule: 'safe', what: 'rollback_failed without an alarm' },
    ]);
  });

  it('takes up where it stopped when it is started again', async () => {
    const again: Fault = { operator: { at: '6h', do: 'rollback', by: 'ann' } };
    const ran = await runOnce({ template, flow: canary, faults: [...FORBIDDEN, again] });
    expect(ran.record?.last?.outcome).toBe('rolled_back');
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
  });
});

describe('a rollback to an older release, away from what somebody else has deployed', () => {
  it('says so where they deploy once more, the same model in another config', async () => {
    const ran = await runOnce({
      template,
      flow: onAndBack,
      faults: [{ faults: { at: '16m', changeConfig: true } }, { faults: { at: '1240s', changeConfig: true } }],
    });
    expect(ran.record?.last).toMatchObject({
      outcome: 'rolled_back',
      plan: { baseline: { model: 'shop-v2' }, candidate: { model: 'somebody-elses' } },
      servingModel: 'somebody-elses',
      remarks: expect.arrayContaining([expect.stringContaining('somebody else has since moved the endpoint')]),
    });
    await expect(violationsOf(ran, true)).resolves.toEqual([]);
  });
});
