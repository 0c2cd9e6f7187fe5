import { grantsByRole } from '../support/policies';
import { synthesized } from '../support/synthesized';

const ROLE = 'arn:aws:iam::123456789012:role/models-*';

describe('the registry', () => {
  it.each(['StartApproved', 'OpenRelease'])(
    'lets %s pass the roles that the configuration lists, to SageMaker',
    (id) => {
      const stack = synthesized({ modelRoles: [ROLE] });
      const passes = grantsByRole(stack)[`${id}Role`]?.filter(({ action }) => action === 'iam:PassRole');
      expect(passes).toEqual([
        {
          action: 'iam:PassRole',
          resource: ROLE,
          condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        },
      ]);
      const { Environment } = stack.one('AWS::Lambda::Function', id).Properties;
      expect(Environment.Variables['ROLLOUTS_MODEL_ROLES']).toBe(ROLE);
    },
  );

  it('lets nobody pass a role or make a model where the configuration lists none', () => {
    const roles = grantsByRole(synthesized());
    expect(
      Object.values(roles)
        .flat()
        .filter(({ action }) => ['iam:PassRole', 'sagemaker:CreateModel'].includes(action)),
    ).toEqual([]);
  });
});
