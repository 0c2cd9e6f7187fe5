import { rollouts } from './support';

const GOOD = `
id: v42
endpoint: fraud
model: fraud-v42
alarms: [checkout-is-down]
tests:
  - { name: smoke, invoke: { body: '{}' } }
kpi:
  error_rate: "< 0.5%"
  pay:
    metric: { namespace: Shop, name: PaySuccess, kind: rate }
    limit: "> 98%"
phases:
  - { name: canary, traffic: 1%, bake: 10m }
  - { name: full, traffic: 100%, bake: 2h, gate: manual }
`;

describe('rollouts validate', () => {
  it('shows what the release is going to do', async () => {
    const { code, out, err } = await rollouts(['validate', 'b.yaml'], { files: { 'b.yaml': GOOD } });
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`v42: a canary release of model fraud-v42 to endpoint fraud

phase   traffic  bake  looks  gate
canary  1%       10m   10
full    100%     2h    60     a person, within 1d

KPI         limit   what it measures
error_rate  < 0.5%  requests that failed (model errors)
pay         > 98%   share of Shop PaySuccess

Smoke tests: smoke.
Alarms that must stay quiet: checkout-is-down.
Capacity: as the baseline has it.
Watched for 2h10m, and up to 1d more for people to decide.
A breach rolls back.
List price: 2.42 instance-hours for each instance of the baseline, and about US$ 0.0098 for orchestration and alarms.
`);
  });

  it('reads standard input, and says what else may differ', async () => {
    const text = 'endpoint: a\nmodel: b\nrollback: manual\ncapacity: { instanceType: ml.m5.large, instances: 2 }\n';
    const { code, out } = await rollouts(['validate', '-', '--strategy', 'standard'], { files: { '-': text } });
    expect(code).toBe(0);
    expect(out).toContain('a standard release');
    expect(out).toContain('No smoke test.\nCapacity: 2 × ml.m5.large.\nWatched for 15m.\n');
    expect(out).toContain('A breach holds the release and pages');
  });

  it('emphasizes the id on a screen', async () => {
    const { out } = await rollouts(['validate', 'b'], { files: { b: GOOD }, isTerminal: true });
    expect(out.startsWith('\u001B[1mv42\u001B[22m: a canary')).toBe(true);
  });

  it('writes the whole plan as JSON', async () => {
    const { code, out } = await rollouts(['validate', 'b', '--json'], { files: { b: GOOD } });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      blueprint: { id: 'v42', phases: [{ bakeSeconds: 600 }, { bakeSeconds: 7_200, gate: { maxSeconds: 86_400 } }] },
      bakeSeconds: 7_800,
      gateSeconds: 86_400,
      historyEvents: 150 + (40 + 11 * 9) + (40 + 61 * 9 + 288 * 13),
    });
  });

  it('tells all problems with their lines, and exits with 2', async () => {
    const text = 'endpoint: a_b\nmodel: b\nphases:\n  - traffic: 5%\n    bake: 2m\nid: x\nid: y\n';
    const { code, out, err } = await rollouts(['validate', 'bad.yaml'], { files: { 'bad.yaml': text } });
    expect([code, err]).toEqual([2, '']);
    expect(out).toBe(`bad.yaml: 4 problems, and nothing was done
line 1: endpoint cannot be used
    got a_b, allowed: 1 to 63 letters, digits and hyphens, first and last a letter or digit
line 4: phases[0].traffic is the end, and is not all of the traffic
    got 5%, allowed: 100%, or a hold on this phase, e.g. hold: 7d
line 5: phases[0].bake is too short to see anything: a bake takes at least 4 periods of its metrics
    got 2m, allowed: 4m to 24h, e.g. 10m or 1h30m
line 7: id is already on line 6
    got the key again, allowed: each key once
`);
  });

  it('tells problems as JSON, too', async () => {
    const { code, out } = await rollouts(['validate', '-', '--json'], { files: { '-': 'endpoint: a\n' } });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      problems: [
        {
          path: 'model',
          at: ['model'],
          got: 'nothing',
          allowed: expect.any(String),
          message: 'is missing',
          line: 1,
        },
      ],
    });
  });

  it('calls standard input by its name', async () => {
    expect((await rollouts(['validate', '-'], { files: { '-': '' } })).out).toMatch(/^standard input: one problem/);
  });

  it('says which file is not there', async () => {
    const { code, err } = await rollouts(['validate', 'nowhere.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('rollouts: cannot read nowhere.yaml: there is no such file\n');
  });
});
