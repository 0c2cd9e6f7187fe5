import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollouts } from '../cli/support';
import { performExample, playExample, playStory } from './support';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

function example(path: string): string {
  return readFileSync(join(EXAMPLES, path), 'utf8');
}

/** Runs `rollouts rehearse` on example files. */
function rehearse(blueprint: string, scenario: string, ...options: string[]) {
  const files = { 'blueprint.yaml': example(blueprint), 'scenario.yaml': example(`scenarios/${scenario}.yaml`) };
  return rollouts(['rehearse', 'blueprint.yaml', '--scenario', 'scenario.yaml', ...options], { files });
}

describe('rollouts rehearse --json', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const first = await rehearse('standard.yaml', 'smoke-test-fails', '--json', '--history');
    const again = await rehearse('standard.yaml', 'smoke-test-fails', '--json', '--history');
    const other = await rehearse('standard.yaml', 'smoke-test-fails', '--json', '--history', '--seed', '2');
    expect(again.out).toBe(first.out);
    expect(other.out).not.toBe(first.out);
    expect(first.err).toBe('');
  });

  it('gives the same bytes for a long release with faults', async () => {
    const reports = [await performExample('bad-day-for-aws'), await performExample('bad-day-for-aws')];
    const [first, again] = reports.map(({ report }) => JSON.stringify(report));
    expect(again).toBe(first);
  });

  it('writes one object with every field that docs/rehearsal.md explains', async () => {
    const { out, code } = await rehearse('canary.yaml', 'breach-at-50', '--json', '--history');
    const report = JSON.parse(out) as Readonly<Record<string, unknown>>;
    expect(code).toBe(1);
    const page = readFileSync(join(EXAMPLES, '..', 'docs', 'rehearsal.md'), 'utf8');
    expect(Object.keys(report).filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
    expect(report).toMatchObject({
      release: 'fraud-detector-v42',
      endpoint: 'fraud-detector',
      strategy: 'canary',
      outcome: 'rolled_back',
      startedAt: '2026-01-05T09:10:00.000Z',
      transitions: { canary: expect.any(Number), standard: 0, rollback: expect.any(Number) },
      calls: { 'SageMaker.UpdateEndpoint': 2, 'SageMaker.UpdateEndpointWeightsAndCapacities': 3 },
    });
    const histories = Object.values(report['history'] as Readonly<Record<string, readonly unknown[]>>);
    expect(histories.length).toBeGreaterThanOrEqual(2);
    for (const history of histories) expect(history[0]).toMatchObject({ type: 'ExecutionStarted', id: 1 });
  });

  it('counts the users that the candidate served, and what failed', async () => {
    const { report } = await playStory({
      blueprint: { endpoint: 'search', model: 'search-v2', phases: [{ traffic: '100%', bake: '10m' }] },
      scenario: { traffic: { requestsPerMinute: 600 }, candidate: { errorRate: '0.5%' } },
    });
    const minutes = (Date.parse(report.endedAt) - Date.parse(report.phases[0]?.startedAt ?? '')) / 60_000;
    expect(report.candidate.requests / (600 * minutes)).toBeGreaterThan(0.9);
    expect(report.candidate.requests / (600 * minutes)).toBeLessThan(1.05);
    expect(report.candidate.errors / report.candidate.requests).toBeCloseTo(0.005, 2);
  });

  it('says what the orchestration costs, which is less than a cent for the 35-minute example', async () => {
    const { report } = await playExample('canary-completes');
    expect(report.cost.total).toBeLessThan(0.01);
    expect(report.cost.total).toBeCloseTo(report.cost.transitions + report.cost.lambda + report.cost.table, 5);
    expect(report.cost.transitions).toBeCloseTo((report.transitions.canary * 0.025) / 1000, 6);
  });
});

describe('the exit code of rollouts rehearse', () => {
  it.each([
    ['first-deployment.yaml', 'first-deployment', [], 0],
    ['standard.yaml', 'smoke-test-fails', [], 1],
    ['pauses.yaml', 'endpoint-deleted', [], 1],
    ['canary.yaml', 'alarm-is-missing', [], 2],
    ['standard.yaml', 'smoke-test-fails', ['--expect', 'rolled_back'], 0],
    ['first-deployment.yaml', 'first-deployment', ['--expect', 'rolled_back'], 1],
  ])('for %s with %s %j is %d', async (blueprint, scenario, options, code) => {
    expect(await rehearse(blueprint, scenario, ...options)).toMatchObject({ code });
  });

  it.each([
    ['a blueprint that is refused', { 'blueprint.yaml': 'endpoint: a', 'scenario.yaml': '' }, 'model is missing'],
    [
      'a scenario that is refused',
      { 'blueprint.yaml': 'endpoint: a\nmodel: b', 'scenario.yaml': 'seeds: 1' },
      'seeds is not a key of a scenario here',
    ],
    [
      'a scenario that is not for this blueprint',
      { 'blueprint.yaml': 'endpoint: a\nmodel: b', 'scenario.yaml': 'operator: [{ phase: few, do: pause }]' },
      'operator[0].phase is not in the blueprint',
    ],
    ['a scenario that is not there', { 'blueprint.yaml': 'endpoint: a\nmodel: b' }, 'cannot read scenario.yaml'],
  ])('for %s is 2, and nothing is rehearsed', async (_, files, told) => {
    const { code, out, err } = await rollouts(['rehearse', 'blueprint.yaml', '--scenario', 'scenario.yaml'], { files });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(told);
  });
});

describe('the log of rollouts rehearse', () => {
  it('tells the story, and ends with what matters', async () => {
    const { out, err } = await rehearse('canary.yaml', 'breach-at-50');
    expect(err).toBe('');
    expect(out).toMatch(
      /^T\+00:00:00 {2}▶ release 1 of fraud-detector: fraud-detector-v42 comes in as a canary release$/m,
    );
    expect(out).toMatch(/^T\+00:21:0\d {2}! incident on candidate: 4 % of the requests fail$/m);
    expect(out).toMatch(/^T\+00:2\d:\d\d {2}✗ going back \(kpi\): error_rate \(limit < 0\.5%\): /m);
    expect(out).toMatch(/^outcome +rolled back$/m);
    expect(out).toMatch(/^serving model +fraud-detector-before$/m);
    expect(out).toMatch(
      /^way back +triggered by kpi; detected [\d.]+ s, decided [\d.]+ s, shifted and verified [\d.]+ s/m,
    );
  });
});
