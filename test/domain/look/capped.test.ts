import { decide } from '../../../lib/domain/look/look';
import type { Release } from '../../../lib/domain/release/release';
import { held, look, says } from '../../support/looks';
import { plan, release, START } from '../../support/releases';

/** A shift to half of the traffic, behind its gate, was called off. */
const capped = (change: Partial<Release> = {}) =>
  release('judging', {
    phase: 0,
    bakeFrom: START,
    capped: { phase: 1, reason: '50 % needs 5 instances, and maxCapacity allows 2' },
    ...change,
  });

describe('a phase that needs more instances than maxCapacity allows', () => {
  it('waits for a person, who is told the numbers once', () => {
    const first = decide(capped(), plan(), look());
    expect(first).toMatchObject({
      next: 'hold',
      release: { stage: 'judging', hold: { why: 'capacity', reason: expect.stringContaining('needs 5') } },
      notes: [{ event: 'deployment.paused', detail: { why: 'capacity' } }],
    });
    const later = decide(first.release, plan(), look({ now: look().now + 60_000 }));
    expect(later).toMatchObject({ next: 'hold', notes: [], release: { hold: first.release.hold } });
  });

  it('begins on a promotion, without its gate once more', () => {
    const promoted = capped({ hold: held('capacity'), control: says('promote') });
    expect(decide(promoted, plan(), look())).toMatchObject({
      next: 'shift',
      release: { stage: 'shifting', phase: 1, capped: { phase: 1 } },
    });
  });

  it('does not take a promotion for it that was spoken before anybody was asked', () => {
    const decision = decide(capped({ control: says('promote') }), plan(), look());
    expect(decision).toMatchObject({ next: 'hold', release: { hold: { why: 'capacity' } } });
    expect(decision.release).not.toHaveProperty('control');
  });

  it('goes back when nobody answers', () => {
    const silent = capped({ hold: held('capacity', START) });
    expect(decide(silent, plan(), look())).toMatchObject({
      next: 'roll back',
      release: { breach: { trigger: 'silence' } },
    });
  });

  it('leaves the gate of the phase after it in place', () => {
    const over = release('judging', { phase: 0, bakeFrom: START, capped: { phase: 0, reason: 'past' } });
    expect(decide(over, plan(), look())).toMatchObject({ next: 'hold', release: { hold: { why: 'gate' } } });
  });
});
