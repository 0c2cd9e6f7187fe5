import { arn, createWorld } from './support';

const VARIANT = { VariantName: 'main', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };

function world() {
  const made = createWorld();
  made.sagemaker.putModel('m');
  return made;
}

function refusal(message: string) {
  return expect.objectContaining({ name: 'ValidationException', message });
}

describe('endpoint configs', () => {
  it('are shown as created, with the default weight filled in', () => {
    const { call } = world();
    const EndpointConfigArn = arn('endpoint-config/cfg-1');
    expect(
      call('CreateEndpointConfig', {
        EndpointConfigName: 'Cfg-1',
        ProductionVariants: [VARIANT, { ...VARIANT, VariantName: 'other', InitialVariantWeight: 0.1 }],
        KmsKeyId: 'key',
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    ).toEqual({ EndpointConfigArn });
    expect(call('DescribeEndpointConfig', { EndpointConfigName: 'Cfg-1' })).toEqual({
      EndpointConfigName: 'Cfg-1',
      EndpointConfigArn,
      ProductionVariants: [
        { ...VARIANT, InitialVariantWeight: 1 },
        { ...VARIANT, VariantName: 'other', InitialVariantWeight: Math.fround(0.1) },
      ],
      KmsKeyId: 'key',
      CreationTime: 1795161600,
    });
    expect(call('ListTags', { ResourceArn: EndpointConfigArn })).toEqual({ Tags: [{ Key: 'a', Value: 'b' }] });
  });

  it('cannot be changed through what was handed in or out', () => {
    const { call } = world();
    const input = { EndpointConfigName: 'c', ProductionVariants: [{ ...VARIANT }] };
    call('CreateEndpointConfig', input);
    input.ProductionVariants[0]!.InitialInstanceCount = 9;
    call('DescribeEndpointConfig', { EndpointConfigName: 'c' }).ProductionVariants[0].InitialInstanceCount = 9;
    const shown = call('DescribeEndpointConfig', { EndpointConfigName: 'c' });
    expect(shown.ProductionVariants[0].InitialInstanceCount).toBe(1);
  });

  it('can be deleted while in use, and then not be found', () => {
    const { call, config, status, sagemaker } = world();
    sagemaker.putEndpoint({ name: 'shop', configName: 'used', variants: [{ name: 'main', model: 'm' }] });
    config('unused', [{ VariantName: 'main', ModelName: 'm' }]);
    call('DeleteEndpointConfig', { EndpointConfigName: 'used' });
    expect(status()).toBe('InService');
    expect(() => call('DeleteEndpointConfig', { EndpointConfigName: 'used' })).toThrow(
      refusal(`Could not find endpoint configuration "${arn('endpoint-config/used')}".`),
    );
    expect(call('ListEndpointConfigs', {}).EndpointConfigs).toEqual([
      { EndpointConfigName: 'unused', EndpointConfigArn: arn('endpoint-config/unused'), CreationTime: 1795161600 },
    ]);
  });

  it.each([
    [
      'a name in use',
      { EndpointConfigName: 'there' },
      `Cannot create already existing endpoint configuration "${arn('endpoint-config/there')}".`,
    ],
    [
      'an unknown model',
      { ProductionVariants: [{ ...VARIANT, ModelName: 'gone' }] },
      `Could not find model "${arn('model/gone')}".`,
    ],
    [
      'two variants of one name',
      { ProductionVariants: [VARIANT, VARIANT] },
      'The variant name "main" was non-unique within the request.',
    ],
    [
      'weights that are all zero',
      { ProductionVariants: [{ ...VARIANT, InitialVariantWeight: 0 }] },
      'The sum of all variant weights must be greater than zero.',
    ],
    [
      'no instances',
      { ProductionVariants: [{ ...VARIANT, InitialInstanceCount: 0 }] },
      "1 validation error detected: Value '0' at 'productionVariants.1.member.initialInstanceCount' failed to satisfy " +
        'constraint: Member must have value greater than or equal to 1',
    ],
    [
      'a shadow beside two variants',
      { ProductionVariants: [VARIANT, { ...VARIANT, VariantName: 'b' }], ShadowProductionVariants: [VARIANT] },
      'With a shadow variant, exactly one production and one shadow variant are allowed.',
    ],
    [
      'a metric frequency that is not offered',
      { MetricsConfig: { MetricPublishFrequencyInSeconds: 20 } },
      "1 validation error detected: Value '20' at 'metricsConfig.metricPublishFrequencyInSeconds' failed to satisfy " +
        'constraint: Member must satisfy enum value set: [10, 30, 60, 120, 180, 240, 300]',
    ],
  ])('refuse %s', (_, input, message) => {
    const { call, config } = world();
    config('there', [{ VariantName: 'main', ModelName: 'm' }]);
    const full = { EndpointConfigName: 'c', ProductionVariants: [VARIANT], ...input };
    expect(() => call('CreateEndpointConfig', full)).toThrow(refusal(message));
  });
});

describe('models', () => {
  it('are created, shown, listed and deleted', () => {
    const { call } = world();
    const PrimaryContainer = { Image: 'repo/image:1', ModelDataUrl: 's3://models/v2' };
    expect(call('CreateModel', { ModelName: 'V2', PrimaryContainer, ExecutionRoleArn: 'role' })).toEqual({
      ModelArn: arn('model/v2'),
    });
    expect(() => call('CreateModel', { ModelName: 'V2', PrimaryContainer })).toThrow(
      refusal(`Cannot create already existing model "${arn('model/v2')}".`),
    );
    expect(call('DescribeModel', { ModelName: 'V2' })).toEqual({
      ModelName: 'V2',
      ModelArn: arn('model/v2'),
      PrimaryContainer,
      ExecutionRoleArn: 'role',
      CreationTime: 1795161600,
    });
    expect(call('ListModels', { NameContains: 'V' }).Models).toHaveLength(1);
    call('DeleteModel', { ModelName: 'V2' });
    expect(() => call('DescribeModel', { ModelName: 'V2' })).toThrow(
      refusal(`Could not find model "${arn('model/v2')}".`),
    );
  });

  it('come from a model package only once that is approved, and approval makes an event', () => {
    const { call, sagemaker, events } = world();
    const ModelPackageName = sagemaker.registerModelPackage('fraud');
    const create = () =>
      call('CreateModel', { ModelName: 'fraud-1', Containers: [{ ModelPackageName }], ExecutionRoleArn: 'role' });
    expect(ModelPackageName).toBe(arn('model-package/fraud/1'));
    expect(create).toThrow(/is not approved/);
    sagemaker.decideOnModelPackage(ModelPackageName, { approval: 'Approved', description: 'better on Tuesdays' });
    expect(create).not.toThrow();
    expect(call('DescribeModelPackage', { ModelPackageName })).toMatchObject({
      ModelPackageVersion: 1,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'better on Tuesdays',
    });
    expect(events.map(({ detailType }) => detailType)).toEqual(Array(2).fill('SageMaker Model Package State Change'));
    expect(events[0]?.detail).not.toHaveProperty('UpdatedModelPackageFields');
    expect(events[1]?.detail).toMatchObject({
      ModelPackageGroupName: 'fraud',
      ModelApprovalStatus: 'Approved',
      CreationTime: '2026-11-20T08:00:00.000Z',
      UpdatedModelPackageFields: ['ModelApprovalStatus', 'ApprovalDescription'],
    });
    expect(() => call('DescribeModelPackage', { ModelPackageName: arn('model-package/fraud/9') })).toThrow(
      refusal(`ModelPackage ${arn('model-package/fraud/9')} does not exist.`),
    );
  });
});

describe('tags', () => {
  it('are added or overwritten, and listed on pages of at least 50', () => {
    const { call } = world();
    const ResourceArn = arn('model/m');
    call('AddTags', { ResourceArn, Tags: [{ Key: 'a', Value: '1' }] });
    const all = [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ];
    expect(call('AddTags', { ResourceArn, Tags: all })).toEqual({ Tags: all });
    expect(call('ListTags', { ResourceArn, MaxResults: 50 })).toEqual({ Tags: all });
    expect(() => call('ListTags', { ResourceArn, MaxResults: 49 })).toThrow(
      refusal(
        "1 validation error detected: Value '49' at 'maxResults' failed to satisfy constraint: " +
          'Member must have value greater than or equal to 50',
      ),
    );
    expect(() => call('AddTags', { ResourceArn: arn('model/gone'), Tags: [] })).toThrow(/Could not find/);
  });
});
