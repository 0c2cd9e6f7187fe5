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
