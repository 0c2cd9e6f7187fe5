import { arn, createWorld, withCandidate } from './support';

const BUSY = { name: 'ValidationException', message: `Cannot update in-progress endpoint "${arn('endpoint/shop')}".` };

function world(props: Parameters<typeof createWorld>[0] = {}) {
  return withCandidate(createWorld({ ...props, settings: { describeLagSeconds: 0, ...props.settings } }));
}

describe('UpdateEndpointWeightsAndCapacities', () => {
  it('is Updating with the desired weights apart from the current ones, then InService', async () => {
    const { setWeights, status, weights, describe: shown, pass } = world();
    expect(setWeights({ baseline: 99, candidate: 1 })).toEqual({ EndpointArn: arn('endpoint/shop') });
    expect(status()).toBe('Updating');
    expect(weights()).toEqual({ baseline: [100, 99], candidate: [0, 1] });
    expect(shown().ProductionVariants?.[0]?.VariantStatus).toEqual([{ Status: 'Updating', StartTime: 1795161600 }]);
    expect(shown()).not.toHaveProperty('PendingDeploymentSummary');
    await pass(29);
    expect(status()).toBe('Updating');
    await pass(1);
    expect(status()).toBe('InService');
    expect(weights()).toEqual({ baseline: [99, 99], candidate: [1, 1] });
    expect(shown().ProductionVariants?.[0]).not.toHaveProperty('VariantStatus');
  });

  it('keeps what the request leaves out', async () => {
    const { setWeights, weights, counts, pass } = world();
    setWeights({ candidate: 5 });
    await pass(30);
    expect(weights()).toEqual({ baseline: [100, 100], candidate: [5, 5] });
    expect(counts()).toEqual({ baseline: [2, 2], candidate: [1, 1] });
  });

  it('stores weights as 32-bit floats', async () => {
    const { setWeights, weights, pass } = world();
    setWeights({ baseline: 99.9, candidate: 0.1 });
    await pass(30);
    expect(weights()['candidate']).toEqual([Math.fround(0.1), Math.fround(0.1)]);
    expect(weights()['candidate']).not.toEqual([0.1, 0.1]);
  });

  it('takes longer to change instance counts than weights', async () => {
    const { call, status, counts, pass } = world();
    call('UpdateEndpointWeightsAndCapacities', {
      EndpointName: 'shop',
      DesiredWeightsAndCapacities: [{ VariantName: 'candidate', DesiredInstanceCount: 3 }],
    });
    await pass(60);
    expect(status()).toBe('Updating');
    expect(counts()).toEqual({ baseline: [2, 2], candidate: [1, 3] });
    await pass(120);
    expect(status()).toBe('InService');
    expect(counts()['candidate']).toEqual([3, 3]);
  });

  it.each(['UpdateEndpointWeightsAndCapacities', 'UpdateEndpoint', 'DeleteEndpoint'])(
    'lets nobody else start %s meanwhile',
    async (operation) => {
      const { call, setWeights, config } = world();
      config('other', [{ VariantName: 'baseline', ModelName: 'shop-v2' }]);
      setWeights({ candidate: 1 });
      const input = {
        EndpointName: 'shop',
        EndpointConfigName: 'other',
        DesiredWeightsAndCapacities: [{ VariantName: 'baseline', DesiredWeight: 1 }],
      };
      expect(() => call(operation, input)).toThrow(expect.objectContaining(BUSY));
    },
  );

  it('returns to the old weights through RollingBack when told so', async () => {
    const { sagemaker, setWeights, status, weights, pass } = world();
    sagemaker.rollBackNextWeights('shop');
    setWeights({ baseline: 50, candidate: 50 });
    await pass(30);
    expect(status()).toBe('RollingBack');
    expect(weights()).toEqual({ baseline: [100, 100], candidate: [0, 0] });
    await pass(30);
    expect(status()).toBe('InService');
    setWeights({ baseline: 50, candidate: 50 });
    await pass(30);
    expect(weights()['candidate']).toEqual([50, 50]);
  });

  it.each([
    ['a missing endpoint', { EndpointName: 'Gone' }, `Could not find endpoint "${arn('endpoint/gone')}".`],
    [
      'a variant twice',
      { DesiredWeightsAndCapacities: [{ VariantName: 'baseline' }, { VariantName: 'baseline' }] },
      'The variant name "baseline" was non-unique within the request.',
    ],
    [
      'an unknown variant',
      { DesiredWeightsAndCapacities: [{ VariantName: 'green', DesiredWeight: 1 }] },
      'The variant name(s) "green" is/are not present within endpoint configuration "shop-config".',
    ],
    [
      'no traffic at all',
      { DesiredWeightsAndCapacities: [{ VariantName: 'baseline', DesiredWeight: 0 }] },
      'The sum of all variant weights must be greater than zero.',
    ],
    [
      'two capacities',
      {
        DesiredWeightsAndCapacities: [
          { VariantName: 'baseline', DesiredInstanceCount: 1 },
          { VariantName: 'candidate', DesiredInstanceCount: 2 },
        ],
      },
      'The capacity of only one variant can be updated at a time.',
    ],
    [
      'no instances',
      { DesiredWeightsAndCapacities: [{ VariantName: 'candidate', DesiredInstanceCount: 0 }] },
      'The instance count of variant "candidate" must be at least 1.',
    ],
    [
      'a negative weight',
      { DesiredWeightsAndCapacities: [{ VariantName: 'candidate', DesiredWeight: -1 }] },
      "1 validation error detected: Value '-1' at 'desiredWeightsAndCapacities.1.member.desiredWeight' failed to " +
        'satisfy constraint: Member must have value greater than or equal to 0',
    ],
    [
      'nothing to do',
      { DesiredWeightsAndCapacities: [] },
      "1 validation error detected: Value '[]' at 'desiredWeightsAndCapacities' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
  ])('refuses %s', (_, input, message) => {
    const { call, status } = world();
    const full = { EndpointName: 'shop', DesiredWeightsAndCapacities: [{ VariantName: 'baseline' }], ...input };
    expect(() => call('UpdateEndpointWeightsAndCapacities', full)).toThrow(
      expect.objectContaining({ name: 'ValidationException', message }),
    );
    expect(status()).toBe('InService');
  });

  it('accepts what is unconfirmed when its switch says so', async () => {
    const { call, status, pass } = world({
      settings: {
        describeLagSeconds: 0,
        switches: { severalCapacities: 'accepted', zeroInstances: 'accepted', allZeroWeights: 'accepted' },
      },
    });
    call('UpdateEndpointWeightsAndCapacities', {
      EndpointName: 'shop',
      DesiredWeightsAndCapacities: [
        { VariantName: 'baseline', DesiredInstanceCount: 4, DesiredWeight: 0 },
        { VariantName: 'candidate', DesiredInstanceCount: 0 },
      ],
    });
    await pass(180);
    expect(status()).toBe('InService');
  });

  it.each(['rejected', 'accepted'] as const)('is %s after a failed rollback, as the switch says', async (answer) => {
    const { sagemaker, config, update, setWeights, status, pass } = world({
      settings: { describeLagSeconds: 0, switches: { weightsInUpdateRollbackFailed: answer } },
    });
    config('next', [{ VariantName: 'baseline', ModelName: 'shop-v2' }]);
    sagemaker.failNextUpdate('shop', 'update_rollback_failed');
    update('next');
    await pass(300);
    expect(status()).toBe('UpdateRollbackFailed');
    expect(outcomeOf(() => setWeights({ candidate: 1 }))).toBe(answer);
    await pass(30);
    expect(status()).toBe('UpdateRollbackFailed');
  });
});

function outcomeOf(attempt: () => void): string {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && error.message === BUSY.message ? 'rejected' : String(error);
  }
}
