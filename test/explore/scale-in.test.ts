import type { Stage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { type Flow, flowOf } from './flows';
import { type Fault, type Ran, runOnce } from './run-once';

const template = synthesize();
const canary = flowOf('canary completes');
const autoscaled: Flow = {
  ...canary,
  scenario: {
    ...canary.scenario,
    endpoint: { ...(canary.scenario['endpoint'] as object), autoscaling: { min: 1, max: 8 } },
  },
};

const at = { phase: 'few', after: '60s' };
const FAILED_WAY_BACK: readonly Fault[] = [
  { operator: { ...at, do: 'abort' } },
  {
    faults: {
      caller: 'RestoreTraffic',
      call: 'SageMaker.UpdateEndpointWeightsAndCapacities',
      kind: 'access denied',
      nth: 1,
      for: '5h',
    },
  },
];

async function isSuspended({ emulator }: Stage): Promise<boolean> {
  const answer = await emulator.direct('ApplicationAutoScaling', 'DescribeScalableTargets', {
    ServiceNamespace: 'sagemaker',
  });
  const { ScalableTargets: targets } = answer as {
    readonly ScalableTargets: { SuspendedState: { DynamicScalingInSuspended: boolean } }[];
  };
  return targets.some(({ SuspendedState }) => SuspendedState.DynamicScalingInSuspended);
}

function actionsOf({ chain, record }: Ran): readonly string[] {
  return [...chain, ...(record?.audit.outbox ?? [])].map(({ action }) => action);
}

jest.setTimeout(60_000);

describe('scale-in of the baseline', () => {
  it.each<[string, readonly Fault[]]>([
    ['completed', []],
    ['rolled_back', [{ operator: { ...at, do: 'rollback' } }]],
    ['rolled_back', [{ operator: { ...at, do: 'stop' } }]],
    ['failed', [{ faults: { ...at, changeConfig: true } }]],
    ['endpoint_gone', [{ faults: { ...at, deleteEndpoint: true } }]],
    ['rolled_back', [...FAILED_WAY_BACK, { operator: { at: '6h', do: 'rollback' } }]],
  ])('is on again when a release has ended %s', async (outcome, faults) => {
    const ran = await runOnce({ template, flow: autoscaled, faults });
    expect(ran.record?.release).toBeUndefined();
    expect(ran.record?.last?.outcome).toBe(outcome);
    expect(actionsOf(ran)).toEqual(expect.arrayContaining(['suspend scale-in', 'resume scale-in']));
    await expect(isSuspended(ran.stage)).resolves.toBe(false);
  });

  it('stays suspended while a failed way back waits for a person', async () => {
    const ran = await runOnce({ template, flow: autoscaled, faults: FAILED_WAY_BACK });
    expect(ran.record?.release?.stage).toBe('rollback_failed');
    expect(actionsOf(ran)).not.toContain('resume scale-in');
    await expect(isSuspended(ran.stage)).resolves.toBe(true);
  });

  it('is on again where the target of an endpoint that is gone could not be asked for at first', async () => {
    const asked = { caller: 'CloseRelease', call: 'ApplicationAutoScaling.DescribeScalableTargets', nth: 1 };
    const faults = [
      { faults: { ...at, deleteEndpoint: true } },
      { faults: { ...asked, kind: 'throttled', for: '10m' } },
    ];
    const ran = await runOnce({ template, flow: autoscaled, faults });
    expect(ran.record?.last?.outcome).toBe('endpoint_gone');
    expect(ran.record?.last?.remarks).toEqual([]);
    await expect(isSuspended(ran.stage)).resolves.toBe(false);
  });

  it('ends for a release even where the target of an endpoint that is gone cannot be changed', async () => {
    const ran = await runOnce({
      template,
      flow: autoscaled,
      faults: [
        { faults: { ...at, deleteEndpoint: true } },
        {
          faults: {
            caller: 'CloseRelease',
            call: 'ApplicationAutoScaling.RegisterScalableTarget',
            kind: 'access denied',
            nth: 1,
            for: '2h',
          },
        },
      ],
    });
    expect(ran.record?.release).toBeUndefined();
    expect(ran.record?.last?.outcome).toBe('endpoint_gone');
    expect(ran.record?.last?.remarks).toEqual([
      expect.stringMatching(/^autoscaling of variant AllTraffic, .* AccessDenied/),
    ]);
    expect((ran.restedAt ?? Infinity) - ran.startedAt).toBeLessThan(3_600_000);
  });
});
