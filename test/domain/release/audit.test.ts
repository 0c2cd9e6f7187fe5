import fc from 'fast-check';
import {
  append,
  type AuditEntry,
  type AuditTrail,
  canonicalJson,
  EMPTY_TRAIL,
  findFault,
  type NewEntry,
  prune,
} from '../../../lib/domain/release/audit';
import { sha256 } from '../../support/world';

function entry(key: string, change: Partial<NewEntry> = {}): NewEntry {
  return {
    at: 1,
    release: 7,
    epoch: 9,
    actor: 'ann',
    action: 'shift traffic',
    detail: { weights: { a: 99, b: 1 } },
    key,
    ...change,
  };
}

function trail(length: number): AuditTrail {
  const keys = Array.from({ length }, (_, index) => `step ${index}`);
  return keys.reduce((so, key) => append(so, entry(key), sha256), EMPTY_TRAIL);
}

/** A value as it comes back from a table: members that are undefined are gone. */
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

const json = fc.jsonValue().map((value) => ({ value }));

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [{ d: 2, c: 3 }] })).toBe('{"a":[{"c":3,"d":2}],"b":1}');
  });

  it('is JSON of the same value', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(stored(value))));
  });

  it('is the same after a table has kept the value', () => {
    const withGaps = fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined }));
    fc.assert(fc.property(withGaps, (value) => canonicalJson(value) === canonicalJson(stored(value))));
  });
});

describe('append', () => {
  it('numbers entries from one and links each to the one before', () => {
    const { outbox, head, sequence } = trail(3);
    expect(outbox.map((kept) => kept.sequence)).toEqual([1, 2, 3]);
    expect(outbox.map((kept) => kept.previousHash)).toEqual(['', outbox[0]?.hash, outbox[1]?.hash]);
    expect({ head, sequence }).toEqual({ head: outbox[2]?.hash, sequence: 3 });
  });

  it('adds nothing when a step is repeated', () => {
    const once = trail(2);
    expect(append(once, entry('step 0', { at: 2, detail: {} }), sha256)).toBe(once);
  });

  it('goes on after entries that have left for the chain', () => {
    const pruned = prune(trail(3), { chained: 2, flushed: 2 });
    expect(pruned.outbox.map(({ sequence }) => sequence)).toEqual([3]);
    const next = append(pruned, entry('step 3'), sha256);
    expect(findFault([...trail(3).outbox, ...next.outbox.slice(1)], sha256, next)).toBeUndefined();
  });
});

describe('findFault', () => {
  const { outbox, head, sequence } = trail(6);
  const index = fc.integer({ min: 0, max: outbox.length - 1 });
  const check = (entries: readonly AuditEntry[]) => findFault(entries, sha256, { head, sequence });

  it('finds none in a chain as it was written and kept', () => {
    expect(check(stored(outbox))).toBeUndefined();
    expect(findFault([], sha256, EMPTY_TRAIL)).toBeUndefined();
  });

  it.each<[string, Partial<AuditEntry>]>([
    ['its time', { at: 2 }],
    ['its actor', { actor: 'bob' }],
    ['its action', { action: 'set weights' }],
    ['its detail', { detail: { weights: { a: 50, b: 50 } } }],
    ['its release', { release: 8 }],
    ['its epoch', { epoch: 10 }],
    ['its key', { key: 'other' }],
    ['an event it never was', { event: 'deployment.promoted' }],
  ])('finds an entry altered in %s, whichever it is', (_, change) => {
    fc.assert(
      fc.property(index, (at) => {
        const altered = outbox.map((kept, position) => (position === at ? { ...kept, ...change } : kept));
        return check(altered) === `entry ${at + 1} was altered`;
      }),
    );
  });

  it('finds an altered entry whose hash was made to fit, by the entry after it or by the head', () => {
    fc.assert(
      fc.property(index, (at) => {
        const altered = outbox.map((kept, position) => {
          if (position !== at) return kept;
          const { hash: _, ...body } = { ...kept, actor: 'bob' };
          return { ...body, hash: sha256(body.previousHash + canonicalJson(body)) };
        });
        return check(altered) !== undefined;
      }),
    );
  });

  it('finds an entry that is missing, at the end too', () => {
    fc.assert(fc.property(index, (at) => check(outbox.toSpliced(at, 1)) !== undefined));
    expect(findFault(outbox.slice(0, 5), sha256)).toBeUndefined();
    expect(check(outbox.slice(0, 5))).toBe('the chain ends at entry 5, but 6 were written');
  });

  it('finds entries in another order, and one that is there twice', () => {
    fc.assert(
      fc.property(index, index, (one, other) => {
        fc.pre(one !== other);
        const swapped = outbox.with(one, outbox[other]!).with(other, outbox[one]!);
        return check(swapped) !== undefined && check(outbox.toSpliced(one, 0, outbox[one]!)) !== undefined;
      }),
    );
  });
});
