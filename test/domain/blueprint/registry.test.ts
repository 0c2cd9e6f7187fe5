import { approvalIn, modelNameFor, refuseRole, withModel } from '../../../lib/domain/blueprint/registry';

const DETAIL = {
  ModelPackageGroupName: 'fraud',
  ModelPackageVersion: 7,
  ModelPackageArn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/7',
  ModelApprovalStatus: 'Approved',
  CreationTime: '2026-01-05T09:00:00.000Z',
  LastModifiedTime: '2026-01-06T09:00:00.000Z',
};
const APPROVED = { group: 'fraud', version: 7, modelPackage: DETAIL.ModelPackageArn, at: DETAIL.LastModifiedTime };

describe('approvalIn', () => {
  it.each([
    ['a changed status', { UpdatedModelPackageFields: ['ApprovalDescription', 'ModelApprovalStatus'] }],
    ['a version approved from the start', {}],
  ])('finds an approval in %s', (_what, more) => {
    expect(approvalIn({ ...DETAIL, ...more })).toEqual(APPROVED);
  });

  it.each([
    ['an edit of an approved version', { UpdatedModelPackageFields: ['CustomerMetadataProperties'] }],
    ['a rejection', { ModelApprovalStatus: 'Rejected' }],
    ['a version without a group', { ModelPackageGroupName: undefined }],
    ['a version without a number', { ModelPackageVersion: undefined }],
  ])('finds none in %s', (_what, more) => {
    expect(approvalIn({ ...DETAIL, ...more })).toBeUndefined();
  });
});

describe('a registered blueprint', () => {
  it('gets the model of the version, and its name unless it has one', () => {
    expect(withModel({ endpoint: 'e' }, 'fraud-v7')).toEqual({ id: 'fraud-v7', endpoint: 'e', model: 'fraud-v7' });
    expect(withModel({ id: 'weekly', endpoint: 'e' }, 'fraud-v7')).toMatchObject({ id: 'weekly', model: 'fraud-v7' });
  });

  it('names models as SageMaker takes it', () => {
    expect(modelNameFor(APPROVED)).toBe('fraud-v7');
    const long = { ...APPROVED, group: `${'g'.repeat(56)}-${'h'.repeat(6)}`, version: 1234 };
    expect(modelNameFor(long)).toBe(`${'g'.repeat(56)}-v1234`);
    expect(modelNameFor({ ...long, group: 'g'.repeat(63) })).toHaveLength(63);
  });
});

describe('refuseRole', () => {
  const role = 'arn:aws:iam::123456789012:role/models';

  it.each([
    [role, [''], 'allows none'],
    [role, ['arn:aws:iam::123456789012:role/other'], 'allows arn:aws:iam::123456789012:role/other'],
    [undefined, [role], 'no execution role'],
  ])('of %s, with %j allowed, says %s', (given, allowed, refusal) => {
    expect(refuseRole(given, allowed)).toContain(refusal);
  });

  it.each([role, 'arn:aws:iam::123456789012:role/mod*'])('lets %s pass', (allowed) => {
    expect(refuseRole(role, [allowed])).toBeUndefined();
  });
});
