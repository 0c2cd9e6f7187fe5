import type { Arrival } from '../../../lib/domain/traffic/arrival';
import { afterLook } from '../../../lib/domain/traffic/arriving';
import { newGoal } from '../../../lib/domain/traffic/phases';
import type { Goal } from '../../../lib/domain/release/release';
import { goingBack, release, START } from '../../support/releases';

const goal = (step: Goal['step']) => newGoal({ step, config: 'fraud-r7-shared', now: START - 30_000, seconds: 900 });

const failed: Arrival = { next: 'failed', reason: 'it did not come' };

describe('afterLook when the endpoint is there', () => {
  const ready: Arrival = { next: 'ready' };

  it.each([
    ['candidate', 'testing', 'deployment.candidate_ready'],
    ['traffic', 'baking', 'deployment.traffic_shifted'],
    ['final', 'settling', 'deployment.traffic_shifted'],
  ] as const)('goes on after %s, %s, and says so', (step, stage, event) => {
    const after = afterLook(release('deploying', { phase: 0, goal: goal(step) }), goal(step), ready, START);
    expect(after).toMatchObject({ next: 'ready', release: { stage }, notes: [{ event, detail: { seconds: 30 } }] });
    expect(after.release).not.toHaveProperty('goal');
  });

  it('begins the bake when the weights are verified, with evidence of its own', () => {
    const heard = { error_rate: { until: START - 60_000, ahead: [], periods: 10 } };
    const before = release('shifting', { phase: 1, bakeFrom: START - 900_000, judgedUntil: START - 60_000, heard });
    const { release: after } = afterLook(before, goal('traffic'), ready, START);
    expect(after.bakeFrom).toBe(START);
    expect(after).not.toHaveProperty('judgedUntil');
    expect(after).not.toHaveProperty('heard');
  });

  it('goes on to remove the candidate when the baseline has its instances again', () => {
    const back = goingBack({ stage: 'cleaning_up', goal: goal('refilled') });
    expect(afterLook(back, goal('refilled'), ready, START)).toMatchObject({
      next: 'resend',
      wait: 0,
      release: { stage: 'cleaning_up', remarks: [] },
      notes: [{ action: 'instances in service' }],
    });
  });

  it('leaves it to Verify to say that traffic is back', () => {
    expect(afterLook(goingBack({ goal: goal('restored') }), goal('restored'), ready, START).notes).toEqual([]);
  });
});

describe('afterLook when it will not come', () => {
  it.each(['candidate', 'traffic'] as const)('goes back where %s was awaited', (step) => {
    const after = afterLook(release('deploying', { phase: 0, goal: goal(step) }), goal(step), failed, START);
    expect(after).toMatchObject({
      next: 'failed',
      release: { stage: 'rolling_back', breach: { trigger: 'sagemaker', reason: 'it did not come' } },
    });
    expect(after.notes.map(({ event }) => event)).toEqual([undefined, 'deployment.rollback_started']);
  });

  it('gives the breach that is on record as the reason, and what was not reached beside it', () => {
    const breach = { trigger: 'alarm' as const, reason: 'it burns', at: START };
    const { notes } = afterLook(release('shifting', { phase: 0, breach }), goal('traffic'), failed, START);
    expect(notes).toMatchObject([
      { action: 'traffic not reached', detail: { reason: 'it did not come' } },
      { action: 'roll back', detail: { trigger: 'alarm', reason: 'it burns' } },
    ]);
  });

  it('tries the final fleet again, a bounded number of times', () => {
    const passed = (finalizeAttempts: number) =>
      release('finalizing', { phase: 2, passedAt: START, finalizeAttempts, goal: goal('final') });
    expect(afterLook(passed(1), goal('final'), failed, START)).toMatchObject({ next: 'resend', wait: 300 });
    expect(afterLook(passed(3), goal('final'), failed, START)).toMatchObject({
      next: 'failed',
      release: { stage: 'finalizing', remarks: ['not finalized: it did not come'] },
    });
    expect(afterLook(passed(1), goal('final'), { ...failed, gone: true }, START).next).toBe('failed');
  });

  it('removes the candidate all the same when the baseline’s instances will not come, and says so', () => {
    const back = goingBack({ stage: 'cleaning_up', goal: goal('refilled') });
    const after = afterLook(back, goal('refilled'), failed, START);
    expect(after).toMatchObject({
      next: 'resend',
      release: { stage: 'cleaning_up', remarks: ['capacity not restored: it did not come'] },
    });
    expect(after.release).not.toHaveProperty('goal');
  });

  it('does not give up the way back while its time lasts', () => {
    const back = goingBack({ goal: goal('restored') });
    const deadline = back.rollbackDeadline ?? 0;
    expect(afterLook(back, goal('restored'), failed, deadline - 1)).toMatchObject({ next: 'resend', wait: 5 });
    expect(afterLook(back, goal('restored'), failed, deadline)).toMatchObject({
      next: 'failed',
      release: { ending: { outcome: 'rollback_failed', reason: 'it did not come' } },
    });
    expect(afterLook(back, goal('restored'), { ...failed, gone: true }, deadline)).toMatchObject({
      release: { ending: { outcome: 'endpoint_gone' } },
    });
  });

  it('leaves a candidate that cannot be removed to the next release', () => {
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START, goal: goal('removed') });
    expect(afterLook(back, goal('removed'), failed, START)).toMatchObject({
      next: 'failed',
      release: { stage: 'cleaning_up', remarks: ['cleanup pending: it did not come'] },
    });
  });
});

describe('afterLook when it is too early to tell', () => {
  it('keeps the goal, with what was seen', () => {
    const seen = { ...goal('traffic'), sawWork: true };
    const before = release('shifting', { phase: 0, goal: goal('traffic') });
    const after = afterLook(before, goal('traffic'), { next: 'wait', goal: seen, seconds: 5 }, START);
    expect(after).toMatchObject({ next: 'wait', wait: 5, release: { goal: seen }, notes: [] });
    const again = afterLook(before, goal('traffic'), { next: 'resend', reason: 'busy' }, START);
    expect(again).toMatchObject({ next: 'resend', wait: 0, release: before, notes: [] });
  });
});
