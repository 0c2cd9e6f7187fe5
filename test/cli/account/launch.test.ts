import { BLUEPRINT, deploy, type Deployed } from './deployed';

const NO_GATE = BLUEPRINT.replace(', gate: { within: 4h }', '');

describe('rollouts launch --watch', () => {
  let account: Deployed;
  afterEach(() => account.close());

  it('tells a healthy release one line a step, and a pipeline that it is done', async () => {
    account = await deploy({}, NO_GATE);
    const { code, out, err } = await account.run(['launch', 'blueprint.yaml', '--watch', '--reason', 'better recall']);
    expect(err).toContain('arn:aws:states:us-east-1:123456789012:execution:Rollouts-canary:fraud-v42-20260105T091000Z');
    expect(err).toContain('https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/');
    const steps = out.trimEnd().split('\n');
    expect(steps).toHaveLength(13);
    expect(steps[0]).toMatch(/comes in as a canary release, started by emulator: better recall$/);
    expect(steps[3]).toMatch(/^2026-01-05 09:15:\d\dZ {2}→ ██░{18} 10 % candidate, 90 % baseline \(phase canary\)$/);
    expect(steps.at(-1)).toBe('fraud-detector/1 completed: fraud-detector-v42 met every gate');
    expect(code).toBe(0);

    const told = account.stage.emulator.sns.messages(account.stage.deployed.outputs['TeamTopicArn'] ?? '');
    expect(told.map(({ subject }) => subject)).toEqual([
      '[Rollouts] Release fraud-detector/1 has begun',
      '[Rollouts] Release fraud-detector/1 has completed',
    ]);

    const explained = await account.run(['explain', 'fraud-detector/1']);
    expect(explained.out).toMatch(/outcome +completed/);
    expect(explained.out).toContain('✓ phase half, 50% for');
    expect(explained.out).toMatch(
      /list price +US\$ 0\.\d\d: 1\.\d+ instance-hours of ml\.m5\.large beside the baseline/,
    );
    expect(explained.out).toContain('execution arn:aws:states:us-east-1:123456789012:execution:Rollouts-canary:');
    const history = await account.run(['history', 'fraud-detector', '--json']);
    expect(JSON.parse(history.out)).toMatchObject([{ number: 1, id: 'fraud-v42', outcome: 'completed' }]);
    expect((await account.run(['list'])).out).toMatch(
      /fraud-detector\/1 +fraud-v42 .* completed, fraud-detector-v42 serves/,
    );

    const elsewhere = await account.run(['rollback', 'fraud-detector', '--to', '1', '--reason', 'no']);
    expect(elsewhere.err).toContain('fraud-detector-v42 serves fraud-detector already');
    expect(elsewhere.code).toBe(1);
    const back = await account.run(['rollback', 'fraud-detector', '--reason', 'the shop wants it', '--watch']);
    expect(back.out).toContain('all traffic is back on fraud-detector-before');
    expect(back).toMatchObject({ code: 0 });
    const nothing = await account.run(['rollback', 'fraud-detector', '--reason', 'once more']);
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain(
      'the last rollback, fraud-detector/2, has gone back already, from fraud-detector-v42',
    );
  });

  it('ends with 1 when the release rolls back, and says why in one place', async () => {
    account = await deploy({ candidate: { errorRate: '40%' } }, NO_GATE);
    const { code, out } = await account.run(['launch', 'blueprint.yaml', '--watch', '--json']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line): { kind: string } => JSON.parse(line));
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(['started', 'entry', 'end']));
    expect(lines.at(-1)).toMatchObject({ ended: { outcome: 'rolled_back', breach: { trigger: 'alarm' } } });
    expect(code).toBe(1);
    const paged = account.stage.emulator.sns.messages(account.stage.deployed.outputs['IncidentTopicArn'] ?? '');
    expect(paged.map(({ subject }) => subject)).toEqual(['[Rollouts] Release fraud-detector/1 was rolled back']);
    expect(paged[0]?.message).toContain('Users are safe; somebody should find out why.');
    const { out: why } = await account.run(['explain', 'fraud-detector']);
    expect(why).toMatch(/outcome +rolled back/);
    expect(why).toMatch(/reason +error_rate \(limit < 1%\): (39|40)\.\d\d % of the requests failed/);
    expect(why).toMatch(/way back +alarm at .*all traffic back, verified, after/);
  });

  it('foresees what becomes of a version in the Model Registry', async () => {
    const version = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud-models/7';
    const ofVersion = NO_GATE.replace(/^model: .*$/m, `modelPackage: ${version}`);
    account = await deploy({ modelPackage: 'Rejected' }, ofVersion);
    const rejected = await account.run(['launch', 'blueprint.yaml', '--dry-run']);
    expect(rejected.out + rejected.err).toContain(`model package ${version} is Rejected, not Approved`);
    account.stage.emulator.sageMaker.decideOnModelPackage(version, { approval: 'Approved' });
    const approved = await account.run(['launch', 'blueprint.yaml', '--dry-run']);
    expect(approved.out).toContain(`The model is made of ${version}.`);
    expect(approved).toMatchObject({ code: 0 });
  });

  it('ends with 2 when the release is refused', async () => {
    account = await deploy({ endpoint: { exists: false } }, NO_GATE);
    const { code, err } = await account.run(['launch', 'blueprint.yaml', '--watch']);
    expect(err).toContain('endpoint fraud-detector does not exist, so there is no baseline to compare with');
    expect(code).toBe(2);
    const dry = await account.run(['launch', 'blueprint.yaml', '--dry-run']);
    expect(dry.out).toContain('would be refused: endpoint fraud-detector does not exist');
    expect(dry.code).toBe(2);
  });
});
