import { arn, createWorld, withCandidate } from './support';

function world(props: Parameters<typeof createWorld>[0] = {}) {
  const made = withCandidate(createWorld({ ...props, settings: { describeLagSeconds: 0, ...props.settings } }));
  made.config('next', [{ VariantName: 'baseline', ModelName: 'shop-v2', InitialInstanceCount: 2 }]);
  return made;
}

describe('an update that goes wrong', () => {
  it.each([
    ['rolled_back' as const, 'InService', /^none$/],
    ['capacity' as const, 'InService', /^none$/],
    ['failed' as const, 'Failed', /did not pass the ping health check/],
    ['update_rollback_failed' as const, 'UpdateRollbackFailed', /did not pass the ping health check/],
    [{ kind: 'capacity', endsIn: 'Failed' } as const, 'Failed', /InsufficientInstanceCapacity/],
    [{ kind: 'failed', reason: 'no such image' } as const, 'Failed', /^no such image$/],
  ])('ends as told: %p', async (fault, expected, reason) => {
    const { sagemaker, update, describe: shown, pass } = world();
    sagemaker.failNextUpdate('shop', fault);
    update('next');
    await pass(300);
    const { EndpointStatus, EndpointConfigName, FailureReason, ProductionVariants } = shown();
    expect([EndpointStatus, EndpointConfigName]).toEqual([expected, 'shop-config']);
    expect(ProductionVariants).toHaveLength(2);
    expect(FailureReason ?? 'none').toMatch(reason);
  });

  it('hits one update only', async () => {
    const { sagemaker, update, describe: shown, pass } = world();
    sagemaker.failNextUpdate('shop', 'rolled_back');
    update('next');
    await pass(300);
    update('next');
    await pass(300);
    expect(shown()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'next' });
  });

  it('names its reason after a rollback only if the switch says so', async () => {
    const {
      sagemaker,
      update,
      describe: shown,
      pass,
    } = world({
      settings: { describeLagSeconds: 0, switches: { failureReasonAfterRollback: 'present' } },
    });
    sagemaker.failNextUpdate('shop', 'capacity');
    update('next');
    await pass(300);
    expect(shown()).toMatchObject({ EndpointStatus: 'InService', FailureReason: expect.stringMatching(/Capacity/) });
  });

  it('leaves a mix of models after a failed rollback, which a further update mends', async () => {
    const { sagemaker, update, status, pass } = world();
    sagemaker.failNextUpdate('shop', 'update_rollback_failed');
    update('next');
    await pass(300);
    expect(sagemaker.snapshot('shop')?.variants.map(({ models }) => models)).toEqual([
      ['shop-v1', 'shop-v2'],
      ['shop-v2'],
    ]);
    update('shop-config');
    await pass(300);
    expect(status()).toBe('InService');
    expect(sagemaker.snapshot('shop')?.variants.map(({ models }) => models)).toEqual([['shop-v1'], ['shop-v2']]);
  });

  it('leaves only deletion for an endpoint that is Failed', async () => {
    const { sagemaker, update, setWeights, call, status, pass } = world();
    sagemaker.failNextUpdate('shop', 'failed');
    update('next');
    await pass(300);
    expect(() => update('next')).toThrow(/^Cannot update in-progress endpoint/);
    expect(() => setWeights({ candidate: 1 })).toThrow(/^Cannot update in-progress endpoint/);
    call('DeleteEndpoint', { EndpointName: 'shop' });
    expect(status()).toBe('Deleting');
  });

  it('lets the creation of an endpoint fail, too', async () => {
    const { sagemaker, call, describe: shown, pass } = world();
    sagemaker.failNextUpdate('second', 'capacity');
    call('CreateEndpoint', { EndpointName: 'second', EndpointConfigName: 'next' });
    await pass(300);
    expect(shown('second')).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringMatching(/InsufficientInstanceCapacity/),
    });
  });
});

describe('things that happen to an endpoint', () => {
  it('is blocked by maintenance for as long as told, and keeps its values', async () => {
    const { sagemaker, status, weights, setWeights, pass } = world();
    sagemaker.systemUpdating('shop', 90);
    expect(status()).toBe('SystemUpdating');
    expect(() => setWeights({ candidate: 1 })).toThrow(/^Cannot update in-progress endpoint/);
    await pass(90);
    expect(status()).toBe('InService');
    expect(weights()).toEqual({ baseline: [100, 100], candidate: [0, 0] });
  });

  it('gets maintenance only after the update under way', async () => {
    const { sagemaker, setWeights, status, pass } = world();
    setWeights({ candidate: 1 });
    sagemaker.systemUpdating('shop', 10);
    expect(status()).toBe('Updating');
    await pass(30);
    expect(status()).toBe('SystemUpdating');
    await pass(10);
    expect(status()).toBe('InService');
  });

  it('is deleted by somebody as soon as it can be', async () => {
    const { sagemaker, setWeights, status, pass } = world();
    setWeights({ candidate: 1 });
    sagemaker.deleteEndpoint('shop');
    await pass(30);
    expect(status()).toBe('Deleting');
    await pass(60);
    expect(() => status()).toThrow(
      expect.objectContaining({ message: `Could not find endpoint "${arn('endpoint/shop')}".` }),
    );
  });

  it('is changed by somebody else', async () => {
    const { sagemaker, weights, describe: shown, pass } = world();
    sagemaker.changeWeights('shop', { candidate: 10 });
    await pass(30);
    expect(weights()['candidate']).toEqual([10, 10]);
    sagemaker.changeConfig('shop', 'next');
    await pass(300);
    expect(shown().EndpointConfigName).toBe('next');
    expect(() => sagemaker.changeConfig('nowhere', 'next')).toThrow(/Could not find endpoint/);
  });

  it('takes the time that a scenario gives it', async () => {
    const { sagemaker, setWeights, status, pass } = world();
    sagemaker.setDwell('shop', { weightsSeconds: 400 });
    setWeights({ candidate: 1 });
    await pass(399);
    expect(status()).toBe('Updating');
    await pass(1);
    expect(status()).toBe('InService');
  });
});
