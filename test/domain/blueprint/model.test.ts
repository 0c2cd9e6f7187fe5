import { blueprintOf, complaintsOf } from './support';

const VERSION = 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud-models/7';

describe('what a blueprint releases', () => {
  it('is a model', () => {
    expect(blueprintOf({ endpoint: 'fraud', model: 'v42' })).toMatchObject({ id: 'v42', model: 'v42' });
    expect(blueprintOf({ endpoint: 'fraud', model: 'v42' })).not.toHaveProperty('modelPackage');
  });

  it('is a version in the Model Registry, whose model is called after group and version', () => {
    const model = 'fraud-models-v7';
    expect(blueprintOf({ endpoint: 'fraud', modelPackage: VERSION })).toMatchObject({
      id: model,
      model,
      modelPackage: VERSION,
    });
    const id = 'weekly';
    expect(blueprintOf({ id, endpoint: 'fraud', modelPackage: VERSION })).toMatchObject({ id, model });
  });

  it.each<[string, object]>([
    ['model: is missing', {}],
    ['model: has no value', { model: null }],
    ['modelPackage: has no value', { modelPackage: null }],
    ['modelPackage: is there beside model, which names one already', { model: 'v42', modelPackage: VERSION }],
    ['modelPackage: is not the ARN of a version', { modelPackage: VERSION.replace('/7', '') }],
    ['modelPackage: is not the ARN of a model package', { modelPackage: 'fraud-models' }],
    ['modelPackage: is not text', { modelPackage: 7 }],
    ['modelPackage: is empty', { modelPackage: '' }],
    ['model: is an ARN where a name is needed', { model: VERSION }],
  ])('is refused where %s', (complaint, more) => {
    expect(complaintsOf({ endpoint: 'fraud', ...more })).toEqual([complaint]);
  });
});
