import { type Deployed, deploy } from './deployed';

jest.setTimeout(60_000);

/** A canary that ends by an abort. */
async function afterRelease(): Promise<Deployed> {
  const deployed = await deploy({ endpoint: { provisionTime: '60s', weightUpdateTime: '5s' } });
  await deployed.run(['launch', 'blueprint.yaml']);
  await deployed.pass(300);
  await deployed.run(['abort', 'fraud-detector', '--reason', 'as a test']);
  await deployed.pass(900);
  return deployed;
}

describe('rollouts doctor', () => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await afterRelease();
  });
  afterAll(() => deployed.close());

  it('finds nothing after a release that has put everything away', async () => {
    await expect(deployed.run(['doctor'])).resolves.toMatchObject({
      code: 0,
      out: 'one endpoint looked at, nothing found\n',
    });
  });

  it('finds and removes alarms and configs that nothing uses, and leaves all others alone', async () => {
    const { emulator } = deployed.stage;
    const alarm = (AlarmName: string) =>
      emulator.direct('CloudWatch', 'PutMetricAlarm', {
        AlarmName,
        Namespace: 'Shop',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      });
    const config = (EndpointConfigName: string) =>
      emulator.direct('SageMaker', 'CreateEndpointConfig', {
        EndpointConfigName,
        ProductionVariants: [
          {
            VariantName: 'a',
            ModelName: 'fraud-detector-v42',
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 1,
            InitialVariantWeight: 1,
          },
        ],
      });
    await alarm('rollouts/Rollouts/fraud-detector/1/error_rate');
    await alarm('rollouts/Rollouts/fraud-detector-eu/1/error_rate');
    await config('fraud-detector-r1-shared');
    await config('fraud-detector-r1-shared-by-hand');

    const found = await deployed.run(['doctor']);
    expect(found).toMatchObject({ code: 1 });
    expect(found.out).toContain('alarms of releases that have ended: rollouts/Rollouts/fraud-detector/1/error_rate\n');
    expect(found.out).toContain('endpoint config fraud-detector-r1-shared of a release is used by nothing');
    expect(found.out).not.toContain('by-hand');

    await expect(deployed.run(['doctor', '--fix'])).resolves.toMatchObject({ code: 0 });
    expect(emulator.cloudWatch.alarm('rollouts/Rollouts/fraud-detector/1/error_rate')).toBeUndefined();
    expect(emulator.cloudWatch.alarm('rollouts/Rollouts/fraud-detector-eu/1/error_rate')).toBeDefined();
    await expect(deployed.run(['doctor'])).resolves.toMatchObject({ code: 0 });
  });
});
