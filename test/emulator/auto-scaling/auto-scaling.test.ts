import { callOn, createWorld, withCandidate } from '../sagemaker/support';

const RESOURCE = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'endpoint/shop/variant/baseline',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
};

function world() {
  const made = withCandidate(createWorld({ settings: { describeLagSeconds: 0 } }));
  const scaling = callOn(made.autoScaling.service);
  const register = (more: object = {}) =>
    scaling('RegisterScalableTarget', { ...RESOURCE, MinCapacity: 2, MaxCapacity: 6, ...more });
  return { ...made, scaling, register };
}

describe('scalable targets', () => {
  it('are registered, shown and changed by what is given only', async () => {
    const { scaling, register, pass } = world();
    const { ScalableTargetARN } = register();
    expect(ScalableTargetARN).toMatch(
      /^arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target\/[0-9a-f]{32}$/,
    );
    await pass(60);
    const SuspendedState = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true };
    expect(scaling('RegisterScalableTarget', { ...RESOURCE, SuspendedState })).toEqual({ ScalableTargetARN });
    expect(scaling('DescribeScalableTargets', { ServiceNamespace: 'sagemaker' })).toEqual({
      ScalableTargets: [
        {
          ...RESOURCE,
          MinCapacity: 2,
          MaxCapacity: 6,
          RoleARN: expect.stringContaining('AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'),
          CreationTime: 1795161600,
          SuspendedState: { ...SuspendedState, ScheduledScalingSuspended: false },
          ScalableTargetARN,
        },
      ],
    });
  });

  it('are just absent when they are asked for by a name that is not registered', () => {
    const { scaling, register } = world();
    register();
    const ask = (ResourceId: string) =>
      scaling('DescribeScalableTargets', { ServiceNamespace: 'sagemaker', ResourceIds: [ResourceId] }).ScalableTargets;
    expect(ask(RESOURCE.ResourceId)).toHaveLength(1);
    expect(ask('endpoint/shop/variant/candidate')).toEqual([]);
  });

  it('go with their policies', () => {
    const { scaling, register } = world();
    register();
    const TargetTrackingScalingPolicyConfiguration = { TargetValue: 70 };
    const policy = { ...RESOURCE, PolicyName: 'p', PolicyType: 'TargetTrackingScaling' };
    scaling('PutScalingPolicy', { ...policy, TargetTrackingScalingPolicyConfiguration });
    const policies = () => scaling('DescribeScalingPolicies', { ServiceNamespace: 'sagemaker' }).ScalingPolicies;
    expect(policies()).toEqual([
      expect.objectContaining({ ...policy, TargetTrackingScalingPolicyConfiguration, Alarms: [] }),
    ]);
    scaling('DeregisterScalableTarget', RESOURCE);
    expect(policies()).toEqual([]);
    expect(() => scaling('DeregisterScalableTarget', RESOURCE)).toThrow(
      expect.objectContaining({
        name: 'ObjectNotFoundException',
        message:
          'No scalable target found for service namespace: sagemaker, resource ID: endpoint/shop/variant/baseline, ' +
          'scalable dimension: sagemaker:variant:DesiredInstanceCount',
      }),
    );
  });

  it.each([
    ['a variant that is not there', { ResourceId: 'endpoint/shop/variant/gone' }, 'ValidationException'],
    ['limits the wrong way round', { MinCapacity: 5, MaxCapacity: 4 }, 'ValidationException'],
    ['no limits', { MinCapacity: undefined }, 'ValidationException'],
    ['another service', { ServiceNamespace: 'ecs' }, 'NotEmulated'],
    ['another dimension', { ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }, 'NotEmulated'],
  ])('refuse %s', (_, more, name) => {
    expect(() => world().register(more)).toThrow(expect.objectContaining({ name }));
  });
});

describe('an autoscaled variant', () => {
  it('can get another model, but cannot go away or change its instance type before it is deregistered', async () => {
    const { scaling, register, config, update, pass } = world();
    register();
    const message =
      'The variant(s) "[baseline]" must be deregistered as scalable target with AutoScaling ' +
      'before they can be removed or have their instance type updated.';
    config('without', [{ VariantName: 'other', ModelName: 'shop-v2' }]);
    config('bigger', [{ VariantName: 'baseline', ModelName: 'shop-v1', InstanceType: 'ml.m5.xlarge' }]);
    config('model', [{ VariantName: 'baseline', ModelName: 'shop-v2' }]);
    expect(() => update('without')).toThrow(expect.objectContaining({ name: 'ValidationException', message }));
    expect(() => update('bigger')).toThrow(expect.objectContaining({ name: 'ValidationException', message }));
    expect(() => update('model')).not.toThrow();
    await pass(300);
    scaling('DeregisterScalableTarget', RESOURCE);
    expect(() => update('without')).not.toThrow();
  });

  it('is scaled within its limits, and the endpoint is Updating meanwhile', async () => {
    const { autoScaling, register, status, counts, setWeights, pass } = world();
    register();
    expect(autoScaling.scale('shop', 'baseline', 9)).toBe('scaling');
    expect(status()).toBe('Updating');
    expect(counts()['baseline']).toEqual([2, 6]);
    expect(() => setWeights({ candidate: 1 })).toThrow(/^Cannot update in-progress endpoint/);
    await pass(180);
    expect([status(), counts()['baseline']]).toEqual(['InService', [6, 6]]);
    expect(autoScaling.scale('shop', 'baseline', 7)).toBe('already_so');
  });

  it('waits its turn while the endpoint is busy, and stays where it is while suspended', () => {
    const { autoScaling, register, setWeights } = world();
    register({ SuspendedState: { DynamicScalingInSuspended: true } });
    setWeights({ candidate: 1 });
    expect(autoScaling.scale('shop', 'baseline', 4)).toBe('endpoint_busy');
    register({ MinCapacity: 1 });
    expect(autoScaling.scale('shop', 'baseline', 1)).toBe('suspended');
    expect(() => autoScaling.scale('shop', 'candidate', 2)).toThrow(/No scalable target found/);
  });
});
