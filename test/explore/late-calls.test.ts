import { synthesize } from '../../lib/rehearsal/synthesize';
import { flowOf } from './flows';
import { violationsOf } from './invariants';
import { runOnce } from './run-once';

const template = synthesize();

jest.setTimeout(60_000);

describe('a first deployment that a person calls off while its endpoint is being made', () => {
  it.each(['CreateEndpointConfig', 'CreateEndpoint'])('leaves nothing behind where %s arrives late', async (call) => {
    const ran = await runOnce({
      template,
      flow: flowOf('first deployment'),
      faults: [
        { faults: { caller: 'DeployCandidate', call: `SageMaker.${call}`, nth: 1, kind: 'slow' } },
        { operator: { at: '2s', do: 'rollback', by: 'bob' } },
      ],
    });
    expect(ran.seen.calls.some(({ call: made }) => made === `SageMaker.${call}`)).toBe(true);
    expect(ran.record?.last?.outcome).toBe('failed');
    expect(['gone', 'Deleted']).toContain(ran.stage.emulator.sageMaker.snapshot('shop')?.status ?? 'gone');
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
  });
});

describe('a release whose endpoint somebody deletes while its alarms are being made', () => {
  it('leaves none behind where one arrives after the function that makes it has died', async () => {
    const ran = await runOnce({
      template,
      flow: flowOf('standard completes'),
      faults: [
        { faults: { caller: 'ArmSentinels', call: 'CloudWatch.PutCompositeAlarm', nth: 1, kind: 'killed under way' } },
        { faults: { at: '31900ms', deleteEndpoint: true } },
      ],
    });
    expect(ran.seen.calls.some(({ call }) => call === 'CloudWatch.PutCompositeAlarm')).toBe(true);
    expect(ran.record?.last?.outcome).toBe('endpoint_gone');
    await expect(violationsOf(ran, true)).resolves.toEqual([]);
  });
});

describe('a release that has passed, and whose owner is stopped while the last update is on its way', () => {
  it('is closed only when that update has arrived: nothing is written after the end', async () => {
    const flow = flowOf('canary completes');
    const quiet = await runOnce({ template, flow, faults: [] });
    const [, look] = quiet.seen.calls.filter(
      ({ caller, call }) => caller === 'Finalize' && call === 'SageMaker.DescribeEndpoint',
    );
    const at = `${(look?.at ?? 0) - quiet.startedAt + 1000}ms`;
    const ran = await runOnce({
      template,
      flow,
      faults: [
        { faults: { caller: 'Finalize', call: 'SageMaker.DescribeEndpoint', nth: 2, kind: 'late' } },
        { operator: { at, do: 'stop', by: 'ann' } },
      ],
    });
    const updates = ran.seen.calls.filter(
      ({ caller, call }) => caller === 'Finalize' && call.endsWith('UpdateEndpoint'),
    );
    const [update] = updates;
    const stopped = ran.seen.calls.find(({ caller }) => caller === 'TakeOver');
    expect(update?.at).toBeGreaterThan(stopped?.at ?? Infinity);
    expect(ran.record?.last).toMatchObject({ outcome: 'completed', remarks: [] });
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
  });
});
