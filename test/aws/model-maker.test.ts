import { lookAtPackage, modelMaker } from '../../lib/aws/model-maker';
import { newAccount, outsideConfig } from '../emulator/support/account';

const SETTING = {
  executionRole: 'arn:aws:iam::123456789012:role/models',
  vpc: { securityGroups: ['sg-1'], subnets: ['subnet-1', 'subnet-2'] },
  isIsolated: true,
};

function setUp() {
  const account = newAccount();
  const { sageMaker } = account;
  return { sageMaker, models: modelMaker(outsideConfig(account)) };
}

describe('modelMaker', () => {
  it('makes a model of an approved version, and tells what it is made of', async () => {
    const { sageMaker, models } = setUp();
    const arn = sageMaker.registerModelPackage('fraud', 'Approved');
    await models.make('fraud-v1', arn, SETTING);
    expect(await models.describe('fraud-v1')).toEqual({ ...SETTING, madeOf: [arn] });
    await expect(models.make('fraud-v1', arn, SETTING)).resolves.toBeUndefined();
  });

  it.each<[string, (sageMaker: ReturnType<typeof setUp>['sageMaker'], other: string) => void]>([
    ['an image', (sageMaker) => sageMaker.putModel('fraud-v1')],
    ['another version', (sageMaker, ModelPackageName) => sageMaker.putModel('fraud-v1', { ModelPackageName })],
  ])('takes no model of that name which is made of %s', async (_, happens) => {
    const { sageMaker, models } = setUp();
    const arn = sageMaker.registerModelPackage('fraud', 'Approved');
    happens(sageMaker, sageMaker.registerModelPackage('fraud', 'Approved'));
    await expect(models.make('fraud-v1', arn, SETTING)).rejects.toMatchObject({
      name: 'NotPossible',
      message: expect.stringContaining(`model fraud-v1 exists and is not made of ${arn} alone`),
    });
  });

  it('knows how far a version has come', async () => {
    const { sageMaker, models } = setUp();
    const arn = sageMaker.registerModelPackage('fraud');
    expect(await models.describePackage(arn)).toEqual({ approval: 'PendingManualApproval', status: 'Completed' });
    sageMaker.decideOnModelPackage(arn, { approval: 'Rejected' });
    expect(await models.describePackage(arn)).toMatchObject({ approval: 'Rejected' });
    expect(await models.describePackage(arn.replace(/1$/, '2'))).toBeUndefined();
  });

  it('finds nothing where there is nothing', async () => {
    const { models } = setUp();
    const modelPackage = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/1';
    expect(await lookAtPackage(models, { model: 'fraud-v1', modelPackage }, 'fraud-v0')).toEqual({});
  });
});
