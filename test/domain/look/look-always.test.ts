import fc from 'fast-check';
import type { Look } from '../../../lib/domain/look/holding';
import { decide } from '../../../lib/domain/look/look';
import type { Hold, Release } from '../../../lib/domain/release/release';
import { firing, held, look, MANUAL, quiet, says, verdict } from '../../support/looks';
import { MINUTE, plan, release, START } from '../../support/releases';

describe('decide, whatever the release and the look', () => {
  const holds = fc.constantFrom<Hold['why']>('gate', 'pause', 'inconclusive', 'breach', 'incident');
  const states = fc.record({
    manual: fc.boolean(),
    stage: fc.constantFrom('judging' as const, 'baking' as const, 'settling' as const),
    phase: fc.integer({ min: 0, max: 2 }),
    hold: fc.option(holds, { nil: undefined }),
    at: fc.integer({ min: 0, max: 30 }),
    verdicts: fc.array(fc.constantFrom(verdict('pass'), verdict('inconclusive'), verdict('inconclusive', true)), {
      maxLength: 3,
    }),
    alarms: fc.constantFrom([quiet], []),
  });

  type State = typeof states extends fc.Arbitrary<infer Value> ? Value : never;

  const run = (
    { manual, stage, phase, hold, at, verdicts, alarms }: State,
    change: Partial<Release>,
    seen: Partial<Look> = {},
  ) => {
    const of = manual ? MANUAL : plan();
    const live = release(stage, { plan: of, phase, bakeFrom: START, ...(hold && { hold: held(hold) }), ...change });
    return decide(live, of, look({ now: START + at * MINUTE, verdicts, alarms, ...seen }));
  };

  it('goes back after an abort', () => {
    fc.assert(fc.property(states, (state) => run(state, { control: says('abort') }).next === 'roll back'));
  });

  it('never raises traffic after a breach, unless somebody has seen it and speaks', () => {
    const breach = { trigger: 'alarm' as const, reason: 'it burns', at: START };
    const words = fc.option(fc.constantFrom(says('pause'), says('promote'), says('promote', true)), { nil: undefined });
    fc.assert(
      fc.property(states, words, (state, control) => {
        fc.pre(!(state.hold === 'breach' && control?.word === 'promote'));
        const { next } = run(state, { breach, ...(control && { control }) });
        return next === (state.manual ? 'hold' : 'roll back');
      }),
    );
  });

  it('never raises traffic while an alarm fires that it reads', () => {
    fc.assert(
      fc.property(states, (state) => {
        const { next } = run(state, {}, { alarms: [quiet, firing] });
        return next === 'hold' || next === 'roll back';
      }),
    );
  });

  it('waits at least a second and raises a phase by one at most without a word for more', () => {
    fc.assert(
      fc.property(states, fc.constantFrom(undefined, says('promote'), says('pause')), (state, control) => {
        const { next, wait, release: after } = run(state, control === undefined ? {} : { control });
        const waits = next === 'bake' || next === 'hold';
        return (!waits || wait >= 1) && after.phase - state.phase === (next === 'shift' ? 1 : 0);
      }),
    );
  });

  it('decides the same again when its answer was lost', () => {
    fc.assert(
      fc.property(states, (state) => {
        const first = run(state, {});
        const again = run(state, first.release);
        const isKept = ['shift', 'roll back', 'pass', 'hold'].includes(first.next);
        return !isKept || (again.next === first.next && again.notes.length === 0);
      }),
    );
  });
});
