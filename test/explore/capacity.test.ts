import { synthesize } from '../../lib/rehearsal/synthesize';
import { FLOWS, type Flow } from './flows';
import { violationsOf } from './invariants';
import { runOnce } from './run-once';

const template = synthesize();
const canary = FLOWS.find(({ name }) => name === 'canary completes') as Flow;

/** An autoscaled fleet of four, which autoscaling finds too large once the candidate has all the traffic. */
const autoscaled: Flow = {
  ...canary,
  scenario: {
    ...canary.scenario,
    endpoint: { ...(canary.scenario['endpoint'] as object), instances: 4, autoscaling: { min: 1, max: 8 } },
    faults: [{ phase: 'all', after: '60s', scaleTo: 1 }],
  },
};

jest.setTimeout(60_000);

describe('an autoscaled baseline', () => {
  it.each([
    ['keeps its instances for the way back', [{ operator: { phase: 'all', after: '120s', do: 'rollback' } }], 4],
    ['leaves its count to the model that follows it', [], 4],
  ])('%s', async (_, faults, instances) => {
    const ran = await runOnce({ template, flow: autoscaled, faults });
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    const [variant] = ran.stage.emulator.sageMaker.snapshot('shop')?.variants ?? [];
    expect(variant).toMatchObject({ name: 'AllTraffic', currentInstances: instances });
  });

  it('may be scaled in again once the release has ended', async () => {
    const { stage } = await runOnce({ template, flow: autoscaled, faults: [] });
    expect(stage.emulator.autoScaling.scale('shop', 'AllTraffic', 1)).toBe('scaling');
  });

  it('that has grown lets the candidate grow before its share does', async () => {
    const grown: Flow = {
      ...autoscaled,
      scenario: { ...autoscaled.scenario, faults: [{ phase: 'few', after: '60s', scaleTo: 8 }] },
    };
    const ran = await runOnce({ template, flow: grown, faults: [] });
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    const candidates = ran.seen.endpoint.flatMap(({ variants }) =>
      variants.filter(({ name }) => name === 'candidate-1'),
    );
    const full = candidates.filter(({ currentWeight }) => currentWeight === 100);
    // 8 of the baseline had 90 % of the traffic.
    expect(full.map(({ currentInstances }) => currentInstances)).toEqual(full.map(() => 9));
    expect(full).not.toHaveLength(0);
  });
});
