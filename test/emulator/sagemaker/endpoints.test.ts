import { arn, createWorld, withCandidate } from './support';

function refusal(message: string) {
  return expect.objectContaining({ name: 'ValidationException', message });
}

function world() {
  const made = createWorld();
  made.sagemaker.putModel('m');
  made.config('c', [{ VariantName: 'main', ModelName: 'm', InitialInstanceCount: 2 }]);
  return made;
}

describe('CreateEndpoint', () => {
  it('is Creating without variants, then InService with the initial values of its config', async () => {
    const { call, describe: shown, pass } = world();
    expect(call('CreateEndpoint', { EndpointName: 'Shop-EU', EndpointConfigName: 'c' })).toEqual({
      EndpointArn: arn('endpoint/shop-eu'),
    });
    expect(shown('Shop-EU')).toMatchObject({
      EndpointStatus: 'Creating',
      EndpointConfigName: 'c',
      PendingDeploymentSummary: { EndpointConfigName: 'c' },
    });
    expect(shown('Shop-EU')).not.toHaveProperty('ProductionVariants');
    await pass(300);
    expect(shown('Shop-EU')).toMatchObject({
      EndpointStatus: 'InService',
      CreationTime: 1795161600,
      LastModifiedTime: 1795161900,
      ProductionVariants: [
        {
          VariantName: 'main',
          CurrentWeight: 1,
          DesiredWeight: 1,
          CurrentInstanceCount: 2,
          DesiredInstanceCount: 2,
          DeployedImages: [{ SpecifiedImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/m:latest' }],
        },
      ],
    });
  });

  it('refuses a name that differs from another only by case', () => {
    const { call } = world();
    call('CreateEndpoint', { EndpointName: 'shop', EndpointConfigName: 'c' });
    expect(() => call('CreateEndpoint', { EndpointName: 'SHOP', EndpointConfigName: 'c' })).toThrow(
      refusal(`Cannot create already existing endpoint "${arn('endpoint/shop')}".`),
    );
  });

  it('reports all that is wrong with a name at once', () => {
    const { call } = world();
    expect(() => call('CreateEndpoint', { EndpointName: 'under_score' })).toThrow(
      refusal(
        "2 validation errors detected: Value 'under_score' at 'endpointName' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; ' +
          "Value null at 'endpointConfigName' failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  it('shows what the config says about data capture, metrics and asynchrony', async () => {
    const { call, config, describe: shown } = world();
    config('rich', [{ VariantName: 'main', ModelName: 'm' }], {
      DataCaptureConfig: {
        InitialSamplingPercentage: 20,
        DestinationS3Uri: 's3://captured',
        CaptureOptions: [{ CaptureMode: 'Input' }],
      },
      MetricsConfig: { EnableEnhancedMetrics: true, MetricPublishFrequencyInSeconds: 10 },
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://answers' } },
    });
    call('CreateEndpoint', { EndpointName: 'shop', EndpointConfigName: 'rich' });
    expect(shown()).toMatchObject({
      DataCaptureConfig: { EnableCapture: true, CaptureStatus: 'Started', CurrentSamplingPercentage: 20 },
      MetricsConfig: { EnableEnhancedMetrics: true, MetricPublishFrequencyInSeconds: 10 },
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://answers' } },
    });
  });
});

describe('DeleteEndpoint', () => {
  it('is Deleting, then gone with its tags, and leaves no timer behind', async () => {
    const { sagemaker, call, clock, status } = world();
    sagemaker.putEndpoint({ name: 'shop', variants: [{ name: 'main', model: 'm' }] });
    call('AddTags', { ResourceArn: arn('endpoint/shop'), Tags: [{ Key: 'team', Value: 'fraud' }] });
    call('DeleteEndpoint', { EndpointName: 'shop' });
    expect(status()).toBe('Deleting');
    await clock.run();
    expect(() => status()).toThrow(refusal(`Could not find endpoint "${arn('endpoint/shop')}".`));
    expect(() => call('ListTags', { ResourceArn: arn('endpoint/shop') })).toThrow(/Could not find/);
    expect(clock.nextAt()).toBeUndefined();
  });

  it('is refused while the endpoint is being created or deleted', () => {
    const { call } = world();
    const busy = refusal(`Cannot update in-progress endpoint "${arn('endpoint/new')}".`);
    call('CreateEndpoint', { EndpointName: 'new', EndpointConfigName: 'c' });
    expect(() => call('DeleteEndpoint', { EndpointName: 'new' })).toThrow(busy);
  });
});

function many() {
  const made = createWorld();
  for (let index = 0; index < 12; index++) {
    made.sagemaker.putEndpoint({ name: `e${String(index).padStart(2, '0')}`, variants: [{ name: 'v', model: 'm' }] });
  }
  return made;
}
const names = (page: { Endpoints: { EndpointName: string }[] }) => page.Endpoints.map((e) => e.EndpointName);

describe('ListEndpoints', () => {
  it('answers ten at a time, newest first', () => {
    const { call } = many();
    const first = call('ListEndpoints', {});
    expect(names(first)).toHaveLength(10);
    expect(names(first)[0]).toBe('e11');
    const second = call('ListEndpoints', { NextToken: first.NextToken });
    expect(names(second)).toEqual(['e01', 'e00']);
    expect(second.NextToken).toBeUndefined();
  });

  it('filters and sorts', async () => {
    const { call, sagemaker } = many();
    sagemaker.systemUpdating('e07', 60);
    expect(names(call('ListEndpoints', { StatusEquals: 'SystemUpdating' }))).toEqual(['e07']);
    expect(names(call('ListEndpoints', { NameContains: '1', SortBy: 'Name', SortOrder: 'Ascending' }))).toEqual([
      'e01',
      'e10',
      'e11',
    ]);
    expect(names(call('ListEndpoints', { CreationTimeAfter: 1795161600 }))).toEqual([]);
    expect(() => call('ListEndpoints', { NextToken: 'nonsense' })).toThrow(refusal('Invalid NextToken.'));
    expect(() => call('ListEndpoints', { StatusEquals: 'IN_SERVICE' })).toThrow(/Member must satisfy enum value set/);
  });
});

describe('state change events', () => {
  it('tell every status in upper snake case, with times in milliseconds', async () => {
    const { call, events, pass } = world();
    call('CreateEndpoint', { EndpointName: 'shop', EndpointConfigName: 'c', Tags: [{ Key: 'team', Value: 'fraud' }] });
    await pass(300);
    call('DeleteEndpoint', { EndpointName: 'shop' });
    await pass(60);
    expect(events.map(({ detail }) => detail['EndpointStatus'])).toEqual(['CREATING', 'IN_SERVICE', 'DELETING']);
    expect(events[1]).toEqual({
      source: 'aws.sagemaker',
      detailType: 'SageMaker Endpoint State Change',
      resources: [arn('endpoint/shop')],
      detail: {
        EndpointName: 'shop',
        EndpointArn: arn('endpoint/shop'),
        EndpointConfigName: 'c',
        ProductionVariants: [
          {
            VariantName: 'main',
            CurrentWeight: 1,
            DesiredWeight: 1,
            CurrentInstanceCount: 2,
            DesiredInstanceCount: 2,
          },
        ],
        EndpointStatus: 'IN_SERVICE',
        CreationTime: 1795161600000,
        LastModifiedTime: 1795161900000,
        Tags: { team: 'fraud' },
      },
    });
  });

  it.each([
    ['absent' as const, []],
    ['present' as const, ['UPDATING', 'IN_SERVICE']],
  ])('are %s for a change of weights alone if the switch says so', async (weightChangeEvents, expected) => {
    const { setWeights, events, pass } = withCandidate(createWorld({ settings: { switches: { weightChangeEvents } } }));
    setWeights({ candidate: 1 });
    await pass(30);
    expect(events.map(({ detail }) => detail['EndpointStatus'])).toEqual(expected);
  });

  it('are told to listeners in the process, weights included', async () => {
    const { sagemaker, setWeights, pass } = withCandidate(createWorld());
    const seen: unknown[] = [];
    const stop = sagemaker.onChange(({ at, status, variants }) => seen.push([at, status, variants[1]?.currentWeight]));
    setWeights({ candidate: 1 });
    await pass(30);
    stop();
    setWeights({ candidate: 2 });
    expect(seen).toEqual([
      [1795161600000, 'Updating', 0],
      [1795161630000, 'InService', 1],
    ]);
  });
});
