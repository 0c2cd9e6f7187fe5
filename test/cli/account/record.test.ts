import { parse } from 'yaml';
import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { rollouts } from '../support';
import { deploy, type Deployed } from './deployed';

const SHORT = `
id: fraud-v42
endpoint: fraud-detector
model: fraud-detector-v42
phases:
  - { name: canary, traffic: 20%, bake: 4m }
  - { name: full, traffic: 100%, bake: 4m }
`;

interface Entry {
  sequence: number;
  actor: string;
  hash: string;
}

interface Exported {
  head: { head: string; sequence: number };
  entries: Entry[];
}

describe('the record of what happened', () => {
  let account: Deployed;
  let exported: string;

  beforeAll(async () => {
    account = await deploy({}, SHORT);
    await account.run(['launch', 'blueprint.yaml', '--watch']);
    await account.run(['rollback', 'fraud-detector', '--reason', 'the shop wants it', '--watch']);
    exported = (await account.run(['audit', 'export', 'fraud-detector'])).out;
  }, 60_000);
  afterAll(() => account.close());

  it('is an unbroken chain in the table', async () => {
    const { code, out } = await account.run(['audit', 'verify']);
    expect(out).toMatch(/^fraud-detector: \d\d entries, unbroken; head [0-9a-f]{64}\n$/);
    expect(code).toBe(0);
  });

  const verify = (change: (trail: Exported) => void, more: readonly string[] = []) => {
    const trail: Exported = JSON.parse(exported);
    change(trail);
    return rollouts(['audit', 'verify', '--file', 'trail.json', ...more], {
      files: { 'trail.json': JSON.stringify(trail) },
    });
  };

  it('is an unbroken chain in an export, without an account', async () => {
    expect(await verify(() => {})).toMatchObject({ code: 0, err: '' });
  });

  it.each<[string, (trail: Exported) => void, string]>([
    ['an altered entry', ({ entries }) => Object.assign(entries[2] ?? {}, { actor: 'nobody' }), 'entry 3 was altered'],
    ['a removed entry', ({ entries }) => entries.splice(4, 1), 'entry 5 is missing or out of order: found entry 6'],
    [
      'swapped entries',
      ({ entries }) => entries.splice(1, 2, ...entries.slice(1, 3).toReversed()),
      'entry 2 is missing or out of order',
    ],
    ['a cut-off end', ({ entries }) => entries.pop(), 'the chain ends at entry'],
  ])('shows %s', async (_what, change, fault) => {
    const { code, out } = await verify(change);
    expect(out).toContain(`fraud-detector: BROKEN: ${fault}`);
    expect(code).toBe(1);
  });

  it('shows a cut-off end whose head was cut off too, to whoever has noted the head down', async () => {
    const { head } = JSON.parse(exported).head;
    const cut = (trail: Exported) => {
      trail.entries.pop();
      const last = trail.entries.at(-1);
      trail.head = { head: last?.hash ?? '', sequence: last?.sequence ?? 0 };
    };
    expect((await verify(cut)).code).toBe(0);
    const { code, out } = await verify(cut, ['--head', head]);
    expect(out).toContain(`no entry has the hash ${head}`);
    expect(code).toBe(1);
  });

  it.each([
    ['not a trail', '[]', 'trail.json is no audit trail'],
    ['not JSON', 'entries:', 'trail.json is not JSON'],
  ])('refuses a file that is %s', async (_what, text, message) => {
    const { code, err } = await rollouts(['audit', 'verify', '--file', 'trail.json'], {
      files: { 'trail.json': text },
    });
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('adds up to a report', async () => {
    const { out } = await account.run(['report', '--last', '7d', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      overall: {
        now: {
          releases: 1,
          perWeek: 1,
          successRate: 1,
          changeFailureRate: 1,
          outcomes: { completed: 1 },
          waitingSeconds: 0,
        },
        before: { releases: 0 },
      },
      releases: [
        { number: 1, outcome: 'completed' },
        { number: 2, outcome: 'rolled_back' },
      ],
    });
    const { now } = JSON.parse(out).overall;
    // A fifth of 6,000 requests a minute for about 5 minutes, then all of them until the final fleet has taken over.
    expect(now.candidateRequests).toBeGreaterThan(40_000);
    expect(now.cost).toBeGreaterThan(0.1);
    expect(now.cost).toBeLessThan(1);
  });

  it('is a table for people, and one page without anything from elsewhere', async () => {
    const { out: table } = await account.run(['report', 'fraud-detector', '--last', '7d']);
    expect(table).toMatch(/ {2}success rate +100% +-\n/);
    const { out: page } = await account.run(['report', '--html']);
    expect(page).toContain('<svg viewBox="0 0 720 140" role="img"');
    expect(page).not.toMatch(/https?:|<script|<link|@import|url\(/);
  });

  it('counts by prices of your own', async () => {
    const files = { 'prices.yaml': 'ml.m5.large: 1000' };
    const { out } = await rollouts(['report', '--json', '--prices', 'prices.yaml', '--endpoint-url', account.url], {
      files,
      now: () => account.stage.emulator.clock.now(),
    });
    expect(JSON.parse(out).overall.now.cost).toBeGreaterThan(500);
  });

  it.each([
    [['report', '--last', '30'], '--last is "30"'],
    [['report', '--until', 'tomorrow'], '--until is "tomorrow"'],
    [['report', '--json', '--html'], '--json and --html are two forms'],
    [['audit'], 'what to do is missing'],
    [['audit', 'forge'], 'cannot forge an audit trail'],
    [['audit', 'export'], 'ENDPOINT is missing'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await account.run(argv);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('drafts a blueprint from what is live, which is valid as it stands', async () => {
    const { out } = await account.run(['init', 'fraud-detector', '--model', 'fraud-detector-v43']);
    expect(out).toContain('# A release to endpoint fraud-detector. Now fraud-detector-before serves as AllTraffic');
    const parsed = parseBlueprint(parse(out));
    expect(parsed).toMatchObject({
      ok: true,
      blueprint: { model: 'fraud-detector-v43', phases: [{ traffic: 10 }, {}, {}] },
    });
    const missing = await account.run(['init', 'nothing-here']);
    expect(missing.err).toContain('there is no endpoint nothing-here');
    expect(missing.code).toBe(1);
  });
});
