import { deploy } from './deployed';

jest.setTimeout(60_000);

describe('rollouts doctor, after scale-in was suspended for a release', () => {
  it('finds a suspension that no release needs any more, and ends it', async () => {
    const deployed = await deploy({
      endpoint: { provisionTime: '60s', weightUpdateTime: '5s', autoscaling: { min: 1, max: 4 } },
    });
    try {
      await deployed.run(['launch', 'blueprint.yaml']);
      await deployed.pass(300);
      await expect(deployed.run(['doctor'])).resolves.toMatchObject({ code: 0 });
      await deployed.run(['abort', 'fraud-detector', '--reason', 'as a test']);
      await deployed.pass(900);
      await expect(deployed.run(['doctor'])).resolves.toMatchObject({ code: 0 });
      await deployed.stage.emulator.direct('ApplicationAutoScaling', 'RegisterScalableTarget', {
        ServiceNamespace: 'sagemaker',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        ResourceId: 'endpoint/fraud-detector/variant/AllTraffic',
        SuspendedState: { DynamicScalingInSuspended: true },
      });

      const found = await deployed.run(['doctor']);
      expect(found).toMatchObject({ code: 1 });
      expect(found.out).toContain('autoscaling of AllTraffic may not scale in, though no release is live');
      await expect(deployed.run(['doctor', '--fix'])).resolves.toMatchObject({ code: 0 });
      await expect(deployed.run(['doctor'])).resolves.toMatchObject({ code: 0 });
      expect(deployed.stage.emulator.autoScaling.scale('fraud-detector', 'AllTraffic', 1)).toBe('scaling');
    } finally {
      await deployed.close();
    }
  });

  it('tells before a release begins that its limit is too small', async () => {
    const blueprint = 'endpoint: fraud-detector\nmodel: fraud-detector-v42\nmaxCapacity: 1\n';
    const deployed = await deploy({}, blueprint);
    try {
      const dry = await deployed.run(['launch', 'blueprint.yaml', '--dry-run']);
      expect(dry).toMatchObject({ code: 0 });
      expect(dry.out).toContain(
        'would warn: 100 % of the traffic needs 2 instances of the new model, and maxCapacity allows 1: the release will ask a person before phase 100%\n',
      );
      expect(dry.out).toContain('Capacity: as the baseline has it; never more than 1 of the new model.');
    } finally {
      await deployed.close();
    }
  });
});
