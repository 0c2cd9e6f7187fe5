import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import type { Problem } from '../../lib/domain/blueprint/problem';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { scenarioSchema } from '../../lib/rehearsal/scenario-schema';
import { keysOf } from './schema-keys';

const ROOT = join(__dirname, '..', '..');

function read(yaml: string, blueprint?: Parameters<typeof parseScenario>[1]): Scenario {
  const parsed = parseScenario(parse(yaml), blueprint);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

function refusal(yaml: string, blueprint?: Parameters<typeof parseScenario>[1]): readonly Problem[] {
  const parsed = parseScenario(parse(yaml), blueprint);
  return parsed.ok ? [] : parsed.problems;
}

const BLUEPRINT = (() => {
  const parsed = parseBlueprint({
    endpoint: 'search',
    model: 'search-v2',
    alarms: ['search-is-down'],
    kpi: {
      error_rate: '< 1%',
      clicks: { metric: { namespace: 'Shop', name: 'Clicks', kind: 'rate' }, limit: '> 5%' },
    },
    phases: [
      { name: 'few', traffic: '5%', bake: '10m' },
      { name: 'all', traffic: '100%', bake: '10m' },
    ],
  });
  if (!parsed.ok) throw new Error('the blueprint of this test is not valid');
  return parsed.blueprint;
})();

describe('a scenario', () => {
  it.each(['', '{}'])('may be empty (%j): a quiet day on an endpoint that serves', (text) => {
    expect(read(text)).toMatchObject({
      traffic: { requestsPerMinute: 6000 },
      endpoint: { variant: 'AllTraffic', instances: 2, provisionTime: 300, weightUpdateTime: 30, exists: true },
      incidents: [],
      operator: [],
      faults: [],
      seed: 1,
    });
  });

  it('reads durations in seconds and shares as fractions, as people write them', () => {
    const { endpoint, incidents, candidate } = read(`
      endpoint: { provisionTime: 7m30s, weightUpdateTime: 0 }
      candidate: { errorRate: 0.1%, latency: { p50: 40ms, p99: 1.2s } }
      incidents: [{ phase: few, after: 90s, for: 1h, errorRate: 12.5% }, { at: 0, metrics: { clicks: 2%, length: 7 } }]
    `);
    expect(endpoint).toMatchObject({ provisionTime: 450, weightUpdateTime: 0 });
    expect(candidate).toEqual({ errorRate: 0.001, latency: { p50: 0.04, p99: 1.2 } });
    expect(incidents).toMatchObject([
      { phase: 'few', after: 90, for: 3600, variant: 'candidate', errorRate: 0.125 },
      { at: 0, metrics: { clicks: 0.02, length: 7 } },
    ]);
  });

  it('takes traffic as a number or as points over time', () => {
    expect(read('traffic: { requestsPerMinute: 120 }').traffic.requestsPerMinute).toBe(120);
    expect(
      read('traffic: { requestsPerMinute: [{ at: 0, value: 10 }, { at: 2h, value: 20 }] }').traffic.requestsPerMinute,
    ).toEqual([
      { at: 0, value: 10 },
      { at: 7200, value: 20 },
    ]);
  });

  it('lets a call fail once and before it arrives, unless told otherwise', () => {
    expect(read('faults: [{ call: SageMaker.UpdateEndpoint, error: ThrottlingException }]').faults).toEqual([
      { call: 'SageMaker.UpdateEndpoint', error: 'ThrottlingException', times: 1, effect: 'before' },
    ]);
  });
});

describe('a scenario is refused', () => {
  it.each([
    ['an unknown key', 'trafic: {}', 'trafic', 'is not a key of a scenario here'],
    ['an unknown key further down', 'endpoint: { warmUp: 1m }', 'endpoint.warmUp', 'is not a key of a scenario here'],
    [
      'an unknown key of a fault, by the alternative that was meant',
      'faults: [{ call: SageMaker.UpdateEndpoint, error: Throttled, tims: 2 }]',
      'faults[0].tims',
      'is not a key of a scenario here',
    ],
  ])('for %s', (_, yaml, path, message) => {
    expect(refusal(yaml)).toMatchObject([{ path, message }]);
  });

  it.each([
    ['a number without a unit', 'incidents: [{ at: 90, errorRate: 5% }]', 'incidents[0].at', 'a duration such as'],
    ['a share that could be two', 'candidate: { errorRate: 0.5 }', 'candidate.errorRate', 'a share such as 0.5%'],
    ['a share above all', 'candidate: { errorRate: 120% }', 'candidate.errorRate', 'from 0% to 100%'],
    ['latencies the wrong way round', 'candidate: { latency: { p50: 2s, p99: 1s } }', 'candidate.latency', 'p50 above'],
    ['half an instance', 'endpoint: { instances: 1.5 }', 'endpoint.instances', 'how many, a whole number'],
    ['traffic in words', 'traffic: { requestsPerMinute: many }', 'traffic.requestsPerMinute', 'requests a minute'],
    ['no points', 'traffic: { requestsPerMinute: [] }', 'traffic.requestsPerMinute', ''],
    ['an incident without a moment', 'incidents: [{ errorRate: 5% }]', 'incidents[0]', 'either at: '],
    ['two moments', 'operator: [{ at: 1m, phase: few, do: pause }]', 'operator[0]', 'either at: '],
    ['after nothing', 'alarms: [{ after: 1m, name: a, state: ALARM }]', 'alarms[0]', 'or neither'],
    ['a word nobody knows', 'operator: [{ at: 1m, do: cancel }]', 'operator[0].do', 'promote, promote in full, pause'],
    ['an approval of no gate', 'operator: [{ at: 1m, do: approve }]', 'operator[0]', 'approve with `gate`'],
    ['a gate of a pause', 'operator: [{ at: 1m, do: pause, gate: few }]', 'operator[0]', 'approve with `gate`'],
    ['a call without a service', 'faults: [{ call: UpdateEndpoint, error: E }]', 'faults[0].call', 'Service.Operation'],
    ['a list that is none', 'incidents: { at: 1m }', 'incidents', 'array'],
    ['a scenario that is none', '- 1', '', 'object'],
  ])('for %s, and told what is allowed', (_, yaml, path, allowed) => {
    const [problem, ...more] = refusal(yaml);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path, message: 'cannot be read' });
    expect(problem?.allowed).toContain(allowed);
  });

  it('for everything that is wrong, at once', () => {
    const problems = refusal(
      'seeds: 1\nincidents: [{ at: soon, errorRate: lots }]\noperator: [{ at: 1m, do: cancel }]',
    );
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'incidents[0].at',
      'incidents[0].errorRate',
      'operator[0].do',
      'seeds',
    ]);
  });

  it.each([
    ['a phase', 'incidents: [{ phase: fwe, errorRate: 5% }]', 'incidents[0].phase', 'few, all'],
    ['a phase of an operator', 'operator: [{ phase: fwe, do: pause }]', 'operator[0].phase', 'few, all'],
    ['a gate', 'operator: [{ at: 1m, do: approve, gate: fwe }]', 'operator[0].gate', 'few, all'],
    ['a phase of a fault', 'faults: [{ phase: fwe, deleteEndpoint: true }]', 'faults[0].phase', 'few, all'],
    ['an alarm', 'alarms: [{ name: down, state: ALARM }]', 'alarms[0].name', 'search-is-down'],
    ['a metric', 'candidate: { metrics: { klicks: 5% } }', 'candidate.metrics.klicks', 'clicks'],
    [
      'a built-in KPI as a metric',
      'baseline: { metrics: { error_rate: 5% } }',
      'baseline.metrics.error_rate',
      'clicks',
    ],
  ])('with a blueprint that does not have %s', (_, yaml, path, allowed) => {
    expect(refusal(yaml)).toEqual([]);
    expect(refusal(yaml, BLUEPRINT)).toMatchObject([{ path, message: 'is not in the blueprint', allowed }]);
  });

  it.each(['register', 'approve version'])(
    'that says %s of a blueprint without a version in the Model Registry',
    (word) => {
      const yaml = `operator: [{ at: 1m, do: ${word} }]`;
      expect(refusal(yaml)).toEqual([]);
      const allowed = 'modelPackage in the blueprint, or another word';
      expect(refusal(yaml, BLUEPRINT)).toMatchObject([
        { path: 'operator[0].do', got: expect.stringContaining(word), allowed },
      ]);
    },
  );
});

describe('the example scenarios', () => {
  it.each(readdirSync(join(ROOT, 'examples', 'scenarios')))('%s says what it shows and how to rehearse it', (name) => {
    const [first = '', second = ''] = readFileSync(join(ROOT, 'examples', 'scenarios', name), 'utf8').split('\n');
    expect(first).toMatch(/^# [A-Z0-9]/);
    expect(second).toMatch(
      new RegExp(
        `^# rollouts rehearse examples/[\\w-]+\\.yaml --scenario examples/scenarios/${name.replace('.', '\\.')}$`,
      ),
    );
  });
});

describe('docs/rehearsal.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'rehearsal.md'), 'utf8');

  it('explains every key', () => {
    const keys = [...keysOf(scenarioSchema)];
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !page.includes(`\`${key.split('.').at(-1)}\``))).toEqual([]);
  });

  it('shows only scenarios that are valid', () => {
    const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
    expect(blocks.length).toBeGreaterThan(3);
    for (const text of blocks) expect({ text, problems: refusal(text) }).toEqual({ text, problems: [] });
  });

  it('names every example', () => {
    const names = readdirSync(join(ROOT, 'examples', 'scenarios')).map((name) => name.replace('.yaml', ''));
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
