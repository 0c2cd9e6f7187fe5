import { grantsByRole } from '../support/policies';
import { synthesized } from '../support/synthesized';

const ROLE = 'arn:aws:iam::123456789012:role/models-*';

describe('the registry', () => {
  it('may pass the roles that the configuration lists, to SageMaker', () => {
    const stack = synthesized({ modelRoles: [ROLE] });
    const passes = grantsByRole(stack)['StartApprovedRole']?.filter(({ action }) => action === 'iam:PassRole');
    expect(passes).toEqual([
      {
        action: 'iam:PassRole',
        resource: ROLE,
        condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      },
    ]);
    const { Environment } = stack.one('AWS::Lambda::Function', 'StartApproved').Properties;
    expect(Environment.Variables['ROLLOUTS_MODEL_ROLES']).toBe(ROLE);
  });

  it('may pass none where the configuration lists none', () => {
    const roles = grantsByRole(synthesized());
    expect(
      Object.values(roles)
        .flat()
        .filter(({ action }) => action === 'iam:PassRole'),
    ).toEqual([]);
  });
});
