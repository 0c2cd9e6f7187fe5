import { BLUEPRINT, deploy, type Deployed } from './deployed';

const NEWER =
  BLUEPRINT.replace('fraud-v42', 'fraud-v43').replace(', gate: { within: 4h }', '') + 'supersede: replace\n';
const DRY = ['launch', 'blueprint.yaml', '--dry-run'];

describe('rollouts launch of a blueprint that replaces', () => {
  let account: Deployed;
  beforeAll(async () => {
    account = await deploy();
  });
  afterAll(() => account.close());

  it('starts at once where nobody holds the endpoint', async () => {
    const { code, out } = await account.run(DRY, { blueprint: NEWER });
    expect(out).toContain('An older release of the endpoint is aborted, and its end waited for.');
    expect(out).not.toContain('would abort');
    expect(code).toBe(0);
  });

  it('says in a dry run whom it would abort, and what cannot be known yet', async () => {
    await account.run(['launch', 'blueprint.yaml']);
    await account.until(['status', 'fraud-detector'], /watching phase canary/);
    const { code, out } = await account.run(DRY, { blueprint: NEWER });
    expect(out).toContain(
      'would abort it, and wait for its end: release fraud-detector/1 (fraud-v42) holds the endpoint',
    );
    expect(out).toContain('not checked: endpoint fraud-detector, because release 1 holds it');
    expect(code).toBe(0);
    expect((await account.run(['status', 'fraud-detector'])).out).toContain('watching phase canary');
  });

  it('foresees a refusal that no wait would mend', async () => {
    const unknown = NEWER.replace('model: fraud-detector-v42', 'model: no-such-model');
    const { code, out } = await account.run(DRY, { blueprint: unknown });
    expect(out).toContain('would be refused: model no-such-model does not exist');
    expect(code).toBe(2);
  });

  it('waits for the way back, says so, and watches its own release to the end', async () => {
    const { code, out, err } = await account.run(['launch', 'blueprint.yaml', '--watch'], { blueprint: NEWER });
    expect(err).toContain('fraud-v43 waits for the way back of release 1 (fraud-v42)\n');
    expect(err.match(/waits for/g)).toHaveLength(1);
    expect(out.trimEnd().split('\n').at(-1)).toBe('fraud-detector/2 completed: fraud-detector-v42 met every gate');
    expect(code).toBe(0);
  });

  it('tells of the other why it ended, and who took its place', async () => {
    const { out } = await account.run(['explain', 'fraud-detector/1']);
    expect(out).toMatch(/outcome +rolled back/);
    expect(out).toMatch(/reason +superseded by fraud-v43, started at \S+ as arn:\S+:fraud-v43-\d+T\d+Z/);
    expect(out).toMatch(/way back +superseded at .*all traffic back, verified, after/);
    expect(out).toMatch(/» superseded by fraud-v43/);
    const { code } = await account.run(['watch', 'fraud-detector/1']);
    expect(code).toBe(1);
    const report = await account.run(['report', 'fraud-detector', '--json']);
    expect(JSON.parse(report.out)).toMatchObject({ overall: { now: { releases: 2, changeFailureRate: 0 } } });
  });

  it('shows who waits while the way back lasts, and would wait as well', async () => {
    await account.run(['launch', 'blueprint.yaml']);
    await account.until(['status', 'fraud-detector'], /watching phase canary/);
    await account.run(['launch', 'blueprint.yaml'], { blueprint: NEWER });
    const { out } = await account.until(['status', 'fraud-detector'], /waits for its end/);
    expect(out).toContain('superseded by fraud-v43, started at');
    expect(out).toContain('fraud-v43 waits for its end');
    const again = await account.run(DRY, { blueprint: NEWER });
    expect(again.out).toContain('would wait for its end: release fraud-detector/3 (fraud-v42) holds the endpoint');
  });
});
