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
