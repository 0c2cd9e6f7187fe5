import { callOn, createWorld, HEALTHY, START, sumOf, withCandidate, workload } from './support';

const BODY = Buffer.from('{"amount": 12.5}');

function world(models: Parameters<typeof workload>[1] = {}) {
  const slept: number[] = [];
  const made = withCandidate(
    createWorld({
      workload: workload(0, models),
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
      },
    }),
  );
  const call = callOn(made.sagemaker.runtime);
  const invoke = (more: object = {}) => call('InvokeEndpoint', { EndpointName: 'shop', Body: BODY, ...more });
  return { ...made, slept, invoke };
}

describe('InvokeEndpoint', () => {
  it('is answered by the model behind a variant that has weight', async () => {
    const { invoke, slept } = world();
    const { Body, ...rest } = await invoke();
    expect(JSON.parse(Buffer.from(Body).toString())).toEqual({ score: 0.87, model: 'shop-v1' });
    expect(rest).toEqual({ ContentType: 'application/json', InvokedProductionVariant: 'baseline' });
    expect(slept).toEqual([expect.any(Number)]);
    expect(slept[0]).toBeGreaterThan(5);
    expect(slept[0]).toBeLessThan(300);
  });

  it('reaches a variant at weight 0 by name', async () => {
    const { invoke } = world({ 'shop-v2': { ...HEALTHY, errorRate: 0, responseBody: 'hello' } });
    const { Body, InvokedProductionVariant } = await invoke({ TargetVariant: 'candidate', InferenceId: 'x' });
    expect([Buffer.from(Body).toString(), InvokedProductionVariant]).toEqual(['hello', 'candidate']);
  });

  it('splits requests by weight', async () => {
    const { sagemaker, invoke, pass } = world();
    sagemaker.changeWeights('shop', { baseline: 3, candidate: 1 });
    await pass(30);
    let candidates = 0;
    for (let index = 0; index < 400; index++) {
      const answer = await invoke().catch(() => ({}));
      if (answer.InvokedProductionVariant === 'candidate') candidates++;
    }
    expect(candidates).toBeGreaterThan(70);
    expect(candidates).toBeLessThan(130);
  });

  it('waits on the clock when nothing else is given', async () => {
    const { clock, sagemaker } = withCandidate(
      createWorld({ workload: workload(0, { 'shop-v1': { errorRate: 0, latency: { p50: 2, p99: 2 } } }) }),
    );
    let isAnswered = false;
    const invoke = async (): Promise<void> => {
      await callOn(sagemaker.runtime)('InvokeEndpoint', { EndpointName: 'shop', Body: BODY });
      isAnswered = true;
    };
    const answer = invoke();
    await clock.run(() => isAnswered);
    await answer;
    expect(clock.now() - START).toBe(2000);
  });

  it.each([
    [
      '5xx' as const,
      500,
      'Received server error (500) from primary with message "Internal Server Error". See https://',
    ],
    ['4xx' as const, 400, 'Received client error (400) from primary with message'],
    ['model' as const, 0, 'Received server error (0) from primary with message'],
  ])('fails as a ModelError when the model fails with %s', async (errorKind, OriginalStatusCode, message) => {
    const { invoke } = world({ 'shop-v1': { ...HEALTHY, errorRate: 1, errorKind } });
    await expect(invoke()).rejects.toMatchObject({
      name: 'ModelError',
      status: 424,
      message: expect.stringContaining(message),
      fields: { OriginalStatusCode },
    });
  });

  it('gives up on a model after a minute', async () => {
    const { invoke, slept } = world({ 'shop-v1': { errorRate: 0, latency: { p50: 90, p99: 90 } } });
    await expect(invoke()).rejects.toMatchObject({ name: 'ModelError', fields: { OriginalStatusCode: 0 } });
    expect(slept).toEqual([60_000]);
  });

  it('always fails where the scenario says that smoke tests do', async () => {
    const { invoke } = world({ 'shop-v2': { ...HEALTHY, errorRate: 0, smokeFails: true } });
    await expect(invoke({ TargetVariant: 'candidate' })).rejects.toMatchObject({ name: 'ModelError' });
    await expect(invoke()).resolves.toBeDefined();
  });

  it('leaves metrics of its own but is not user traffic', async () => {
    const { invoke, data, sagemaker } = world({ 'shop-v1': { ...HEALTHY, errorRate: 1 } });
    await expect(invoke()).rejects.toThrow('Internal Server Error');
    expect(sumOf(data, 'Invocations', 'baseline')).toBe(1);
    expect(sumOf(data, 'Invocation5XXErrors', 'baseline')).toBe(1);
    expect(data.map(({ timestamp }) => timestamp)).toEqual(Array(7).fill(START));
    expect(sagemaker.served('shop')).toEqual([]);
  });

  it.each([
    ['an unknown endpoint', { EndpointName: 'gone' }, 'Endpoint gone of account 111122223333 not found.'],
    ['a name in another case', { EndpointName: 'Shop' }, 'Endpoint Shop of account 111122223333 not found.'],
    ['an unknown variant', { TargetVariant: 'green' }, 'Variant green of endpoint shop not found.'],
    [
      'no body',
      { Body: undefined },
      "1 validation error detected: Value null at 'body' failed to satisfy constraint: Member must not be null",
    ],
  ])('refuses %s with the ValidationError of the runtime', async (_, input, message) => {
    await expect(world().invoke(input)).rejects.toMatchObject({ name: 'ValidationError', message });
  });

  it('finds no endpoint that is only being created', async () => {
    const { call, invoke } = world();
    call('CreateEndpoint', { EndpointName: 'new', EndpointConfigName: 'shop-config' });
    await expect(invoke({ EndpointName: 'new' })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('says so when it is asked for more than it can do', async () => {
    await expect(world().invoke({ SessionId: 'NEW_SESSION' })).rejects.toMatchObject({
      name: 'NotEmulated',
      message: expect.stringContaining('InvokeEndpoint with SessionId'),
    });
  });
});
