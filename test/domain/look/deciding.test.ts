import { heeded, questionOf, readAnswer } from '../../../lib/domain/look/deciding';

describe('readAnswer', () => {
  it.each([
    [
      { decision: 'continue', reason: 'fine' },
      { decision: 'continue', reason: 'fine' },
    ],
    [{ decision: 'pause' }, { decision: 'pause', reason: 'no reason given' }],
    [
      { decision: 'roll back', reason: 'bad' },
      { decision: 'roll back', reason: 'bad' },
    ],
    [
      { decision: 'roll_back', reason: 'bad' },
      { decision: 'roll back', reason: 'bad' },
    ],
    [
      { decision: 'promote', reason: 7 },
      { decision: 'promote', reason: 'no reason given' },
    ],
  ])('takes %j', (payload, answer) => {
    expect(readAnswer(payload)).toEqual(answer);
  });

  it.each([null, undefined, 'continue', 7, {}, { verdict: 'pass' }, { decision: 'proceed' }, { decision: true }, []])(
    'takes %j for no answer',
    (payload) => {
      expect(readAnswer(payload).decision).toBe('none');
    },
  );

  it('cuts a reason that nobody would read', () => {
    expect(readAnswer({ decision: 'pause', reason: 'x'.repeat(9000) }).reason).toHaveLength(500);
  });
});

describe('heeded', () => {
  it('takes a promotion for "continue" unless the blueprint allows it, and says so', () => {
    const promote = { decision: 'promote' as const, reason: 'good' };
    expect(heeded(promote, false)).toEqual({ decision: 'continue', reason: 'good (it may not promote)' });
    expect(heeded(promote, true)).toBe(promote);
  });

  it.each(['continue', 'pause', 'roll back', 'none'] as const)('lets %s be', (decision) => {
    expect(heeded({ decision, reason: '' }, false)?.decision).toBe(decision);
  });
});

describe('questionOf', () => {
  it('needs a release that was planned', () => {
    expect(() => questionOf({ number: 3 } as never, [], false)).toThrow(/has no plan/);
  });
});
