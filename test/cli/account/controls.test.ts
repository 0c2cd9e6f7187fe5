import { deploy, type Deployed } from './deployed';

const WHY = ['--reason', 'the graphs look odd'];

describe('a person in charge', () => {
  let account: Deployed;
  beforeAll(async () => {
    account = await deploy();
  });
  afterAll(() => account.close());

  it('sees in a dry run what a launch would do, and that nothing was done', async () => {
    const { code, out } = await account.run(['launch', 'blueprint.yaml', '--dry-run']);
    expect(out).toContain(
      'would start arn:aws:states:us-east-1:123456789012:stateMachine:Rollouts-canary; nothing was started',
    );
    expect(code).toBe(0);
    expect((await account.run(['list'])).out).toContain('no endpoint has had a release yet');
  });

  it('launches, and is told how to watch', async () => {
    const { code, out } = await account.run(['launch', 'blueprint.yaml']);
    expect(out).toContain('watch it with `rollouts watch fraud-detector`');
    expect(code).toBe(0);
  });

  it('is refused a second launch, with the name of the first', async () => {
    await account.until(['status'], /fraud-detector\/1/);
    const { code, err } = await account.run(['launch', 'blueprint.yaml']);
    expect(err).toContain('endpoint fraud-detector is held by release fraud-detector/1 (fraud-v42)');
    expect(code).toBe(2);
  });

  it('pauses a bake, and is told when that takes effect', async () => {
    await account.until(['status', 'fraud-detector'], /watching phase canary/);
    const planned = await account.run(['pause', 'fraud-detector', ...WHY, '--dry-run']);
    expect(planned.out).toMatch(
      /^would pause fraud-detector\/1 as emulator, with effect at the next look, 2026-01-05 09:1\d:\d\dZ/,
    );
    const { code, out } = await account.run(['pause', 'fraud-detector', ...WHY]);
    expect(out).toMatch(/^fraud-detector\/1: pause as emulator, with effect at the next look, /);
    expect(code).toBe(0);
    const { out: held } = await account.until(['status', 'fraud-detector'], /holding/);
    expect(held).toContain('holding (pause): emulator paused it: the graphs look odd');
    expect(held).toMatch(/without a word it goes back at 2026-01-06 09:\d\d:\d\dZ/);
  });

  it('sees both variants, the traffic and the evidence while it is held', async () => {
    await account.pass(300);
    const { out } = await account.run(['status', 'fraud-detector']);
    expect(out).toMatch(/baseline +AllTraffic +5\d\d\d +0(\.\d+)?% +\d+/);
    expect(out).toMatch(/candidate +candidate-1 +[4-7]\d\d +0(\.\d+)?% +\d+/);
    expect(out).toContain('██░░░░░░░░░░░░░░░░░░ 10% candidate, 90% baseline');
    expect(out).toContain('error_rate (limit < 1%):');
  });

  it('resumes at once', async () => {
    const { out } = await account.run(['resume', 'fraud-detector']);
    expect(out).toBe('fraud-detector/1: resume as emulator, with effect at once\n');
    const again = await account.run(['resume', 'fraud-detector']);
    expect(again.code).toBe(1);
    expect(again.err).toContain('cannot resume fraud-detector/1: it is not paused');
  });

  it('skips a bake and stands before the gate, which wants a word of its own', async () => {
    await account.run(['promote', 'fraud-detector/1', ...WHY]);
    const { out } = await account.until(['status', 'fraud-detector'], /holding \(gate\)/);
    expect(out).toContain('phase half (50 % of the traffic) waits for approval');
  });

  it('opens this gate by its name, and no other', async () => {
    const wrong = await account.run(['approve', 'fraud-detector', 'full', ...WHY]);
    expect(wrong.err).toContain('cannot approve fraud-detector/1: it waits at the gate of phase half');
    expect(wrong.code).toBe(1);
    expect((await account.run(['approve', 'fraud-detector', ...WHY])).err).toContain('PHASE is missing');
    const { code, out } = await account.run(['approve', 'fraud-detector', 'half', ...WHY]);
    expect(out).toBe('fraud-detector/1: approve as emulator, with effect at once\n');
    expect(code).toBe(0);
    await account.until(['status', 'fraud-detector'], /watching phase half/);
  });

  it('aborts at once, and everything is back', async () => {
    const { out } = await account.run(['abort', 'fraud-detector', ...WHY]);
    expect(out).toBe('fraud-detector/1: abort as emulator, with effect at once\n');
    const { code, out: watched } = await account.run(['watch', 'fraud-detector']);
    expect(watched).toContain('» emulator says abort: the graphs look odd');
    expect(watched).toContain('all traffic is back on fraud-detector-before');
    expect(watched).toMatch(/fraud-detector\/1 rolled back: emulator (aborted|asked for) it: the graphs look odd\n$/);
    expect(code).toBe(1);
  });

  it('is told what to do when nothing is live', async () => {
    const { code, err } = await account.run(['pause', 'fraud-detector', ...WHY]);
    expect(err).toContain('cannot pause: no release of fraud-detector is live; `rollouts history fraud-detector`');
    expect(code).toBe(1);
  });

  it.each([
    [['pause', 'fraud-detector'], '--reason is missing'],
    [['abort', 'fraud-detector', '--reason', '  '], '--reason is missing'],
    [['abort', 'fraud/detector', ...WHY], '"fraud/detector" names no release'],
    [['history', 'fraud-detector', '--limit', '0'], '--limit is "0"'],
  ])('is refused %j', async (argv, message) => {
    const { code, err } = await account.run(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('is told which stack, Region and account were looked at', async () => {
    const { code, err } = await account.run(['list', '--stack', 'Elsewhere']);
    expect(err).toContain('there is no stack Elsewhere in us-east-1 of account 123456789012');
    expect(code).toBe(1);
  });
});
