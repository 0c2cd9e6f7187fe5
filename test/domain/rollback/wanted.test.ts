import { formatWanted, parseWanted } from '../../../lib/domain/rollback/wanted';

describe('parseWanted', () => {
  it.each<[unknown, ReturnType<typeof parseWanted>]>([
    ['previous', { kind: 'previous' }],
    [3, { kind: 'release', number: 3 }],
    ['3', { kind: 'release', number: 3 }],
    ['fraud/3', { kind: 'release', number: 3 }],
    ['fraud#12', { kind: 'release', number: 12 }],
    ['fraud-v42', { kind: 'id', id: 'fraud-v42' }],
    // A release of another endpoint is no release of this one.
    ['shop/3', { kind: 'id', id: 'shop/3' }],
    ['0', { kind: 'id', id: '0' }],
    ['', undefined],
    [{ release: 3 }, undefined],
    [true, undefined],
    [null, undefined],
  ])('reads %j', (written, wanted) => {
    expect(parseWanted('fraud', written)).toEqual(wanted);
  });
});

describe('formatWanted', () => {
  it.each([
    ['previous', 'what served before'],
    ['3', 'fraud/3'],
    ['fraud-v42', 'fraud-v42'],
  ])('says %s in a sentence', (written, said) => {
    const wanted = parseWanted('fraud', written);
    if (wanted === undefined) throw new Error('cannot be read');
    expect(formatWanted('fraud', wanted)).toBe(said);
  });
});
