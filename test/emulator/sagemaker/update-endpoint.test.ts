import { arn, createWorld, withCandidate } from './support';

function world(props: Parameters<typeof createWorld>[0] = {}) {
  return withCandidate(createWorld({ ...props, settings: { describeLagSeconds: 0, ...props.settings } }));
}

function refusal(message: string) {
  return expect.objectContaining({ name: 'ValidationException', message });
}

describe('UpdateEndpoint', () => {
  it('keeps the old fleet serving until the new one is ready', async () => {
    const { config, update, describe: shown, status, weights, pass } = world();
    config('final', [{ VariantName: 'baseline', ModelName: 'shop-v2', InitialInstanceCount: 3 }]);
    expect(update('final')).toEqual({ EndpointArn: arn('endpoint/shop') });
    expect(shown()).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'shop-config',
      ProductionVariants: [{ VariantName: 'baseline' }, { VariantName: 'candidate' }],
      PendingDeploymentSummary: {
        EndpointConfigName: 'final',
        StartTime: 1795161600,
        ProductionVariants: [
          {
            VariantName: 'baseline',
            CurrentInstanceCount: 0,
            DesiredInstanceCount: 3,
            VariantStatus: [{ Status: 'Creating' }],
          },
        ],
      },
    });
    await pass(299);
    expect(status()).toBe('Updating');
    await pass(1);
    expect(shown()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'final' });
    expect(shown()).not.toHaveProperty('PendingDeploymentSummary');
    expect(weights()).toEqual({ baseline: [1, 1] });
  });

  describe('with live values that differ from the config', () => {
    const WEIGHT = { VariantPropertyType: 'DesiredWeight' } as const;
    const COUNT = { VariantPropertyType: 'DesiredInstanceCount' } as const;

    it.each([
      ['resets them without RetainAllVariantProperties', {}, 10, 1],
      ['resets them even if properties to exclude are named', { ExcludeRetainedVariantProperties: [WEIGHT] }, 10, 1],
      ['keeps them with it', { RetainAllVariantProperties: true }, 60, 4],
      [
        'takes weights from the config where those are excluded',
        { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [WEIGHT] },
        10,
        4,
      ],
      [
        'takes counts from the config where those are excluded',
        { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [COUNT] },
        60,
        1,
      ],
    ])('%s', async (_, options, weight, instances) => {
      const { call, config, update, weights, counts, pass } = world();
      call('UpdateEndpointWeightsAndCapacities', {
        EndpointName: 'shop',
        DesiredWeightsAndCapacities: [{ VariantName: 'baseline', DesiredWeight: 60, DesiredInstanceCount: 4 }],
      });
      await pass(180);
      config('next', [
        { VariantName: 'baseline', ModelName: 'shop-v1', InitialVariantWeight: 10 },
        { VariantName: 'added', ModelName: 'shop-v2', InitialVariantWeight: 7, InitialInstanceCount: 2 },
      ]);
      update('next', options);
      await pass(300);
      expect(weights()).toEqual({ baseline: [weight, weight], added: [7, 7] });
      expect(counts()).toEqual({ baseline: [instances, instances], added: [2, 2] });
    });
  });

  it('fails loudly for what it cannot exclude', () => {
    const { config, update } = world();
    config('next', [{ VariantName: 'baseline', ModelName: 'shop-v1' }]);
    expect(() =>
      update('next', {
        RetainAllVariantProperties: true,
        ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DataCaptureConfig' }],
      }),
    ).toThrow(expect.objectContaining({ name: 'NotEmulated' }));
  });

  it('refuses to leave all traffic on weights that were retained as zero', () => {
    const { config, update } = world();
    config('only-candidate', [{ VariantName: 'candidate', ModelName: 'shop-v2' }]);
    expect(() => update('only-candidate', { RetainAllVariantProperties: true })).toThrow(
      refusal('The sum of all variant weights must be greater than zero.'),
    );
  });

  it('may not find a config that is only just created, until it is described or some time has passed', async () => {
    for (const wait of ['describe', 'time'] as const) {
      const { call, update, pass } = world();
      call('CreateEndpointConfig', {
        EndpointConfigName: 'fresh',
        ProductionVariants: [
          { VariantName: 'baseline', ModelName: 'shop-v2', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
        ],
      });
      expect(() => update('fresh')).toThrow(
        refusal(`Could not find endpoint configuration "${arn('endpoint-config/fresh')}".`),
      );
      if (wait === 'describe') call('DescribeEndpointConfig', { EndpointConfigName: 'fresh' });
      else await pass(2);
      expect(() => update('fresh')).not.toThrow();
    }
  });

  it.each([
    ['an endpoint that is not there', { EndpointName: 'gone' }, `Could not find endpoint "${arn('endpoint/gone')}".`],
    [
      'a config that is not there',
      { EndpointConfigName: 'gone' },
      `Could not find endpoint configuration "${arn('endpoint-config/gone')}".`,
    ],
    [
      'the config that is deployed',
      { EndpointConfigName: 'shop-config' },
      `Endpoint "${arn('endpoint/shop')}" already uses endpoint configuration "${arn('endpoint-config/shop-config')}".`,
    ],
    [
      'a name that cannot be one',
      { EndpointConfigName: '-x' },
      "1 validation error detected: Value '-x' at 'endpointConfigName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
    ],
    [
      'a wait that is too long',
      {
        DeploymentConfig: {
          BlueGreenUpdatePolicy: {
            TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 4000 },
          },
        },
      },
      "1 validation error detected: Value '4000' at 'deploymentConfig.blueGreenUpdatePolicy.trafficRoutingConfiguration." +
        "waitIntervalInSeconds' failed to satisfy constraint: Member must have value less than or equal to 3600",
    ],
    [
      'a guardrail deployment that changes variant names',
      {
        DeploymentConfig: {
          BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } },
        },
      },
      'With a deployment config the new endpoint configuration must have the variant names of the current one.',
    ],
    [
      'a config whose model has been deleted',
      { EndpointConfigName: 'orphan' },
      `Could not find model "${arn('model/lost')}".`,
    ],
    [
      'a turn to serverless',
      { EndpointConfigName: 'serverless' },
      `Endpoint "${arn('endpoint/shop')}" cannot be converted to a serverless endpoint.`,
    ],
  ])('refuses %s', (_, input, message) => {
    const { call, config, sagemaker } = world();
    config('next', [{ VariantName: 'baseline', ModelName: 'shop-v2' }]);
    sagemaker.putModel('lost');
    config('orphan', [{ VariantName: 'baseline', ModelName: 'lost' }]);
    call('DeleteModel', { ModelName: 'lost' });
    config('serverless', [
      {
        VariantName: 'baseline',
        ModelName: 'shop-v2',
        InstanceType: undefined,
        InitialInstanceCount: undefined,
        ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
      },
    ]);
    expect(() => call('UpdateEndpoint', { EndpointName: 'shop', EndpointConfigName: 'next', ...input })).toThrow(
      refusal(message),
    );
  });

  it('accepts the deployed config when the switch says so', async () => {
    const { update, status, pass } = world({
      settings: { describeLagSeconds: 0, switches: { updateToDeployedConfig: 'accepted' } },
    });
    update('shop-config');
    await pass(300);
    expect(status()).toBe('InService');
  });

  it('remembers the deployment config of the last update that had one', async () => {
    const { config, update, describe: shown, pass } = world();
    const DeploymentConfig = { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } };
    config('next', [
      { VariantName: 'baseline', ModelName: 'shop-v1' },
      { VariantName: 'candidate', ModelName: 'shop-v2' },
    ]);
    update('next', { DeploymentConfig });
    await pass(300);
    expect(shown().LastDeploymentConfig).toEqual(DeploymentConfig);
  });

  it('needs quota for the new fleet while the old one still runs', () => {
    const { sagemaker, config, update } = world();
    config('next', [{ VariantName: 'baseline', ModelName: 'shop-v1', InitialInstanceCount: 3 }]);
    sagemaker.setQuota('ml.m5.large', 5);
    expect(() => update('next')).toThrow(
      expect.objectContaining({
        name: 'ResourceLimitExceeded',
        message: expect.stringContaining(
          "The account-level service limit 'ml.m5.large for endpoint usage' is 5 Instances, " +
            'with current utilization of 3 Instances and a request delta of 3 Instances.',
        ),
      }),
    );
    sagemaker.setQuota('ml.m5.large', 6);
    expect(() => update('next')).not.toThrow();
  });

  it('is shown with a lag: the old state and InService although the update was accepted', async () => {
    const { config, update, status, setWeights, weights, call, pass } = world({ settings: { describeLagSeconds: 1 } });
    config('next', [{ VariantName: 'baseline', ModelName: 'shop-v1' }]);
    update('next');
    expect(status()).toBe('InService');
    expect(call('ListEndpoints', {}).Endpoints[0].EndpointStatus).toBe('InService');
    expect(() => setWeights({ candidate: 1 })).toThrow(/^Cannot update in-progress endpoint/);
    await pass(1);
    expect(status()).toBe('Updating');
    await pass(299);
    setWeights({ baseline: 3 });
    expect([status(), weights()]).toEqual(['InService', { baseline: [1, 1] }]);
    await pass(1);
    expect([status(), weights()]).toEqual(['Updating', { baseline: [1, 3] }]);
  });
});
