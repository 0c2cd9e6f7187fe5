import { expectAlwaysTrue } from '../always-true';
import { functionErrors } from '../support';
import { holdsOf, play } from './support';

/** SageMaker cannot take back the update that finalizes; an alarm fires before it is tried again. */
const FAILED_AND_FIRED = {
  alarms: [{ phase: 'full', after: '10m', name: 'checkout-is-down', state: 'ALARM' }],
  faults: [{ phase: 'full', after: '5m', update: 'update_rollback_failed' }],
};
const KEYS = { rollback: 'manual', alarms: ['checkout-is-down'] };

const finalUpdates = ({ stage }: Awaited<ReturnType<typeof play>>) =>
  stage.emulator.calls.filter(
    ({ operation, input }) =>
      operation === 'UpdateEndpoint' && (input as { EndpointConfigName: string }).EndpointConfigName.endsWith('-final'),
  ).length;

describe('a breach after the last gate, where a person decides', () => {
  it('is asked about before the update that finalizes is tried again', async () => {
    const story = await play(KEYS, {
      ...FAILED_AND_FIRED,
      operator: [{ at: '2h', do: 'rollback', by: 'ann' }],
    });
    expect(holdsOf(story)).toEqual(['breach']);
    expect(finalUpdates(story)).toBe(1);
    expect(story.report).toMatchObject({ outcome: 'rolled_back', traffic: { baseline: 100, candidate: 0 } });
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('is over when the person promotes: it is finalized then', async () => {
    const story = await play(KEYS, {
      ...FAILED_AND_FIRED,
      alarms: [...FAILED_AND_FIRED.alarms, { at: '1h50m', name: 'checkout-is-down', state: 'OK' }],
      operator: [{ at: '2h', do: 'promote', by: 'ann' }],
    });
    expect(holdsOf(story)).toEqual(['breach']);
    expect(finalUpdates(story)).toBe(2);
    expect(story.report).toMatchObject({ outcome: 'completed', reason: 'fraud-v2 met every gate' });
    expect(functionErrors(story)).toEqual({});
    await expectAlwaysTrue(story);
  });

  it('leads back when nobody answers for a day', async () => {
    const story = await play(KEYS, FAILED_AND_FIRED);
    expect(finalUpdates(story)).toBe(1);
    expect(story.report.outcome).toBe('rolled_back');
    expect(story.report.reason).toMatch(/^nobody answered for 24 h/);
    await expectAlwaysTrue(story);
  });
});
