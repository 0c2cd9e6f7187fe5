import { deploy, type Deployed } from './deployed';

const ENDPOINT = 'fraud-detector';

const bringing = (version: number) => `
id: fraud-v${version}
endpoint: ${ENDPOINT}
model: fraud-detector-v${version}
strategy: standard
phases: [{ name: full, traffic: 100%, bake: 4m }]
`;

describe('rollouts rollback --to', () => {
  let account: Deployed;
  const back = (...argv: readonly string[]) => account.run(['rollback', ENDPOINT, '--reason', 'analysts ask', ...argv]);
  const launch = async (version: number) => {
    const { code } = await account.run(['launch', 'blueprint.yaml', '--watch'], { blueprint: bringing(version) });
    expect(code).toBe(0);
  };
  const snapshot = () => account.stage.emulator.sageMaker.snapshot(ENDPOINT);
  const serves = () =>
    snapshot()?.variants.map(({ name, models, currentInstances }) => [name, models, currentInstances]);

  beforeAll(async () => {
    account = await deploy({}, bringing(1));
    for (const version of [2, 3, 4]) account.stage.emulator.sageMaker.putModel(`fraud-detector-v${version}`);
    for (const version of [1, 2, 3]) await launch(version);
    await account.stage.emulator.call(
      'SageMaker',
      'UpdateEndpointWeightsAndCapacities',
      { EndpointName: ENDPOINT, DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 4 }] },
      {},
    );
    await account.pass(300);
  }, 60_000);
  afterAll(() => account.close());

  it('shows where it would lead, by number or by blueprint', async () => {
    const { out, code } = await back('--to', 'fraud-v1', '--dry-run');
    expect(out.split('\n')).toEqual([
      'would return fraud-detector from fraud-detector-v3 to fraud-detector-v1, as fraud-detector/1 left it; nothing was done',
      'from  fraud-detector-v3  fraud-detector-r3-final                4 instances of ml.m5.large',
      'to    fraud-detector-v1  fraud-detector-r4-final (made for it)  4 instances of ml.m5.large',
      '',
    ]);
    expect(code).toBe(0);
    const shown = JSON.parse((await back('--to', 'fraud-v1', '--dry-run', '--json')).out);
    expect(shown).toMatchObject({
      dryRun: true,
      input: { endpoint: ENDPOINT, actor: 'emulator', reason: 'analysts ask', to: 1 },
      release: 4,
      from: { model: 'fraud-detector-v3', config: 'fraud-detector-r3-final', instances: 4 },
      to: { model: 'fraud-detector-v1', config: 'fraud-detector-r4-final', instances: 4, made: true },
    });
    expect((await back('--to', 'previous', '--dry-run')).out).toContain(
      'to    fraud-detector-v2  fraud-detector-r2-final  4 instances',
    );
  });

  it.each([
    ['9', 'there is no release fraud-detector/9 of fraud-detector to go back to'],
    ['fraud-v9', 'there is no release fraud-v9 of fraud-detector to go back to'],
    ['3', 'fraud-detector-v3 serves fraud-detector already'],
  ])('refuses %s before anything changes', async (to, reason) => {
    const { code, err } = await back('--to', to);
    expect(err).toContain(reason);
    expect(code).toBe(1);
  });

  it('goes back to the first of three releases, on as many instances as serve now', async () => {
    const { out, code } = await back('--to', 'fraud-detector/1', '--watch');
    expect(out).toContain('going back (person): emulator asked to go back to fraud-detector/1: analysts ask');
    expect(out).toContain('all traffic is back on fraud-detector-v1');
    expect(code).toBe(0);
    expect(serves()).toEqual([['AllTraffic', ['fraud-detector-v1'], 4]]);
    expect((await account.run(['doctor'])).out).toBe('one endpoint looked at, nothing found\n');
  });

  it('tells it truthfully afterwards', async () => {
    expect((await account.run(['list'])).out).toMatch(/fraud-detector\/4 .* rolled back, fraud-detector-v1 serves/);
    const history = JSON.parse((await account.run(['history', ENDPOINT, '--json'])).out);
    expect(history[0]).toMatchObject({
      number: 4,
      outcome: 'rolled_back',
      servingModel: 'fraud-detector-v1',
      breach: { trigger: 'person', reason: 'emulator asked to go back to fraud-detector/1: analysts ask' },
    });
    const { out: why } = await account.run(['explain', `${ENDPOINT}/4`]);
    expect(why).toMatch(/serves now +fraud-detector-v1/);
    expect(why).toMatch(/candidate +fraud-detector-v3 as candidate-3/);
    const report = JSON.parse((await account.run(['report', ENDPOINT, '--json'])).out);
    // The third release did harm, the second did not, and the return is no release of something new.
    expect(report.overall.now).toMatchObject({ releases: 3, rollbackRate: 0, changeFailureRate: 1 / 3 });
    expect((await account.run(['audit', 'verify'])).code).toBe(0);
  });

  it('goes forth again only for whoever says so', async () => {
    const again = await back();
    expect(again.err).toContain('the last rollback, fraud-detector/4, has gone back already, from fraud-detector-v3');
    expect(again.code).toBe(1);
    expect((await back('--to', '1')).err).toContain('fraud-detector-v1 serves fraud-detector already');
    const forth = await back('--to', 'previous', '--watch');
    expect(forth.out).toContain('all traffic is back on fraud-detector-v3');
    expect(serves()).toEqual([['AllTraffic', ['fraud-detector-v3'], 4]]);
    expect((await back('--to', '4', '--watch')).out).toContain('all traffic is back on fraud-detector-v1');
  });

  it('lets the next release begin where it left off', async () => {
    await launch(4);
    const history = JSON.parse((await account.run(['history', ENDPOINT, '--json'])).out);
    expect(history[0]).toMatchObject({
      number: 7,
      outcome: 'completed',
      plan: { baseline: { model: 'fraud-detector-v1', config: 'fraud-detector-r6-final', instances: 4 } },
    });
    expect(serves()).toEqual([['AllTraffic', ['fraud-detector-v4'], 4]]);
    expect((await account.run(['doctor'])).out).toBe('one endpoint looked at, nothing found\n');
    expect((await back('--dry-run')).out).toContain('to    fraud-detector-v1  fraud-detector-r6-final');
  });

  it('says what to do when the model is gone', async () => {
    await account.stage.emulator.call('SageMaker', 'DeleteModel', { ModelName: 'fraud-detector-v2' }, {});
    const { err, code } = await back('--to', '2');
    expect(err).toContain('model fraud-detector-v2 does not exist any more; create it again under this name');
    expect(code).toBe(1);
  });

  it('takes a live release back only where that is where it was to go', async () => {
    await account.run(['launch', 'blueprint.yaml'], { blueprint: bringing(3) });
    await account.until(['status', ENDPOINT], /watching phase full/);
    const elsewhere = await back('--to', '1');
    expect(elsewhere.err).toContain('release 8 of fraud-detector is live and goes back to fraud-detector-v4, not to');
    expect(elsewhere.code).toBe(1);
    expect((await back('--to', 'fraud-v4', '--watch')).out).toContain('all traffic is back on fraud-detector-v4');
  });
});
