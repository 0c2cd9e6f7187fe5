import { AwsError } from '../../../lib/emulator/service';
import { deploy, type Deployed } from './deployed';

const SHORT = `
endpoint: fraud-detector
model: fraud-detector-v42
phases:
  - { name: canary, traffic: 20%, bake: 4m }
  - { name: full, traffic: 100%, bake: 4m }
`;

const ESC = '\u001B';

describe('rollouts watch on a screen', () => {
  let account: Deployed;
  beforeAll(async () => {
    account = await deploy({}, SHORT);
  });
  afterAll(() => account.close());

  it('draws one frame over the other, survives a lost connection, and ends with why', async () => {
    await account.run(['launch', 'blueprint.yaml']);
    await account.until(['status'], /watching phase canary/);
    let fails = 3;
    account.stage.emulator.intercept((call, next) => {
      // Three attempts of the client's own make one that is lost.
      const isOurs =
        call.invocation === undefined && `${call.service}.${call.operation}` === 'SageMaker.DescribeEndpoint';
      if (!isOurs || fails-- <= 0) return next();
      throw new AwsError('InternalFailure', 'try again', 500);
    });
    const { code, out } = await account.run(['watch', 'fraud-detector'], { isTerminal: true });
    const frames = out.split(new RegExp(`${ESC}\\[\\d+F${ESC}\\[0J`));
    expect(frames.length).toBeGreaterThan(20);
    expect(out).toContain('the connection is lost (try again); trying again');
    expect(frames.some((frame) => frame.includes('▶\u001B[22m canary') && /█+░+ \d+s of 4m/.test(frame))).toBe(true);
    expect(frames.some((frame) => frame.includes('watching the final variant'))).toBe(true);
    const lines = frames.map((frame) => frame.split('\n').length - 1);
    const moves = Array.from(out.matchAll(new RegExp(`${ESC}\\[(\\d+)F`, 'g')), ([, up]) => Number(up));
    expect(moves).toEqual(lines.slice(0, -1));
    expect(frames.at(-1)).toContain('\u001B[32mcompleted\u001B[39m');
    expect(code).toBe(0);
  });

  it.each(['5', '1ms', '2h'])('refuses to look every %s', async (every) => {
    const { code, err } = await account.run(['watch', 'fraud-detector', '--every', every]);
    expect(err).toContain(`--every is "${every}"`);
    expect(code).toBe(2);
  });
});
