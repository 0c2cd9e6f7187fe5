import fc from 'fast-check';
import { claimEndpoint, claimOf } from '../../../lib/domain/release/claims';
import { strongest } from '../../../lib/domain/release/controls';
import type { Control, ControlWord } from '../../../lib/domain/release/release';
import { ENDPOINT, OWNER, record, release, START } from '../../support/releases';

const opening = { endpoint: ENDPOINT, id: 'x', strategy: 'canary' as const, execution: OWNER, at: START };

describe('claimEndpoint', () => {
  it('begins an endpoint at release 1 and epoch 1', () => {
    expect(claimEndpoint(undefined, opening)).toMatchObject({
      kind: 'claimed',
      record: {
        endpoint: ENDPOINT,
        revision: 0,
        epoch: 1,
        number: 1,
        release: { number: 1, owner: OWNER, stage: 'opening' },
      },
    });
  });

  it('raises number and epoch, and keeps the audit trail and what was before', () => {
    const last = { number: 7, id: 'x', outcome: 'failed' as const, reason: '', startedAt: 0, endedAt: 0 };
    const before = record(undefined, { last, audit: { head: 'abc', sequence: 12, outbox: [] } });
    expect(claimEndpoint(before, opening)).toMatchObject({
      kind: 'claimed',
      record: { revision: 40, epoch: 10, number: 8, last, audit: { sequence: 12 }, release: { number: 8 } },
    });
  });

  it('tells who holds it, and counts a claim of ours as done', () => {
    const taken = record(release('baking'));
    expect(claimEndpoint(taken, { ...opening, execution: 'arn:other' })).toEqual({
      kind: 'taken',
      record: taken,
      by: taken.release,
    });
    expect(claimEndpoint(taken, opening)).toEqual({ kind: 'mine', record: taken });
  });

  it('is proved by epoch and release', () => {
    expect(claimOf(record(release('baking')))).toEqual({
      endpoint: ENDPOINT,
      release: 7,
      epoch: 9,
      revision: 40,
      chained: 0,
      flushed: 0,
    });
  });
});

describe('strongest', () => {
  const STRENGTH: readonly ControlWord[] = ['promote', 'pause', 'abort'];
  const words = fc.array(fc.constantFrom(...STRENGTH), { minLength: 1 });

  it('never undoes a stronger word by a weaker, in whatever order they come', () => {
    fc.assert(
      fc.property(words, (spoken) => {
        const standing = spoken.reduce<Control | undefined>(
          (so, word, at) => strongest(so, { word, actor: 'ann', reason: '', at }),
          undefined,
        );
        return standing?.word === STRENGTH.toReversed().find((word) => spoken.includes(word));
      }),
    );
  });
});
