import type { Stage } from '../../lib/rehearsal/stage';
import { expectAlwaysTrue } from './always-true';
import { eventsOf, playExample, playStory, type Story } from './support';

const BLUEPRINT = { endpoint: 'search', model: 'search-v2', alarms: ['search-is-down'] };

/** Nothing was touched, and nobody is kept from trying again. */
async function expectRefused(story: Story, reason: RegExp): Promise<void> {
  expect(story.report).toMatchObject({ outcome: 'refused', rollback: null, phases: [] });
  expect(story.report.reason).toMatch(reason);
  expect(eventsOf(story)).toEqual([]);
  const writes = Object.keys(story.report.calls).filter((call) => /^SageMaker\.(Create|Update|Delete)/.test(call));
  expect(writes).toEqual([]);
  await expectAlwaysTrue(story);
}

/** Makes the endpoint as the scenario cannot, and waits until it is there. */
function endpointWith(
  config: Readonly<Record<string, unknown>>,
  more?: (stage: Stage) => Promise<unknown>,
): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const { emulator } = stage;
    for (const model of ['search-v1', 'search-shadow']) emulator.sageMaker.putModel(model);
    await emulator.direct('SageMaker', 'CreateEndpointConfig', { EndpointConfigName: 'search-config', ...config });
    // A fresh config is visible a moment later.
    await emulator.clock.run(() => false, emulator.clock.now() + 60_000);
    await emulator.direct('SageMaker', 'CreateEndpoint', {
      EndpointName: 'search',
      EndpointConfigName: 'search-config',
    });
    await emulator.clock.run(() => false, emulator.clock.now() + 10 * 60_000);
    await more?.(stage);
  };
}

const INSTANCES = { InstanceType: 'ml.m5.large', InitialInstanceCount: 2 };
const VARIANT = { VariantName: 'AllTraffic', ModelName: 'search-v1', ...INSTANCES };

describe('a release is refused', () => {
  it.each([
    [
      'a serverless endpoint',
      {
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: 'search-v1',
            ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
          },
        ],
      },
      /^endpoint search is serverless; SageMaker gives serverless endpoints one variant only$/,
    ],
    [
      'an asynchronous endpoint',
      { ProductionVariants: [VARIANT], AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://answers' } } },
      /^endpoint search is asynchronous; traffic weights exist for real-time endpoints only$/,
    ],
    [
      'inference components',
      {
        ProductionVariants: [{ VariantName: 'AllTraffic', ...INSTANCES }],
        ExecutionRoleArn: 'arn:aws:iam::123456789012:role/sagemaker-execution',
      },
      /^endpoint search hosts inference components, which carry models in place of variants$/,
    ],
    [
      'shadow variants',
      {
        ProductionVariants: [VARIANT],
        ShadowProductionVariants: [{ ...VARIANT, VariantName: 'shadow', ModelName: 'search-shadow' }],
      },
      /^endpoint search has shadow variants, which exclude a second production variant; remove them first$/,
    ],
    [
      'several live variants',
      { ProductionVariants: [VARIANT, { ...VARIANT, VariantName: 'other', InitialVariantWeight: 0.5 }] },
      /^endpoint search has several live variants: AllTraffic \(weight 1\), other \(weight 0\.5\); a release needs one/,
    ],
    [
      'a second variant that nobody knows, even without traffic',
      { ProductionVariants: [VARIANT, { ...VARIANT, VariantName: 'other', InitialVariantWeight: 0 }] },
      /^endpoint search has several live variants: AllTraffic \(weight 1\), other \(weight 0\); a release needs one/,
    ],
  ])('for %s', async (_, config, reason) => {
    const story = await playStory({
      blueprint: BLUEPRINT,
      scenario: { endpoint: { exists: false } },
      prepare: endpointWith(config),
    });
    await expectRefused(story, reason);
  });

  it('for another instance type on an autoscaled baseline', async () => {
    const story = await playStory({
      blueprint: { ...BLUEPRINT, capacity: { instanceType: 'ml.c5.large', instances: 2 } },
      prepare: async ({ emulator }) => {
        await emulator.direct('ApplicationAutoScaling', 'RegisterScalableTarget', {
          ServiceNamespace: 'sagemaker',
          ResourceId: 'endpoint/search/variant/AllTraffic',
          ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
          MinCapacity: 1,
          MaxCapacity: 4,
        });
      },
    });
    await expectRefused(
      story,
      /^capacity\.instanceType ml\.c5\.large differs from ml\.m5\.large of the autoscaled variant AllTraffic; /,
    );
  });

  it.each([
    [
      'an endpoint that is busy',
      { faults: [{ at: 0, systemUpdating: '5m' }] },
      /^endpoint search is SystemUpdating, not InService; wait until it is, or repair it, then start again$/,
    ],
    [
      'an alarm that fires already',
      { alarms: [{ name: 'search-is-down', state: 'ALARM', reason: 'no answers' }] },
      /^alarm search-is-down is firing already \(.*\); an alarm that fires cannot tell whether the release is at fault$/,
    ],
    [
      'an endpoint that does not exist, in a canary without capacity',
      { endpoint: { exists: false } },
      /^endpoint search does not exist, so there is no baseline to compare with; create it with strategy standard; endpoint search does not exist, so its capacity cannot be copied/,
    ],
    [
      'everything that is wrong at once',
      { endpoint: { exists: false }, alarms: [{ name: 'search-is-down', state: 'MISSING' }] },
      /^alarm search-is-down does not exist; .*; endpoint search does not exist, so there is no baseline/,
    ],
  ])('for %s', async (_, scenario, reason) => {
    await expectRefused(await playStory({ blueprint: BLUEPRINT, scenario }), reason);
  });

  it('for an alarm that does not exist', async () => {
    await expectRefused(
      await playExample('alarm-is-missing'),
      /^alarm checkout-is-down does not exist; create it or take it out of the blueprint$/,
    );
  });

  it('for a model that does not exist', async () => {
    const story = await playStory({
      blueprint: BLUEPRINT,
      prepare: async ({ emulator }) => {
        await emulator.direct('SageMaker', 'DeleteModel', { ModelName: 'search-v2' });
      },
    });
    await expectRefused(story, /^model search-v2 does not exist in this account and Region; create it first$/);
  });

  it('and the refusal is in the audit trail, with its reason', async () => {
    const story = await playExample('alarm-is-missing');
    expect(story.record).toMatchObject({ number: 1 });
    expect(story.record?.release).toBeUndefined();
  });
});
