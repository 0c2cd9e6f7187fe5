import fc from 'fast-check';
import { SUPERSEDE_TIMEOUT } from '../../../lib/domain/bounds';
import type { Release, Successor } from '../../../lib/domain/release/release';
import { supersede, unheardAbort } from '../../../lib/domain/release/superseding';
import { goingBack, MINUTE, OWNER, release, START } from '../../support/releases';

const NEWER: Successor = { id: 'fraud-v43', execution: 'arn:newer', startedAt: START + MINUTE };
const NEWEST: Successor = { id: 'fraud-v44', execution: 'arn:newest', startedAt: START + 2 * MINUTE };

/** What the start is told at a time, and the release as it is then. */
function ask(live: Release, start = NEWER, now = start.startedAt) {
  const answer = supersede(live, start, now);
  return answer.kind === 'waits'
    ? { ...answer, action: answer.note?.action, control: answer.release.control, successor: answer.release.successor }
    : answer;
}

describe('supersede', () => {
  it.each(['opening', 'deploying', 'testing', 'judging', 'baking', 'shifting', 'finalizing'] as const)(
    'aborts an older release that is %s, in the name of the newer',
    (stage) => {
      expect(ask(release(stage))).toMatchObject({
        kind: 'waits',
        reason: 'waits for the way back of release 7 (fraud-v42)',
        action: 'supersede',
        successor: NEWER,
        control: {
          word: 'abort',
          actor: 'arn:newer',
          supersedes: true,
          reason: 'superseded by fraud-v43, started at 2026-03-02T10:01:00.000Z as arn:newer',
        },
      });
    },
  );

  it.each<[string, Release]>([
    ['has passed', release('finalizing', { passedAt: START })],
    ['is settling', release('settling', { passedAt: START })],
    ['goes back', goingBack()],
    ['is cleaning up', goingBack({ stage: 'cleaning_up', restoredAt: START })],
    ['was aborted', release('baking', { control: { word: 'abort', actor: 'ann', reason: 'no', at: START } })],
  ])('waits for the end of one that %s, and says no word to it', (_, live) => {
    const told = ask(live);
    expect(told).toMatchObject({ kind: 'waits', action: 'wait for its end', successor: NEWER });
    expect('control' in told && told.control).toEqual(live.control);
  });

  it('says its word once, and waits more patiently as time goes by', () => {
    const { release: told = release('baking') } = { ...ask(release('baking')) } as { release?: Release };
    const again = supersede(told, NEWER, START + 2 * MINUTE);
    expect(again).toEqual({ kind: 'waits', reason: expect.any(String), wait: 15, release: told });
    expect(supersede(told, NEWER, START + 12 * MINUTE)).toMatchObject({ wait: 60 });
  });

  it.each<[string, Release, Successor, string]>([
    [
      'an older start',
      release('baking', { askedAt: START + 9 * MINUTE }),
      NEWER,
      'which was started later than this one',
    ],
    [
      'a start in the same millisecond by name',
      release('baking'),
      { ...NEWER, startedAt: START, execution: 'a' },
      'the newest wins',
    ],
    ['a start behind a newer one', release('baking', { successor: NEWEST }), NEWER, 'fraud-v44 (arn:newest)'],
    ['whoever finds a failed way back', goingBack({ stage: 'rollback_failed' }), NEWER, 'it waits for a person'],
    [
      'the execution whose own release goes back',
      goingBack(),
      { ...NEWER, execution: OWNER },
      'which this execution began',
    ],
  ])('refuses %s', (_, live, start, reason) => {
    expect(ask(live, start)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  it('refuses a start that has waited as long as it may', () => {
    const end = NEWER.startedAt + SUPERSEDE_TIMEOUT * 1000;
    expect(ask(goingBack(), NEWER, end - 1)).toMatchObject({ kind: 'waits' });
    expect(ask(goingBack(), NEWER, end)).toEqual({
      kind: 'refused',
      reason:
        'release 7 (fraud-v42), which has not ended within 5 h of this start; see what keeps it, then start again',
    });
  });

  it('leaves the newest of any starts waiting, in whatever order they come', () => {
    const starts = fc.uniqueArray(fc.record({ startedAt: fc.integer({ min: 1, max: 3 }), name: fc.string() }), {
      selector: ({ name }) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(starts, (asking) => {
        const all = asking.map(({ startedAt, name }) => ({
          id: 'x',
          startedAt: START + startedAt,
          execution: `z${name}`,
        }));
        const newest = all.toSorted((a, b) => a.startedAt - b.startedAt || (a.execution < b.execution ? -1 : 1)).at(-1);
        const last = all.reduce<Release>((live, start) => {
          const answer = supersede(live, start, START + MINUTE);
          return answer.kind === 'waits' ? answer.release : live;
        }, release('baking'));
        expect(last.successor).toEqual(newest);
        const kinds = all.map((start) => supersede(last, start, START + MINUTE).kind);
        expect(kinds.filter((kind) => kind === 'waits')).toHaveLength(1);
      }),
    );
  });
});

describe('unheardAbort', () => {
  const control = {
    word: 'abort' as const,
    actor: 'arn:newer',
    reason: 'superseded',
    at: START,
    supersedes: true as const,
  };

  it('is there until the way back has begun, and never of a person', () => {
    expect(unheardAbort(release('baking', { control }))).toEqual(control);
    expect(unheardAbort(goingBack({ control }))).toBeUndefined();
    const { supersedes: _, ...spoken } = control;
    expect(unheardAbort(release('baking', { control: spoken }))).toBeUndefined();
  });
});
