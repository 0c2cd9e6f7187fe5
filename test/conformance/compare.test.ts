import { firstDifference } from './compare';

const none = new Set<string>();

describe('the comparison with a recording', () => {
  it.each<[unknown, unknown]>([
    [
      { a: 1, b: [true, null] },
      { b: [true, null], a: 1 },
    ],
    ['<uuid:1>', '2f6c'],
    ['arn:<resource:2>/x', 'arn:aws:iam::1:role/r/x'],
    ['<<task_token>:1>', 'AQC'],
    ['a.b', 'a.b'],
    [{}, {}],
  ])('takes %j for %j', (expected, actual) => {
    expect(firstDifference(expected, actual, { wildcards: none })).toBeUndefined();
  });

  it.each<[unknown, unknown, string]>([
    [{ a: 1 }, { a: 1, b: 2 }, ''],
    [{ a: 1, b: 2 }, { a: 1 }, ''],
    [{ a: [1, 2] }, { a: [2, 1] }, '/a/0'],
    [{ 'a/b': { '~': 1 } }, { 'a/b': { '~': '1' } }, '/a~1b/~0'],
    ['a.b', 'axb', ''],
    ['<uuid:1>', 5, ''],
    ['x<uuid:1>', 'y1', ''],
    [[], {}, ''],
    [null, undefined, ''],
  ])('tells %j from %j', (expected, actual, pointer) => {
    expect(firstDifference(expected, actual, { wildcards: none })).toMatchObject({ pointer });
  });

  it('takes anything but nothing where the recording masks a value', () => {
    const wildcards = new Set(['/a']);
    expect(firstDifference({ a: 1 }, { a: { b: 2 } }, { wildcards })).toBeUndefined();
    expect(firstDifference({ a: 1 }, {}, { wildcards })).toMatchObject({ pointer: '' });
  });
});
