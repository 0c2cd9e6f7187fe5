import { isRecord } from '../../lib/emulator/records';
import { expectAlwaysTrue } from './always-true';
import { eventsOf, functionErrors, playStory } from './support';

const VERSION = 'arn:aws:sagemaker:eu-west-1:210987654321:model-package/search-models/7';
const BLUEPRINT = { endpoint: 'search', modelPackage: VERSION };

describe('a release of a version in the Model Registry', () => {
  it('makes the model with the role of the one that serves, and completes with it', async () => {
    const story = await playStory({ blueprint: BLUEPRINT });
    expect(story.report).toMatchObject({ outcome: 'completed' });
    const model = await story.stage.emulator.direct('SageMaker', 'DescribeModel', { ModelName: 'search-models-v7' });
    const before = await story.stage.emulator.direct('SageMaker', 'DescribeModel', { ModelName: 'search-before' });
    expect(model).toMatchObject({
      Containers: [{ ModelPackageName: VERSION }],
      ExecutionRoleArn: isRecord(before) ? before['ExecutionRoleArn'] : undefined,
    });
    expect(story.record?.last).toMatchObject({ servingModel: 'search-models-v7' });
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('makes it once, where the answer to making it is lost', async () => {
    const story = await playStory({
      blueprint: BLUEPRINT,
      scenario: { faults: [{ call: 'SageMaker.CreateModel', error: 'InternalFailure', effect: 'after' }] },
    });
    expect(story.report).toMatchObject({ outcome: 'completed' });
    await expectAlwaysTrue(story);
  });

  it('is followed by the next version, where the blueprint is registered and that version is approved', async () => {
    const { record, stage } = await playStory({
      blueprint: BLUEPRINT,
      scenario: {
        operator: [
          { at: '10m', do: 'register', by: 'ann' },
          { at: '3h', do: 'approve version' },
        ],
      },
    });
    expect(record?.last).toMatchObject({ number: 2, outcome: 'completed', servingModel: 'search-models-v8' });
    expect(stage.emulator.sageMaker.snapshot('search')?.variants).toMatchObject([{ models: ['search-models-v8'] }]);
  });

  it('is followed by none where nobody has registered the blueprint', async () => {
    const { record } = await playStory({
      blueprint: BLUEPRINT,
      scenario: { operator: [{ at: '3h', do: 'approve version' }] },
    });
    expect(record?.last).toMatchObject({ number: 1, servingModel: 'search-models-v7' });
  });

  it.each([
    ['PendingManualApproval', /^model package \S+ is PendingManualApproval, not Approved; approve it/],
    ['Rejected', /is Rejected, not Approved/],
    ['MISSING', /^model package \S+ does not exist; register the version first$/],
  ])('is refused where the version is %s', async (modelPackage, reason) => {
    const story = await playStory({ blueprint: BLUEPRINT, scenario: { modelPackage } });
    expect(story.report).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(eventsOf(story)).toEqual([]);
    expect(Object.keys(story.report.calls)).not.toContain('SageMaker.CreateModel');
    await expectAlwaysTrue(story);
  });

  it('is refused where another model has its name', async () => {
    const prepare = ({ emulator }: Parameters<NonNullable<Parameters<typeof playStory>[0]['prepare']>>[0]) =>
      emulator.sageMaker.putModel('search-models-v7');
    const { report } = await playStory({ blueprint: BLUEPRINT, prepare });
    expect(report).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('is not made of') });
  });

  it('is refused as a first deployment', async () => {
    const capacity = { instanceType: 'ml.m5.large', instances: 1 };
    const blueprint = { ...BLUEPRINT, strategy: 'standard', capacity };
    const { report } = await playStory({ blueprint, scenario: { endpoint: { exists: false } } });
    expect(report).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^endpoint search does not exist/),
    });
  });
});
