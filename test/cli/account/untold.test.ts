import { AwsError } from '../../../lib/emulator/service';
import { deploy } from './deployed';

jest.setTimeout(60_000);

describe('rollouts, while the bus takes no events of a release that has ended', () => {
  it('counts it with the ended ones', async () => {
    const deployed = await deploy();
    try {
      deployed.stage.emulator.intercept((call, next) =>
        call.operation === 'PutEvents' ? Promise.reject(new AwsError('ThrottlingException', 'Rate exceeded')) : next(),
      );
      await deployed.run(['launch', 'blueprint.yaml']);
      await deployed.until(['status'], /fraud-detector\/1/);
      await deployed.run(['abort', 'fraud-detector', '--reason', 'as a test']);
      await deployed.until(['list'], /rolled back/);
      expect((await deployed.run(['status'])).out).toContain('no release is live');
    } finally {
      await deployed.close();
    }
  });
});
